/** The material of solid worlds: one set of uniforms, drawn as a volume, as cubes or as a surface. */
import {
  BackSide,
  type DataTexture,
  FrontSide,
  GLSL3,
  type PerspectiveCamera,
  RawShaderMaterial,
  Vector3,
} from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import type { ClipBox, Triple } from './clip-box.ts'
import type { SceneColors } from './scene-colors.ts'
import cubesFragment from './shaders/cubes.frag.glsl?raw'
import cubesVertex from './shaders/cubes.vert.glsl?raw'
import surfaceFragment from './shaders/surface.frag.glsl?raw'
import volumeFragment from './shaders/volume.frag.glsl?raw'
import volumeVertex from './shaders/volume.vert.glsl?raw'
import shading from './shaders/voxel-shading.glsl?raw'
import type { CellLevel, WorldTextures } from './world-textures.ts'

/** What the renderers of solid worlds are given. */
export interface VoxelViewProps {
  readonly textures: WorldTextures
  readonly look: VoxelLook
  /** Called with every frame that has been taken in, the first one above all. */
  readonly onDrawn: () => void
}

/** What the color of a cell is read from, as shaders number it. */
export const COLOR_SOURCES = { state: 0, depth: 1, shade: 2 } as const

export interface VoxelLook {
  readonly clip: ClipBox
  readonly palette: DataTexture
  readonly colors: SceneColors
  readonly colorSource: keyof typeof COLOR_SOURCES
  /** The colors of what pictures tell of cells; undefined where none are shown. */
  readonly ramp: DataTexture | undefined
  readonly hasOcclusion: boolean
  /** The density at which a surface lies, 0 to 1. */
  readonly surfaceAt: number
}

/** How much of the light is lost in the narrowest corner. */
const OCCLUSION = 0.55

/**
 * The scene mirrors y, which turns faces over: `BackSide` are those toward the camera. The volume
 * draws the others, so that its rays also start when the camera stands inside the world.
 */
const shaders = {
  volume: {
    vertexShader: volumeVertex,
    fragmentShader: shading + volumeFragment,
    side: FrontSide,
  },
  surface: {
    vertexShader: volumeVertex,
    fragmentShader: shading + surfaceFragment,
    side: FrontSide,
  },
  cubes: { vertexShader: cubesVertex, fragmentShader: shading + cubesFragment, side: BackSide },
} as const

/** Makes the material of a world, which its owner disposes of; the textures stay their owner's. */
export function createVoxelMaterial(
  kind: keyof typeof shaders,
  textures: WorldTextures,
): RawShaderMaterial {
  const { shape, whole, placeholder } = textures
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    ...shaders[kind],
    // There is nothing to draw before the first frame.
    visible: false,
    uniforms: {
      cells: { value: whole.cells.texture },
      bricks: { value: whole.bricks.texture },
      shades: { value: placeholder },
      palette: { value: null },
      shadeRamp: { value: null },
      shape: { value: vectorOf(shape) },
      world: { value: vectorOf(shape) },
      cellEdge: { value: 1 },
      clipMin: { value: new Vector3() },
      clipMax: { value: vectorOf(shape) },
      eye: { value: new Vector3() },
      haze: { value: new Vector3() },
      hazeStrength: { value: 0 },
      pixelsPerUnit: { value: 1 },
      colorSource: { value: 0 },
      occlusion: { value: OCCLUSION },
      density: { value: null },
      densityShape: { value: vectorOf(shape) },
      densityEdge: { value: 1 },
      threshold: { value: 0.5 },
    },
  })
}

/** Writes how the world should look into the material. */
export function applyLook({ uniforms }: RawShaderMaterial, look: VoxelLook): void {
  const { clip, palette, colors, ramp, surfaceAt, hasOcclusion } = look
  uniforms.palette!.value = palette
  uniforms.clipMin!.value.set(...clip.min)
  uniforms.clipMax!.value.set(...clip.max)
  uniforms.haze!.value.copy(colors.haze)
  uniforms.hazeStrength!.value = colors.hazeStrength
  uniforms.shadeRamp!.value = ramp ?? palette
  uniforms.occlusion!.value = hasOcclusion ? OCCLUSION : 0
  uniforms.threshold!.value = surfaceAt
}

/** Writes what has come of a world's textures into the material, and what cells are colored by. */
export function applyTextures(
  { uniforms }: RawShaderMaterial,
  textures: WorldTextures,
  { colorSource }: Pick<VoxelLook, 'colorSource'>,
): void {
  const { shades, density, placeholder } = textures
  const isShaded = colorSource === 'shade' && shades !== undefined
  uniforms.shades!.value = isShaded ? shades.texture : placeholder
  uniforms.colorSource!.value =
    COLOR_SOURCES[isShaded || colorSource !== 'shade' ? colorSource : 'state']
  if (density === undefined || uniforms.density === undefined) return
  const { edge, texture } = density
  uniforms.density.value = texture.texture
  uniforms.densityShape!.value.set(texture.size.x, texture.size.y, texture.size.z)
  uniforms.densityEdge!.value = edge
}

/** Has the rays of a volume walk the cells of a level, inside of the clip box. */
export function applyLevel(
  { uniforms }: RawShaderMaterial,
  { edge, shape, cells, bricks }: CellLevel,
  { min, max }: ClipBox,
): void {
  uniforms.cells!.value = cells.texture
  uniforms.bricks!.value = bricks.texture
  uniforms.shape!.value.set(shape.x, shape.y, shape.z)
  uniforms.cellEdge!.value = edge
  const scaled = (at: Triple, round: (value: number) => number) =>
    at.map((each) => round(each / edge)) as [number, number, number]
  uniforms.clipMin!.value.set(...scaled(min, Math.floor))
  uniforms.clipMax!.value.set(...scaled(max, Math.ceil))
}

/**
 * Writes where the camera stands, in steps of the grid that is walked, and how large one of them
 * would be one step away.
 */
export function applyCamera(
  { uniforms }: RawShaderMaterial,
  { x, y, z }: Size,
  camera: PerspectiveCamera,
  heightPx: number,
): void {
  const { position } = camera
  const { cellEdge } = uniforms
  uniforms
    .eye!.value.set(position.x + x / 2, y / 2 - position.y, position.z + z / 2)
    .divideScalar(cellEdge?.value ?? 1)
  uniforms.pixelsPerUnit!.value = pixelsPerUnit(camera, heightPx)
}

/** How many pixels something of one unit takes, one unit away from the camera. */
export function pixelsPerUnit({ fov }: PerspectiveCamera, heightPx: number): number {
  return heightPx / (2 * Math.tan((fov * Math.PI) / 360))
}

const vectorOf = ({ x, y, z }: Size) => new Vector3(x, y, z)
