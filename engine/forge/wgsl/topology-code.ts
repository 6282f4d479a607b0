/** The hand-written part that finds sites in a topology, with the constants it wants. */
import type { Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import { declareInts, includeParts, type PartName } from './shader.ts'

/**
 * Code with `resolve(x, y, z)`, the flat index of a site or -1, and with the constants SIZE_X,
 * SIZE_Y, SIZE_Z and SHIFT.
 */
export function topologyCode(size: Size, topology: Topology): string {
  const constants = declareInts({
    SIZE_X: size.x,
    SIZE_Y: size.y,
    SIZE_Z: size.z,
    SHIFT: 'shiftCells' in topology ? topology.shiftCells : 0,
  })
  return `${constants}\n${includeParts('wrap', partOf(topology))}`
}

function partOf(topology: Topology): PartName {
  switch (topology.kind) {
    case 'box':
    case 'torus':
    case 'cross-surface':
    case 'sphere':
      return `topologies/${topology.kind}`
    case 'shifted-torus':
    case 'klein':
      return `topologies/${topology.kind}-${topology.along}`
    default:
      return topology satisfies never
  }
}
