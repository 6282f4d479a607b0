/** A field of a solid world seen through: as a cloud, or where it reaches a threshold. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useMemo } from 'react'
import type { PerspectiveCamera } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import { createSolidTexture, uploadTexture } from './cell-texture.ts'
import type { ClipBox } from './clip-box.ts'
import { applyField, createFieldMaterial, type FieldVolumeMode } from './field-material.ts'
import { useScene } from './scene-context.ts'
import type { DrawnField } from './use-field-texture.ts'
import { isSameSize } from './use-frame-box.ts'
import { createUnitCube } from './voxel-geometry.ts'
import { applyCamera } from './voxel-material.ts'

interface FieldVolumeProps {
  readonly shape: Size
  readonly clip: ClipBox
  readonly field: DrawnField
  readonly mode: FieldVolumeMode
  /** In the range, 0 to 1. */
  readonly threshold: number
  /** Whether states are drawn too, behind which the cloud is not seen. */
  readonly isOver: boolean
}

export function FieldVolume({ shape, clip, field, mode, threshold, isOver }: FieldVolumeProps) {
  const invalidate = useThree((state) => state.invalidate)
  const geometry = useMemo(createUnitCube, [])
  const material = useMemo(() => createFieldMaterial(mode, shape), [mode, shape])
  const cells = useCells(shape, isOver && mode === 'volume')
  useEffect(() => () => geometry.dispose(), [geometry])
  useEffect(() => () => material.dispose(), [material])
  useEffect(() => {
    applyField(material, { field, threshold, clip, cells })
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
