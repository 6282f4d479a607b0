/** The material of solid worlds: one set of uniforms, drawn as a volume or as cubes. */
import {
  BackSide,
  type Data3DTexture,
  type DataTexture,
  FrontSide,
  GLSL3,
  type PerspectiveCamera,
  RawShaderMaterial,
  Vector3,
} from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import type { ClipBox } from './clip-box.ts'
import type { SceneColors } from './scene-colors.ts'
import cubesFragment from './shaders/cubes.frag.glsl?raw'
import cubesVertex from './shaders/cubes.vert.glsl?raw'
import volumeFragment from './shaders/volume.frag.glsl?raw'
import volumeVertex from './shaders/volume.vert.glsl?raw'
import shading from './shaders/voxel-shading.glsl?raw'

/** What both renderers of solid worlds are given. */
export interface VoxelViewProps {
  readonly shape: Size
  readonly look: VoxelLook
  /** Called with every frame that has been taken in, the first one above all. */
  readonly onDrawn: () => void
}

export interface VoxelLook {
  readonly clip: ClipBox
  readonly palette: DataTexture
  readonly colors: SceneColors
  readonly colorsByDepth: boolean
}

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
  cubes: { vertexShader: cubesVertex, fragmentShader: shading + cubesFragment, side: BackSide },
} as const

/** @param bricks which bricks hold anything; only the volume reads it. */
export function createVoxelMaterial(
  kind: keyof typeof shaders,
  shape: Size,
  cells: Data3DTexture,
  bricks: Data3DTexture | null,
): RawShaderMaterial {
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    ...shaders[kind],
    // There is nothing to draw before the first frame.
    visible: false,
    uniforms: {
      cells: { value: cells },
      bricks: { value: bricks },
      palette: { value: null },
      shape: { value: new Vector3(shape.x, shape.y, shape.z) },
      clipMin: { value: new Vector3() },
      clipMax: { value: new Vector3(shape.x, shape.y, shape.z) },
      eye: { value: new Vector3() },
      haze: { value: new Vector3() },
      hazeStrength: { value: 0 },
      pixelsPerUnit: { value: 1 },
      colorsByDepth: { value: false },
    },
  })
}

/** Writes how the world should look into the material. */
export function applyLook({ uniforms }: RawShaderMaterial, look: VoxelLook): void {
  uniforms.palette!.value = look.palette
  uniforms.clipMin!.value.set(...look.clip.min)
  uniforms.clipMax!.value.set(...look.clip.max)
  uniforms.haze!.value.copy(look.colors.haze)
  uniforms.hazeStrength!.value = look.colors.hazeStrength
  uniforms.colorsByDepth!.value = look.colorsByDepth
}

/** Writes where the camera stands, in cell space, and how large a cell one unit away is. */
export function applyCamera(
  { uniforms }: RawShaderMaterial,
  { x, y, z }: Size,
  camera: PerspectiveCamera,
  heightPx: number,
): void {
  const { position, fov } = camera
  uniforms.eye!.value.set(position.x + x / 2, y / 2 - position.y, position.z + z / 2)
  uniforms.pixelsPerUnit!.value = heightPx / (2 * Math.tan((fov * Math.PI) / 360))
}
