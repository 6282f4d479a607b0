/** A solid world drawn as one cube per visible cell. */
import type { BufferAttribute } from 'three'
import { countCells } from '../../engine/lattice/size.ts'
import { CUBE_STRIDE, findVisibleCubes, MAX_CUBES } from './visible-cubes.ts'
import { createCubeCloud } from './voxel-geometry.ts'
import { createVoxelMaterial, type VoxelViewProps } from './voxel-material.ts'
import { VoxelMesh, type VoxelParts } from './voxel-mesh.tsx'
import type { WorldTextures } from './world-textures.ts'

export function CubesView(props: VoxelViewProps) {
  return <VoxelMesh {...props} createParts={createParts} />
}

function createParts(textures: WorldTextures): VoxelParts {
  const { shape } = textures
  const cubes = new Uint16Array(CUBE_STRIDE * Math.min(MAX_CUBES, countCells(shape)))
  const geometry = createCubeCloud(cubes)
  const material = createVoxelMaterial('cubes', textures)
  return {
    geometry,
    material,
    show({ cells, extras }, clip) {
      const marks = extras?.bricks.marks
      const count = findVisibleCubes(new Uint8Array(cells), shape, clip, cubes, marks)
      const attribute = geometry.getAttribute('cube') as BufferAttribute
      attribute.clearUpdateRanges()
      attribute.addUpdateRange(0, CUBE_STRIDE * count)
      attribute.needsUpdate = true
      geometry.instanceCount = count
    },
    aim() {
      const wasWhole = !textures.drawsHalves
      textures.drawsHalves = false
      return !wasWhole
    },
    dispose() {
      for (const owned of [geometry, material]) owned.dispose()
    },
  }
}
