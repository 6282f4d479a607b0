/** A solid world drawn by walking rays through its cells. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useEffectEvent, useMemo } from 'react'
import type { PerspectiveCamera } from 'three'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { countBricks, markBricks } from './brick-occupancy.ts'
import { createSolidTexture, uploadTexture } from './cell-texture.ts'
import { useScene } from './scene-context.ts'
import { isSameSize } from './use-frame-shape.ts'
import { createUnitCube } from './voxel-geometry.ts'
import {
  applyCamera,
  applyLook,
  createVoxelMaterial,
  type VoxelViewProps,
} from './voxel-material.ts'

export function VolumeView({ shape, look, onDrawn }: VoxelViewProps) {
  const { frames } = useScene()
  const renderer = useThree((state) => state.gl)
  const invalidate = useThree((state) => state.invalidate)
  const parts = useMemo(() => createParts(shape), [shape])

  const tellDrawn = useEffectEvent(onDrawn)

  useEffect(() => () => parts.dispose(), [parts])
  useEffect(
    () =>
      frames.subscribe((frame) => {
        if (!isSameSize(frame.shape, shape)) return
        const cells = new Uint8Array(frame.cells)
        markBricks(cells, shape, parts.marked)
        uploadTexture(renderer, parts.bricks, parts.marked)
        uploadTexture(renderer, parts.cells, cells)
        parts.material.visible = true
        invalidate()
        tellDrawn()
      }),
    [frames, shape, parts, renderer, invalidate],
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
  const bricksSize = countBricks(shape)
  const cells = createSolidTexture(shape)
  const bricks = createSolidTexture(bricksSize)
  const marked = new Uint8Array(countCells(bricksSize))
  const geometry = createUnitCube()
  const material = createVoxelMaterial('volume', shape, cells, bricks)
  const dispose = () => {
    for (const owned of [cells, bricks, geometry, material]) owned.dispose()
  }
  return { cells, bricks, marked, geometry, material, dispose }
}
