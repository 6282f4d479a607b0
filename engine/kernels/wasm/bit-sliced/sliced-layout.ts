/**
 * Where the cells of a world lie as bits.
 *
 * A row of W cells is R vectors of 128 bits: cell x is bit `floor(x / R)` of vector `x mod R`. So
 * the neighbors of a whole vector of cells are whole vectors, and only at the ends of a row are
 * bits turned round by one. The row is a ring of 128 R places; where the world does not fill it,
 * the places beyond its ends hold copies of the cells that are there, or 0.
 *
 * Above and below rows and planes lie as many rows of border as neighborhoods reach. Everything
 * that ticks sees only this; coordinates here are those of the layout, whose axes may lie the
 * world's other way round.
 */

import type { NeighborhoodSpec } from '../../../lattice/neighborhood.ts'
import { buildNeighborhood, type Reach } from '../../../lattice/neighborhood.ts'
import type { Size } from '../../../lattice/size.ts'
import type { Topology } from '../../../lattice/topology.ts'
import { type AxisOrder, chooseAxisOrder } from './axis-order.ts'

export const VECTOR_CELLS = 128
export const VECTOR_BYTES = 16

/** An offset along the layout's axes. */
export type Offset = readonly [dx: number, dy: number, dz: number]

export interface SlicedLayout {
  readonly order: AxisOrder
  /** Cells along the layout's axes. */
  readonly size: Size
  /** How far the neighborhood reaches along the layout's axes. */
  readonly reach: Reach
  /** Vectors of a row. */
  readonly vectors: number
  /** Tells whether a row's ends do not meet: what is turned out is lost and zeros come in. */
  readonly isOpen: boolean
  /** Tells whether rows have places that no cell fills. */
  readonly isPadded: boolean
  /** Bytes of a row, and from row to row and from plane to plane. */
  readonly rowBytes: number
  readonly strideY: number
  readonly strideZ: number
  /** Bytes from the start of a bit plane to row (0, 0). */
  readonly origin: number
  /** Bytes of one bit plane, border included: a multiple of 64. */
  readonly planeBytes: number
}

/** Rows of this many vectors and more would meet in too few sets of the cache, back to back. */
const MIN_SPREAD_VECTORS = 16

export function buildSlicedLayout(
  worldSize: Size,
  topology: Topology,
  neighborhood: NeighborhoodSpec,
): SlicedLayout {
  const order = chooseAxisOrder(worldSize)
  const { reach: worldReach } = buildNeighborhood(neighborhood)
  const [x, y, z] = order.axes
  const size = { x: worldSize[x], y: worldSize[y], z: worldSize[z] }
  const reach = { x: worldReach[x], y: worldReach[y], z: worldReach[z] }
  const isOpen = topology.kind === 'box'
  const isFilled = size.x % VECTOR_CELLS === 0 && (isOpen || topology.kind === 'torus')
  // Copies for either end find a place of their own, unless a row's ends meet as they are.
  const places = isFilled || isOpen ? size.x : size.x + 2 * reach.x
  const vectors = Math.ceil(places / VECTOR_CELLS)
  const rowBytes = vectors * VECTOR_BYTES
  const strideY = vectors < MIN_SPREAD_VECTORS ? rowBytes : rowBytes + VECTOR_BYTES
  const strideZ = strideY * (size.y + 2 * reach.y)
  const bytes = strideZ * (size.z + 2 * reach.z)
  return {
    order,
    size,
    reach,
    vectors,
    isOpen,
    isPadded: !isFilled,
    rowBytes,
    strideY,
    strideZ,
    origin: reach.y * strideY + reach.z * strideZ,
    planeBytes: Math.ceil(bytes / 64) * 64,
  }
}

/** Offsets of a neighborhood, three numbers each, along the layout's axes. */
export function turnOffsets({ order }: SlicedLayout, flat: Int32Array): readonly Offset[] {
  const at = { x: 0, y: 1, z: 2 } as const
  const [x, y, z] = order.axes.map((axis) => at[axis])
  return Array.from({ length: flat.length / 3 }, (_, i) => [
    flat[3 * i + x!]!,
    flat[3 * i + y!]!,
    flat[3 * i + z!]!,
  ])
}

/** Bytes from the start of a bit plane to a row, border rows included. */
export function rowOffset(layout: SlicedLayout, y: number, z: number): number {
  return layout.origin + y * layout.strideY + z * layout.strideZ
}

/** Where in a row, counted in bits, the cell x lies; x may reach beyond either end. */
export function bitInRow({ vectors }: SlicedLayout, x: number): number {
  const places = vectors * VECTOR_CELLS
  const place = ((x % places) + places) % places
  return VECTOR_CELLS * (place % vectors) + Math.floor(place / vectors)
}
