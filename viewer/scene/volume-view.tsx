/** A solid world drawn by walking rays through its cells. */
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { countBricks, markBricks } from './brick-occupancy.ts'
import { createSolidTexture, uploadTexture } from './cell-texture.ts'
import { createUnitCube } from './voxel-geometry.ts'
import { createVoxelMaterial, type VoxelViewProps } from './voxel-material.ts'
import { VoxelMesh, type VoxelParts } from './voxel-mesh.tsx'

export function VolumeView(props: VoxelViewProps) {
  return <VoxelMesh {...props} createParts={createParts} clipsCells={false} />
}

function createParts(shape: Size): VoxelParts {
  const bricksSize = countBricks(shape)
  const texture = createSolidTexture(shape)
  const bricks = createSolidTexture(bricksSize)
  const marked = new Uint8Array(countCells(bricksSize))
  const geometry = createUnitCube()
  const material = createVoxelMaterial('volume', shape, texture, bricks)
  return {
    geometry,
    material,
    show(cells, renderer) {
      markBricks(cells, shape, marked)
      uploadTexture(renderer, bricks, marked)
      uploadTexture(renderer, texture, cells)
    },
    dispose() {
      for (const owned of [texture, bricks, geometry, material]) owned.dispose()
    },
  }
}
