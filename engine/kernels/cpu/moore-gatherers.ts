/**
 * Moore neighborhoods of radius one, counted separably: sums over columns are shared by the three
 * rows and planes they belong to, so a cell costs a handful of additions and not 8 or 26.
 *
 * They count bytes of 0 and 1 in a layout with a border of one cell, and count the cell itself.
 */
import type { GridLayout } from './grid-layout.ts'
import type { RowGatherer } from './row-gatherer.ts'

/** Counts the 3 x 3 cells around each cell, itself included. */
export function createMoore2dGatherer(layout: GridLayout): RowGatherer {
  const { size, strideY, strideZ, origin } = layout
  const keys = new Int32Array(size.x)
  return {
    countsSelf: true,
    gather(plane, y, z) {
      sumSquares(keys, plane, origin + y * strideY + z * strideZ, strideY)
      return keys
    },
  }
}

/** Counts the 3 x 3 x 3 cells around each cell, itself included. */
export function createMoore3dGatherer(layout: GridLayout): RowGatherer {
  const { size, strideY, strideZ, origin } = layout
  const keys = new Int32Array(size.x)
  /** For each (x, y) of the padded plane, the live cells at z - 1, z and z + 1. */
  const columns = new Uint8Array(strideZ)
  const inPlane = origin % strideZ

  const sumColumns = (plane: Uint8Array, z: number) => {
    let here = origin - inPlane + z * strideZ
    let below = here - strideZ
    let above = here + strideZ
    for (let i = 0; i < strideZ; i++) {
      columns[i] = plane[below++]! + plane[here++]! + plane[above++]!
    }
  }
  return {
    countsSelf: true,
    gather(plane, y, z) {
      if (y === 0) sumColumns(plane, z)
      sumSquares(keys, columns, inPlane + y * strideY, strideY)
      return keys
    },
  }
}

/** Sums the 3 x 3 numbers around each place of a row that begins at `row`: a new column a step. */
function sumSquares(keys: Int32Array, plane: Uint8Array, row: number, strideY: number): void {
  let here = row - 1
  let above = here - strideY
  let below = here + strideY
  let left = plane[above++]! + plane[here++]! + plane[below++]!
  let middle = plane[above++]! + plane[here++]! + plane[below++]!
  for (let x = 0; x < keys.length; x++) {
    const right = plane[above++]! + plane[here++]! + plane[below++]!
    keys[x] = left + middle + right
    left = middle
    middle = right
  }
}

/**
 * Reads the 3 x 3 cells around each cell as a number of nine bits, the top left one most
 * significant. Each step along the row shifts one column out and the next one in.
 */
export function createMoore2dIndexer(layout: GridLayout): RowGatherer {
  const { size, strideY, strideZ, origin } = layout
  const keys = new Int32Array(size.x)
  /** The bits that stay when the left column is shifted out. */
  const kept = 0b110110110
  return {
    countsSelf: true,
    gather(plane, y, z) {
      const row = origin + y * strideY + z * strideZ
      let above = row - strideY - 1
      let here = row - 1
      let below = row + strideY - 1
      let index = 0
      for (let x = -2; x < size.x; x++) {
        const column = (plane[above++]! << 6) | (plane[here++]! << 3) | plane[below++]!
        index = ((index << 1) & kept) | column
        if (x >= 0) keys[x] = index
      }
      return keys
    },
  }
}
