/**
 * Directions as numbers: 0 is neutral, i + 1 points to the i-th neighbor in the order z, y, x.
 *
 * On sites of odd x + y + z a tetrahedral neighborhood is mirrored, and so are its directions.
 */
import {
  buildNeighborhood,
  countNeighbors,
  type NamedNeighborhood,
  type NeighborhoodSpec,
} from '../lattice/neighborhood.ts'
import type { Dimensions } from '../lattice/size.ts'

/** The most directions there are: a number of five bits. */
export const MAX_DIRECTIONS = 31

const FACES = ['elementary', 'von-neumann-2d', 'von-neumann-3d'] as const
const AROUND = ['elementary', 'moore-2d', 'moore-3d'] as const

const named = (name: NamedNeighborhood): NeighborhoodSpec => ({ kind: 'named', name })

/** The neighbors that share a face with a cell: 2, 4 or 6. */
export function facesOf(dimensions: Dimensions): NeighborhoodSpec {
  return named(FACES[dimensions - 1]!)
}

/** All neighbors within one cell: 2, 8 or 26. */
export function aroundOf(dimensions: Dimensions): NeighborhoodSpec {
  return named(AROUND[dimensions - 1]!)
}

/**
 * The neighborhood whose directions a channel of directions has: its own, else that of the world's
 * rule, else the faces. A rule's neighborhood of more than 31 sites stands for all around.
 */
export function directionsOf(
  own: NamedNeighborhood | undefined,
  ruleNeighborhood: NeighborhoodSpec | undefined,
  dimensions: Dimensions,
): NeighborhoodSpec {
  if (own !== undefined) return named(own)
  if (ruleNeighborhood === undefined) return facesOf(dimensions)
  const isSmall = countNeighbors(ruleNeighborhood) <= MAX_DIRECTIONS
  return isSmall ? ruleNeighborhood : aroundOf(dimensions)
}

/** A step from a cell to one of its neighbors. */
export type Step = readonly [dx: number, dy: number, dz: number]

/**
 * The step that a direction stands for; undefined for neutral and for numbers that are none.
 *
 * @param isOddSite whether x + y + z of the cell is odd.
 */
export function stepOf(
  direction: number,
  neighborhood: NeighborhoodSpec,
  isOddSite: boolean,
): Step | undefined {
  const { offsets, oddOffsets, count } = buildNeighborhood(neighborhood)
  if (!Number.isInteger(direction) || direction < 1 || direction > count) return undefined
  const flat = isOddSite ? (oddOffsets ?? offsets) : offsets
  const at = 3 * (direction - 1)
  return [flat[at]!, flat[at + 1]!, flat[at + 2]!]
}
