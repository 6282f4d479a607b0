/**
 * Where the cells of a world lie in a plane of one byte a cell, and the border around them.
 *
 * Rows begin at multiples of 16 bytes, so that a row of cells is a row of whole blocks. The border
 * to the right of a row and the one to the left of the next lie side by side. The last block of a
 * row may run over into its right border, which is made good before anyone looks at it. Every byte of a
 * plane always holds a state, so that whatever a lane reads it never leaves its tables.
 */
import type { Reach } from '../../../lattice/neighborhood.ts'
import type { Size } from '../../../lattice/size.ts'
import { BLOCK_CELLS } from './block-code.ts'

export interface ByteLayout {
  readonly size: Size
  readonly reach: Reach
  /** Bytes from a cell to the next one along y and z. */
  readonly strideY: number
  readonly strideZ: number
  /** Place of cell (0, 0, 0) in its plane. */
  readonly origin: number
  /** Bytes of a plane, with what code may read around it. */
  readonly planeBytes: number
  /** Bytes of a row's blocks. */
  readonly rowBytes: number
  /** Rows that are worked on at once. */
  readonly stripRows: number
}

/** Where the words lie that a team of threads talks through. */
export const TEAM_ADDRESS = 64

/** Where tables may begin; planes come after them. */
export const DATA_ADDRESS = 512

/** Lays out a world whose cells look so far, for strips of at most so many rows. */
export function layOutBytes(size: Size, reach: Reach, maxStripRows: number): ByteLayout {
  const rowBytes = roundUp(size.x)
  // The last block of a row must not reach the next row's border, which may be another thread's.
  const strideY = roundUp(Math.max(size.x + reach.x, rowBytes) + reach.x)
  const strideZ = strideY * (size.y + 2 * reach.y)
  const margin = rowMarginOf(reach)
  const origin = margin + reach.y * strideY + reach.z * strideZ
  const lastRow = (size.y - 1 + reach.y) * strideY + (size.z - 1 + reach.z) * strideZ
  return {
    size,
    reach,
    strideY,
    strideZ,
    origin,
    planeBytes: origin + lastRow + rowBytes + margin,
    rowBytes,
    stripRows: Math.min(maxStripRows, size.y),
  }
}

/** Bytes before and after a block that code may read in the same row, in whole blocks. */
export function rowMarginOf({ x }: Reach): number {
  return roundUp(x + 1) + 2 * BLOCK_CELLS
}

/** Place of a cell in its plane. */
export function placeOf({ origin, strideY, strideZ }: ByteLayout, x: number, y: number, z: number) {
  return origin + x + y * strideY + z * strideZ
}

/** How many strips a layer has; the last one may overlap the one before. */
export function countStrips({ size, stripRows }: ByteLayout): number {
  return Math.ceil(size.y / stripRows)
}

const roundUp = (bytes: number) => Math.ceil(bytes / BLOCK_CELLS) * BLOCK_CELLS
