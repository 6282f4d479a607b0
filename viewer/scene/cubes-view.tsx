/** A solid world drawn as one cube per visible cell. */
import type { BufferAttribute } from 'three'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { createSolidTexture, uploadTexture } from './cell-texture.ts'
import { CUBE_STRIDE, findVisibleCubes, MAX_CUBES } from './visible-cubes.ts'
import { createCubeCloud } from './voxel-geometry.ts'
import { createVoxelMaterial, type VoxelViewProps } from './voxel-material.ts'
import { VoxelMesh, type VoxelParts } from './voxel-mesh.tsx'

export function CubesView(props: VoxelViewProps) {
  return <VoxelMesh {...props} createParts={createParts} clipsCells={true} />
}

function createParts(shape: Size): VoxelParts {
  const texture = createSolidTexture(shape)
  const cubes = new Uint16Array(CUBE_STRIDE * Math.min(MAX_CUBES, countCells(shape)))
  const geometry = createCubeCloud(cubes)
  const material = createVoxelMaterial('cubes', shape, texture, null)
  return {
    geometry,
    material,
    show(cells, renderer, clip) {
      uploadTexture(renderer, texture, cells)
      const count = findVisibleCubes(cells, shape, clip!, cubes)
      const attribute = geometry.getAttribute('cube') as BufferAttribute
      attribute.clearUpdateRanges()
      attribute.addUpdateRange(0, CUBE_STRIDE * count)
      attribute.needsUpdate = true
      geometry.instanceCount = count
    },
    dispose() {
      for (const owned of [texture, geometry, material]) owned.dispose()
    },
  }
}
