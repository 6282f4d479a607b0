/** A field of a solid world seen through: as a cloud, or where it reaches a threshold. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useMemo } from 'react'
import { FrontSide, GLSL3, type PerspectiveCamera, RawShaderMaterial, Vector3 } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import { createSolidTexture, uploadTexture } from './cell-texture.ts'
import type { ClipBox } from './clip-box.ts'
import { useScene } from './scene-context.ts'
import cloudFragment from './shaders/field-cloud.frag.glsl?raw'
import rayCode from './shaders/field-ray.glsl?raw'
import surfaceFragment from './shaders/field-surface.frag.glsl?raw'
import vertexShader from './shaders/volume.vert.glsl?raw'
import type { DrawnField } from './use-field-texture.ts'
import { isSameSize } from './use-frame-box.ts'
import { createUnitCube } from './voxel-geometry.ts'
import { applyCamera } from './voxel-material.ts'

interface FieldVolumeProps {
  readonly shape: Size
  readonly clip: ClipBox
  readonly field: DrawnField
  readonly mode: 'volume' | 'surface'
  /** In the range, 0 to 1. */
  readonly threshold: number
  /** Whether states are drawn too, behind which the cloud is not seen. */
  readonly isOver: boolean
}

export function FieldVolume({ shape, clip, field, mode, threshold, isOver }: FieldVolumeProps) {
  const invalidate = useThree((state) => state.invalidate)
  const geometry = useMemo(createUnitCube, [])
  const material = useMemo(() => createMaterial(mode, shape), [mode, shape])
  const cells = useCells(shape, isOver && mode === 'volume')
  useEffect(() => () => geometry.dispose(), [geometry])
  useEffect(() => () => material.dispose(), [material])
  useEffect(() => {
    const { uniforms } = material
    uniforms.field!.value = field.texture
    uniforms.ramp!.value = field.ramp
    uniforms.isSigned!.value = field.isSigned
    uniforms.threshold!.value = Math.max(threshold, 0.5 / 255)
    uniforms.clipMin!.value.set(...clip.min)
    uniforms.clipMax!.value.set(...clip.max)
    uniforms.cells!.value = cells ?? null
    uniforms.endsAtCells!.value = cells !== undefined
    invalidate()
  }, [material, field, threshold, clip, cells, invalidate])
  useFrame(({ camera, gl }) => {
    applyCamera(material, shape, camera as PerspectiveCamera, gl.domElement.height)
  })
  return <mesh geometry={geometry} material={material} frustumCulled={false} renderOrder={1} />
}

/** The states, for a cloud that ends at them. */
function useCells(shape: Size, isWanted: boolean) {
  const { frames } = useScene()
  const renderer = useThree((state) => state.gl)
  const texture = useMemo(
    () => (isWanted ? createSolidTexture(shape) : undefined),
    [shape, isWanted],
  )
  useEffect(() => () => texture?.dispose(), [texture])
  useEffect(() => {
    if (texture === undefined) return undefined
    return frames.subscribe((frame) => {
      if (!isSameSize(frame.shape, shape)) return
      uploadTexture(renderer, texture, new Uint8Array(frame.cells))
    })
  }, [texture, frames, shape, renderer])
  return texture
}

function createMaterial(mode: FieldVolumeProps['mode'], shape: Size): RawShaderMaterial {
  const isCloud = mode === 'volume'
  return new RawShaderMaterial({
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
      pixelsPerUnit: { value: 1 },
      field: { value: null },
      ramp: { value: null },
      cells: { value: null },
      endsAtCells: { value: false },
      isSigned: { value: false },
      threshold: { value: 0.5 },
    },
  })
}
