/** A solid world drawn by walking rays through its cells, or through the level above where it is far. */
import type { PerspectiveCamera } from 'three'
import { choosesHalves } from './level-of-detail.ts'
import { createUnitCube } from './voxel-geometry.ts'
import {
  applyLevel,
  createVoxelMaterial,
  pixelsPerUnit,
  type VoxelViewProps,
} from './voxel-material.ts'
import { VoxelMesh, type VoxelParts } from './voxel-mesh.tsx'
import type { WorldTextures } from './world-textures.ts'

export function VolumeView(props: VoxelViewProps) {
  return <VoxelMesh {...props} createParts={createParts} />
}

function createParts(textures: WorldTextures): VoxelParts {
  const geometry = createUnitCube()
  const material = createVoxelMaterial('volume', textures)
  return {
    geometry,
    material,
    aim(camera, heightPx, clip) {
      const { halves, whole, shape } = textures
      const wasHalves = textures.drawsHalves
      // What cells are colored by comes for each cell alone.
      const mayHalve = halves !== undefined && material.uniforms.colorSource!.value !== 2
      const cellPx = pixelsPerUnit(camera, heightPx) / nearestDistance(camera, shape)
      textures.drawsHalves = mayHalve && choosesHalves(cellPx, wasHalves)
      applyLevel(material, textures.drawsHalves && halves ? halves : whole, clip)
      return wasHalves !== textures.drawsHalves
    },
    dispose() {
      for (const owned of [geometry, material]) owned.dispose()
    },
  }
}

/** From the camera to the nearest point of the world, at least one cell. */
function nearestDistance(
  { position }: PerspectiveCamera,
  { x, y, z }: WorldTextures['shape'],
): number {
  const beyond = (at: number, cells: number) => Math.max(0, Math.abs(at) - cells / 2)
  return Math.max(
    1,
    Math.hypot(beyond(position.x, x), beyond(position.y, y), beyond(position.z, z)),
  )
}
