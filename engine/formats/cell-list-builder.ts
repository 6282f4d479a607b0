/**
 * Collects cells one run at a time and hands them over as a sorted list.
 *
 * The arrays double as they fill, so a reader needs no count in advance and a file's announced
 * sizes never decide what is allocated.
 */
import { sortCells } from './cell-list.ts'
import { PatternLimitError } from './errors.ts'
import { MAX_PATTERN_CELLS } from './limits.ts'
import type { CellList, PatternFormat } from './pattern.ts'
import { resize } from './resize.ts'

const FIRST_CAPACITY = 1024

/** A place in a file as `details` of an error name it. */
type PlaceOf = (offset: number) => { line?: number; column?: number; byteOffset?: number }

export class CellListBuilder {
  private readonly format: PatternFormat
  private readonly placeOf: PlaceOf
  private capacity = FIRST_CAPACITY
  private xs = new Int32Array(FIRST_CAPACITY)
  private ys = new Int32Array(FIRST_CAPACITY)
  private zs = new Int32Array(FIRST_CAPACITY)
  private states = new Uint8Array(FIRST_CAPACITY)
  private isSorted = true
  private cellCount = 0

  /**
   * @param format is named in the error when there are too many cells.
   * @param placeOf says for that error where in the file the offset of a run is.
   */
  constructor(format: PatternFormat, placeOf: PlaceOf = (byteOffset) => ({ byteOffset })) {
    this.format = format
    this.placeOf = placeOf
  }

  /** Cells added so far. */
  get count(): number {
    return this.cellCount
  }

  /**
   * Adds `length` cells of one state from (x, y, z) along x. Coordinates may be negative; all lie
   * within 31 bits.
   *
   * @param offset of the run in the file, for the error.
   * @throws {PatternLimitError} when the list would pass MAX_PATTERN_CELLS.
   */
  addRun(x: number, y: number, z: number, state: number, length: number, offset?: number): void {
    const from = this.cellCount
    const to = from + length
    if (to > this.capacity) this.grow(to, offset)
    if (from > 0 && this.isSorted) this.isSorted = this.isAfterLast(x, y, z)
    if (length === 1) {
      this.xs[from] = x
      this.ys[from] = y
      this.zs[from] = z
      this.states[from] = state
    } else {
      const { xs } = this
      for (let i = from; i < to; i++) xs[i] = x + i - from
      this.ys.fill(y, from, to)
      this.zs.fill(z, from, to)
      this.states.fill(state, from, to)
    }
    this.cellCount = to
  }

  /**
   * Gives the cells in flat order, each site once (the last one added wins), and empties the
   * builder.
   */
  build(): CellList {
    const count = this.cellCount
    const list = {
      x: resize(this.xs, count),
      y: resize(this.ys, count),
      z: resize(this.zs, count),
      states: resize(this.states, count),
    }
    this.cellCount = 0
    return this.isSorted ? list : sortCells(list)
  }

  private isAfterLast(x: number, y: number, z: number): boolean {
    const last = this.cellCount - 1
    if (z !== this.zs[last]) return z > this.zs[last]!
    if (y !== this.ys[last]) return y > this.ys[last]!
    return x > this.xs[last]!
  }

  private grow(needed: number, offset?: number): void {
    if (needed > MAX_PATTERN_CELLS) {
      throw new PatternLimitError({
        format: this.format,
        ...(offset === undefined ? {} : this.placeOf(offset)),
        what: 'a number of cells',
        found: needed,
        limit: MAX_PATTERN_CELLS,
      })
    }
    this.capacity = Math.min(MAX_PATTERN_CELLS, Math.max(needed, 2 * this.capacity))
    this.xs = resize(this.xs, this.capacity)
    this.ys = resize(this.ys, this.capacity)
    this.zs = resize(this.zs, this.capacity)
    this.states = resize(this.states, this.capacity)
  }
}
