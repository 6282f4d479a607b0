/**
 * Where the cells of a world lie as bits.
 *
 * One axis, x or y, is split into eight parts of equal length, which lie on top of each other: part
 * k in bit k of bytes that lie side by side as cells do. So what lies beside 128 cells is a vector
 * that is loaded one byte farther on, and only where a part ends and the next begins are bits
 * moved: the bytes and rows of the border hold what lies beyond the ends of the parts.
 *
 * The parts make up a ring of places; where the world does not fill it, the places beyond its ends
 * hold copies of the cells that are there, or 0. Above and below rows and planes lie as many rows of
 * border as neighborhoods reach. Everything that ticks sees only this; coordinates here are those
 * of the layout, whose axes may lie the world's other way round.
 */

import { type NeighborhoodSpec, type Reach, reachOf } from '../../../lattice/neighborhood.ts'
import type { Size } from '../../../lattice/size.ts'
import type { Topology } from '../../../lattice/topology.ts'
import { type AxisOrder, chooseAxisOrder } from './axis-order.ts'

export const VECTOR_CELLS = 128
export const VECTOR_BYTES = 16

/** Parts of the axis that is split: the bits of a byte. */
export const PARTS = 8

/** An offset along the layout's axes. */
export type Offset = readonly [dx: number, dy: number, dz: number]

export interface SlicedLayout {
  readonly order: AxisOrder
  /** Cells along the layout's axes. */
  readonly size: Size
  /** How far the neighborhood reaches along the layout's axes. */
  readonly reach: Reach
  /** The axis whose parts are the bits of a byte. */
  readonly split: 'x' | 'y'
  /** Rows of bytes in a plane, and vectors of a row. */
  readonly rows: number
  readonly vectors: number
  /** Tells whether a world ends at its borders: all beyond it is 0. */
  readonly isOpen: boolean
  /** Tells whether the axis that is split has places that no cell fills. */
  readonly isPadded: boolean
  /** Bytes of a row, and of the border at either end of it: a multiple of a vector's. */
  readonly rowBytes: number
  readonly marginBytes: number
  /** Bytes from row to row and from plane to plane. */
  readonly strideY: number
  readonly strideZ: number
  /** Bytes from the start of a bit plane to row (0, 0). */
  readonly origin: number
  /** Bytes of one bit plane, border included: a multiple of 64. */
  readonly planeBytes: number
}

/** How many more vectors the world may take where its y axis is split: rows are longer then. */
const MAX_SPLIT_LOSS = 1.25

export function buildSlicedLayout(
  worldSize: Size,
  topology: Topology,
  neighborhood: NeighborhoodSpec,
): SlicedLayout {
  const order = chooseAxisOrder(worldSize)
  const worldReach = reachOf(neighborhood)
  const [x, y, z] = order.axes
  const size = { x: worldSize[x], y: worldSize[y], z: worldSize[z] }
  const reach = { x: worldReach[x], y: worldReach[y], z: worldReach[z] }
  const split = chooseSplit(size)
  const grain = split === 'x' ? VECTOR_CELLS : PARTS
  const isFilled = topology.kind === 'torus' && size[split] % grain === 0
  // What lies beyond either end finds a place of its own, unless the ends meet as they are.
  const places = size[split] + (isFilled ? 0 : 2 * reach[split])
  const partCells = Math.ceil(places / grain) * (grain / PARTS)
  const rows = split === 'x' ? size.y : partCells
  const rowBytes = split === 'x' ? partCells : toVectors(size.x)
  const marginBytes = toVectors(reach.x)
  const strideY = rowBytes + 2 * marginBytes
  const strideZ = strideY * (rows + 2 * reach.y)
  const bytes = strideZ * (size.z + 2 * reach.z)
  return {
    order,
    size,
    reach,
    split,
    rows,
    vectors: rowBytes / VECTOR_BYTES,
    isOpen: topology.kind === 'box',
    isPadded: !isFilled,
    rowBytes,
    marginBytes,
    strideY,
    strideZ,
    origin: marginBytes + reach.y * strideY + reach.z * strideZ,
    planeBytes: Math.ceil(bytes / 64) * 64,
  }
}

const toVectors = (bytes: number) => Math.ceil(bytes / VECTOR_BYTES) * VECTOR_BYTES

function chooseSplit({ x, y }: Size): 'x' | 'y' {
  const vectorsByX = Math.ceil(x / VECTOR_CELLS) * y
  const vectorsByY = Math.ceil(x / VECTOR_BYTES) * Math.ceil(y / PARTS)
  return vectorsByY <= MAX_SPLIT_LOSS * vectorsByX ? 'y' : 'x'
}

/** Places along the axis that is split. */
export const countPlaces = ({ split, rows, rowBytes }: SlicedLayout) =>
  PARTS * (split === 'x' ? rowBytes : rows)

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

/** Bytes from the start of a bit plane to a row of bytes, border rows included. */
export function rowOffset(layout: SlicedLayout, row: number, z: number): number {
  return layout.origin + row * layout.strideY + z * layout.strideZ
}

/** Bytes from a vector to what lies at an offset from its cells. */
export function offsetBytes({ strideY, strideZ }: SlicedLayout, [dx, dy, dz]: Offset): number {
  return dx + dy * strideY + dz * strideZ
}

/**
 * Where the cell (x, y, 0) lies, counted in bits from the start of a bit plane; x and y may reach
 * beyond the world.
 */
export function bitOfCell(layout: SlicedLayout, x: number, y: number): number {
  const { split, rows, rowBytes } = layout
  const places = countPlaces(layout)
  const ringed = (place: number) => ((place % places) + places) % places
  if (split === 'x') {
    const place = ringed(x)
    return 8 * (rowOffset(layout, y, 0) + (place % rowBytes)) + Math.floor(place / rowBytes)
  }
  const place = ringed(y)
  return 8 * (rowOffset(layout, place % rows, 0) + x) + Math.floor(place / rows)
}
