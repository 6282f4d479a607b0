/** A solid world drawn as a smooth surface around its cells. */
import { createUnitCube } from './voxel-geometry.ts'
import { createVoxelMaterial, type VoxelViewProps } from './voxel-material.ts'
import { VoxelMesh, type VoxelParts } from './voxel-mesh.tsx'
import type { WorldTextures } from './world-textures.ts'

export function SurfaceView(props: VoxelViewProps) {
  return <VoxelMesh {...props} createParts={createParts} />
}

function createParts(textures: WorldTextures): VoxelParts {
  const geometry = createUnitCube()
  const material = createVoxelMaterial('surface', textures)
  return {
    geometry,
    material,
    aim() {
      const wasWhole = !textures.drawsHalves
      textures.drawsHalves = false
      // Until a density has come, the threshold is out of reach.
      if (textures.density === undefined) material.uniforms.density!.value = null
      return !wasWhole
    },
    dispose() {
      for (const owned of [geometry, material]) owned.dispose()
    },
  }
}
