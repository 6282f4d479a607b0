/** The material of a field that rays go through: a cloud, or the surface at a threshold. */
import { type Data3DTexture, FrontSide, GLSL3, RawShaderMaterial, Vector3 } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import { createSolidTexture } from './cell-texture.ts'
import type { ClipBox } from './clip-box.ts'
import cloudFragment from './shaders/field-cloud.frag.glsl?raw'
import rayCode from './shaders/field-ray.glsl?raw'
import surfaceFragment from './shaders/field-surface.frag.glsl?raw'
import vertexShader from './shaders/volume.vert.glsl?raw'
import type { DrawnField } from './use-field-texture.ts'

export type FieldVolumeMode = 'volume' | 'surface'

export interface FieldLook {
  readonly field: DrawnField
  /** In the range, 0 to 1. */
  readonly threshold: number
  readonly clip: ClipBox
  /** The states, at which a cloud ends; undefined where they are not drawn. */
  readonly cells: Data3DTexture | undefined
}

/** The least threshold: at 0 the surface would be the box itself. */
const MIN_THRESHOLD = 0.5 / 255

/** Makes the material; its owner disposes of it. */
export function createFieldMaterial(mode: FieldVolumeMode, shape: Size): RawShaderMaterial {
  const isCloud = mode === 'volume'
  const placeholder = createPlaceholder()
  const material = new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader: rayCode + (isCloud ? cloudFragment : surfaceFragment),
    // As for cells: rays also start when the camera stands inside the world.
    side: FrontSide,
    // A cloud is drawn at the far side of its box, and finds out by itself what hides it.
    transparent: isCloud,
    depthTest: !isCloud,
    depthWrite: !isCloud,
    premultipliedAlpha: true,
    uniforms: {
      shape: { value: new Vector3(shape.x, shape.y, shape.z) },
      clipMin: { value: new Vector3() },
      clipMax: { value: new Vector3(shape.x, shape.y, shape.z) },
      eye: { value: new Vector3() },
      world: { value: new Vector3(shape.x, shape.y, shape.z) },
      cellEdge: { value: 1 },
      pixelsPerUnit: { value: 1 },
      field: { value: null },
      ramp: { value: null },
      cells: { value: placeholder },
      endsAtCells: { value: false },
      isSigned: { value: false },
      threshold: { value: 0.5 },
    },
  })
  material.userData.placeholder = placeholder
  material.addEventListener('dispose', () => placeholder.dispose())
  return material
}

/** Writes what is to be drawn into the material. */
export function applyField(
  { uniforms, userData }: RawShaderMaterial,
  { field, threshold, clip, cells }: FieldLook,
): void {
  uniforms.field!.value = field.texture
  uniforms.ramp!.value = field.ramp
  uniforms.isSigned!.value = field.isSigned
  uniforms.threshold!.value = Math.max(threshold, MIN_THRESHOLD)
  uniforms.clipMin!.value.set(...clip.min)
  uniforms.clipMax!.value.set(...clip.max)
  uniforms.cells!.value = cells ?? userData.placeholder
  uniforms.endsAtCells!.value = cells !== undefined
}

/** A sampler of integers draws nothing at all while it has no texture of integers. */
function createPlaceholder(): Data3DTexture {
  const texture = createSolidTexture({ x: 1, y: 1, z: 1 })
  texture.image.data = new Uint8Array(1)
  texture.needsUpdate = true
  return texture
}
