/** Which topologies a world and a rule's neighborhood allow, and the one way to write each. */
import { TopologyError } from './errors.ts'
import { dimensionsOf, isLargerThanLife, type NeighborhoodSpec, reachOf } from './neighborhood.ts'
import type { Size } from './size.ts'
import { TORUS, type Topology } from './topology.ts'

/** A topology as somebody writes it: with any whole number as its shift. */
export type WrittenTopology =
  | Exclude<Topology, { readonly kind: 'klein' | 'shifted-torus' }>
  | { readonly kind: 'klein'; readonly along: 'x' | 'y'; readonly shiftCells: number }
  | { readonly kind: 'shifted-torus'; readonly along: 'x' | 'y'; readonly shiftCells: number }

/**
 * The topology that a written shift means, as Golly reads it: a torus' shift is taken modulo the
 * axis, keeping its sign, and none is left where it is 0; a Klein bottle's shift is 1 wherever it
 * is not 0 modulo an axis of even length, and 0 elsewhere, since a mirrored edge of odd length
 * looks the same after any shift, and one of even length after any two.
 */
export function normalizeTopology(size: Size, written: WrittenTopology): Topology {
  if (written.kind !== 'klein' && written.kind !== 'shifted-torus') return written
  const { along } = written
  const axisCells = size[along]
  const shiftCells = written.shiftCells % axisCells
  if (written.kind === 'klein') {
    const isShifted = shiftCells !== 0 && axisCells % 2 === 0
    return { kind: 'klein', along, shiftCells: isShifted ? 1 : 0 }
  }
  return shiftCells === 0 ? TORUS : { kind: 'shifted-torus', along, shiftCells }
}

/**
 * Checks that a topology fits a world and the neighborhood of the rule that runs in it, and gives
 * it back.
 *
 * Box and torus fit everything. The others are surfaces: they want a world of one layer and a 2-D
 * rule that is not Larger than Life; a sphere besides wants a square and a reach of one cell.
 *
 * @throws {TopologyError} saying what the topology wants.
 */
export function assertTopology(
  size: Size,
  topology: Topology,
  neighborhood: NeighborhoodSpec,
): Topology {
  const wanted = findTopologyFault(size, topology, neighborhood)
  if (wanted !== undefined) throw new TopologyError({ topology: topology.kind, size, wanted })
  return topology
}

/** What the topology wants and does not get; undefined where it fits. */
function findTopologyFault(
  size: Size,
  topology: Topology,
  neighborhood: NeighborhoodSpec,
): string | undefined {
  if (topology.kind === 'box' || topology.kind === 'torus') return undefined
  if (size.z !== 1) return 'it is a surface, so it wants a 2-D world, one cell deep in z'
  if (dimensionsOf(neighborhood) !== 2) return 'it is a surface, so it wants a 2-D rule'
  if (isLargerThanLife(neighborhood)) {
    return 'Larger than Life rules run in a box or on a torus only'
  }
  switch (topology.kind) {
    case 'cross-surface':
      return undefined
    case 'sphere': {
      if (size.x !== size.y) return 'a sphere wants as many rows as columns'
      const reach = reachOf(neighborhood)
      return reach.x > 1 || reach.y > 1
        ? 'a sphere is defined for neighbors that touch the cell only'
        : undefined
    }
    case 'shifted-torus': {
      const { shiftCells } = topology
      const isWithin = Number.isInteger(shiftCells) && Math.abs(shiftCells) < size[topology.along]
      return isWithin && shiftCells !== 0
        ? undefined
        : `its shift wants a whole number other than 0 and shorter than the axis, not ${shiftCells}`
    }
    case 'klein': {
      const isEven = size[topology.along] % 2 === 0
      return topology.shiftCells === 0 || (topology.shiftCells === 1 && isEven)
        ? undefined
        : 'a Klein bottle is shifted by 1, and only where the twisted axis is of even length'
    }
    default:
      return topology satisfies never
  }
}
