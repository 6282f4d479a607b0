/**
 * The recent past of a 1-D world, one row a tick, so that it can be seen as space against time.
 */
import type { Size } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'

/** A picture this tall fits a screen, row for row. */
const MAX_ROWS = 512

/** Cells a row of a world without an end. */
const ENDLESS_CELLS = 1024

/** Very wide worlds keep fewer rows. */
const MAX_CELLS = 2 ** 22

export class RowHistory {
  /** The cells that are kept of each tick. */
  readonly box: WorldBox
  /** Cells a row. */
  readonly widthCells: number
  /** Rows kept at the most. */
  readonly rows: number
  #filledRows = 0
  /** A ring of rows; `#next` is where the next one goes. */
  readonly #cells: Uint8Array
  #next = 0

  /** @param size that of the world; one without an end is looked at around 0. */
  constructor(size: Size) {
    const widthCells = size.x || ENDLESS_CELLS
    const x = size.x === 0 ? -Math.floor(widthCells / 2) : 0
    this.box = { x, y: 0, z: 0, size: { x: widthCells, y: 1, z: 1 } }
    this.widthCells = widthCells
    this.rows = Math.max(1, Math.min(MAX_ROWS, Math.floor(MAX_CELLS / widthCells)))
    this.#cells = new Uint8Array(widthCells * this.rows)
  }

  /** How many rows hold a tick, up to `rows`. */
  get filledRows(): number {
    return this.#filledRows
  }

  /** Adds the newest row; the oldest makes room for it. */
  push(row: Uint8Array): void {
    this.#cells.set(row, this.#next * this.widthCells)
    this.#next = (this.#next + 1) % this.rows
    this.#filledRows = Math.min(this.#filledRows + 1, this.rows)
  }

  /** Puts a row in the place of the newest, whose tick has been changed by hand. */
  replaceNewest(row: Uint8Array): void {
    this.#next = (this.#next + this.rows - 1) % this.rows
    this.#filledRows = Math.max(0, this.#filledRows - 1)
    this.push(row)
  }

  /** Takes bits out of all rows that are kept. */
  clearBits(bits: number): void {
    for (let cell = 0; cell < this.#cells.length; cell++) this.#cells[cell]! &= ~bits
  }

  clear(): void {
    this.#filledRows = 0
    this.#next = 0
  }

  /** Writes the filled rows, oldest first, to the start of `into`; what follows becomes 0. */
  copyTo(into: Uint8Array): void {
    const width = this.widthCells
    const oldest = (this.#next - this.#filledRows + this.rows) % this.rows
    for (let i = 0; i < this.#filledRows; i++) {
      const start = ((oldest + i) % this.rows) * width
      into.set(this.#cells.subarray(start, start + width), i * width)
    }
    into.fill(0, this.#filledRows * width)
  }
}
