/** Copies cells between boxes of bytes in flat order. */
import type { Size } from '../../../lattice/size.ts'

/** A box of cells, and the index of the first that is read or written. */
export interface CellsAt {
  readonly cells: Uint8Array
  /** Size of the whole box. */
  readonly size: Size
  readonly first: number
}

/** Copies a box of some size. */
export function copyCells(from: CellsAt, to: CellsAt, { x, y, z }: Size): void {
  for (let dz = 0; dz < z; dz++) {
    for (let dy = 0; dy < y; dy++) {
      const start = from.first + from.size.x * (dy + from.size.y * dz)
      const target = to.first + to.size.x * (dy + to.size.y * dz)
      // A loop is faster than `set` for rows as short as these.
      for (let dx = 0; dx < x; dx++) to.cells[target + dx] = from.cells[start + dx]!
    }
  }
}

/** Fills a box of some size with one state. */
export function fillCells({ cells, size, first }: CellsAt, { x, y, z }: Size, state: number): void {
  for (let dz = 0; dz < z; dz++) {
    for (let dy = 0; dy < y; dy++) {
      const row = first + size.x * (dy + size.y * dz)
      cells.fill(state, row, row + x)
    }
  }
}

/** Tells whether all cells are in one state. */
export function isFilled(cells: Uint8Array, state: number): boolean {
  for (let i = 0; i < cells.length; i++) if (cells[i] !== state) return false
  return true
}
