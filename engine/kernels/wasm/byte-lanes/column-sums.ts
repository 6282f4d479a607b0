/**
 * Writes the sums over a neighborhood for every row of a strip, block after block along the row.
 *
 * Sums of columns that are seen from the side are kept for the blocks before and after, and move
 * along with the loop, so that each is made once. Long runs of columns are the difference of two
 * running sums; these may overflow, since the difference does not.
 */
import type { Local } from '../../../forge/wasm/expression.ts'
import { BLOCK_CELLS, type BlockCode } from './block-code.ts'
import {
  addValues,
  type BlockValue,
  laneBytesFor,
  lanesOf,
  mapVectors,
  shiftCells,
  widen,
} from './block-value.ts'
import {
  type ColumnGroup,
  type ColumnPlan,
  type ColumnRun,
  isLong,
  isTracked,
} from './column-plan.ts'
import { ColumnReader, type StateMeasure } from './column-reader.ts'
import { addAlongRow } from './running-sum.ts'
import type { SourceRows } from './source-rows.ts'

/** A column, or its running sum, of one row of the strip, for blocks beside each other. */
interface Track {
  readonly group: ColumnGroup
  readonly row: number
  readonly isPrefix: boolean
  /** The blocks before the newest, oldest first. */
  readonly kept: { readonly value: BlockValue; readonly locals: readonly Local<'v128'>[] }[]
  newest: BlockValue | undefined
}

export class ColumnSums {
  readonly #code: BlockCode
  readonly #columns: ColumnReader
  readonly #plan: ColumnPlan
  readonly #stripRows: number
  readonly #tracks = new Map<string, Track>()
  /** The oldest and the newest block of every track, counted from the block the code is at. */
  readonly #oldest: number
  readonly #newest: number

  constructor(
    code: BlockCode,
    rows: SourceRows,
    measure: StateMeasure,
    plan: ColumnPlan,
    stripRows: number,
  ) {
    this.#code = code
    this.#columns = new ColumnReader(code, rows, measure, plan, stripRows)
    this.#plan = plan
    this.#stripRows = stripRows
    const seen = plan.groups.filter(isTracked).flatMap(({ runs }) => runs)
    // A running sum is looked at one place before its run.
    this.#oldest = Math.floor(Math.min(0, ...seen.map(([from]) => from - 1)) / BLOCK_CELLS)
    this.#newest = Math.ceil(Math.max(0, ...seen.map(([, to]) => to)) / BLOCK_CELLS)
  }

  /** Writes what comes before the loop: the blocks that the first one sees to its left. */
  start(): void {
    for (const group of this.#plan.groups.filter(isTracked)) {
      for (let row = 0; row < this.#stripRows; row++) {
        for (const isPrefix of new Set(group.runs.map(isLong))) {
          this.#tracks.set(nameTrack(this.#plan, group, row, isPrefix), {
            group,
            row,
            isPrefix,
            kept: [],
            newest: undefined,
          })
        }
      }
    }
    for (let block = this.#oldest; block < this.#newest; block++) {
      for (const track of this.#tracks.values()) {
        const value = this.#makeTracked(track, block)
        const locals = value.vectors.map((vector) => this.#code.f.keep(vector))
        track.kept.push({ value: { ...value, vectors: locals }, locals })
      }
    }
  }

  /** Opens a turn of the loop: the newest block of all tracks. */
  enterBlock(): void {
    this.#columns.forget()
    for (const track of this.#tracks.values()) {
      track.newest = this.#makeTracked(track, this.#newest)
    }
  }

  /** The sum for a row of the strip. */
  sumOf(row: number): BlockValue {
    const parts: BlockValue[] = []
    for (const group of this.#plan.groups) {
      for (const run of group.runs) {
        if (isTracked(group) && isLong(run)) parts.push(this.#sumLongRun(group, row, run))
        else for (let dx = run[0]; dx <= run[1]; dx++) parts.push(this.#columnAt(group, row, dx))
      }
    }
    // The smallest first, so that lanes are widened late.
    while (parts.length > 1) {
      parts.sort((a, b) => b.max - a.max)
      const two = [parts.pop()!, parts.pop()!]
      parts.push(addValues(this.#code, two))
    }
    return parts[0]!
  }

  /** Closes a turn of the loop: every block becomes the one before. */
  leaveBlock(): void {
    const { f } = this.#code
    for (const { kept, newest } of this.#tracks.values()) {
      for (const [i, { locals }] of kept.entries()) {
        const next = kept[i + 1]?.value ?? newest!
        for (const [k, local] of locals.entries()) f.set(local, next.vectors[k]!)
      }
    }
  }

  #columnAt(group: ColumnGroup, row: number, dx: number): BlockValue {
    if (!isTracked(group)) return this.#columns.read(group, row, dx)
    return shiftCells(this.#code, this.#blocksOf(group, row, false), -this.#oldest, dx)
  }

  #sumLongRun(group: ColumnGroup, row: number, [from, to]: ColumnRun): BlockValue {
    const blocks = this.#blocksOf(group, row, true)
    const last = shiftCells(this.#code, blocks, -this.#oldest, to)
    const before = shiftCells(this.#code, blocks, -this.#oldest, from - 1)
    const { sub } = lanesOf[last.laneBytes]
    const sum = mapVectors(this.#code, last, (vector, i) => sub(vector, before.vectors[i]!))
    return { ...sum, max: this.#columns.maxOf(group) * (to - from + 1) }
  }

  #blocksOf(group: ColumnGroup, row: number, isPrefix: boolean): BlockValue[] {
    const track = this.#tracks.get(nameTrack(this.#plan, group, row, isPrefix))!
    return [...track.kept.map(({ value }) => value), track.newest!]
  }

  #makeTracked({ group, row, isPrefix, kept }: Track, block: number): BlockValue {
    const column = this.#columns.read(group, row, block * BLOCK_CELLS)
    if (!isPrefix) return column
    const longest = Math.max(...group.runs.map(([from, to]) => to - from + 1))
    const laneBytes = laneBytesFor(this.#columns.maxOf(group) * longest)
    return addAlongRow(this.#code, widen(this.#code, column, laneBytes), kept.at(-1)?.value)
  }
}

function nameTrack(plan: ColumnPlan, group: ColumnGroup, row: number, isPrefix: boolean): string {
  return `${plan.groups.indexOf(group)} ${row} ${isPrefix}`
}
