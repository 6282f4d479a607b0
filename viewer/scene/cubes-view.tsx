/** A solid world drawn as one cube per visible cell. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useEffectEvent, useMemo } from 'react'
import type { BufferAttribute, PerspectiveCamera } from 'three'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { createSolidTexture, uploadTexture } from './cell-texture.ts'
import { useScene } from './scene-context.ts'
import { isSameSize } from './use-frame-shape.ts'
import { CUBE_STRIDE, findVisibleCubes, MAX_CUBES } from './visible-cubes.ts'
import { createCubeCloud } from './voxel-geometry.ts'
import {
  applyCamera,
  applyLook,
  createVoxelMaterial,
  type VoxelViewProps,
} from './voxel-material.ts'

export function CubesView({ shape, look, onDrawn }: VoxelViewProps) {
  const { frames } = useScene()
  const renderer = useThree((state) => state.gl)
  const invalidate = useThree((state) => state.invalidate)
  const parts = useMemo(() => createParts(shape), [shape])
  const { clip } = look

  const tellDrawn = useEffectEvent(onDrawn)

  useEffect(() => () => parts.dispose(), [parts])
  useEffect(
    () =>
      frames.subscribe((frame) => {
        if (!isSameSize(frame.shape, shape)) return
        const cells = new Uint8Array(frame.cells)
        uploadTexture(renderer, parts.cells, cells)
        parts.material.visible = true
        const count = findVisibleCubes(cells, shape, clip, parts.cubes)
        const attribute = parts.geometry.getAttribute('cube') as BufferAttribute
        attribute.clearUpdateRanges()
        attribute.addUpdateRange(0, CUBE_STRIDE * count)
        attribute.needsUpdate = true
        parts.geometry.instanceCount = count
        invalidate()
        tellDrawn()
      }),
    [frames, shape, clip, parts, renderer, invalidate],
  )
  useEffect(() => {
    applyLook(parts.material, look)
    invalidate()
  }, [parts, look, invalidate])
  useFrame(({ camera, gl }) => {
    applyCamera(parts.material, shape, camera as PerspectiveCamera, gl.domElement.height)
  })
  return <mesh geometry={parts.geometry} material={parts.material} frustumCulled={false} />
}

function createParts(shape: Size) {
  const cells = createSolidTexture(shape)
  const cubes = new Uint16Array(CUBE_STRIDE * Math.min(MAX_CUBES, countCells(shape)))
  const geometry = createCubeCloud(cubes)
  const material = createVoxelMaterial('cubes', shape, cells, null)
  const dispose = () => {
    for (const owned of [cells, geometry, material]) owned.dispose()
  }
  return { cells, cubes, geometry, material, dispose }
}
