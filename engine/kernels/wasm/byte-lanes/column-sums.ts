/**
 * Writes the sums over a neighborhood for every row of a strip, block after block along the row.
 *
 * Sums of columns that are seen from the side are kept for the blocks before and after, and move
 * along with the loop, so that each is made once. Long runs of columns are the difference of two
 * running sums; these may overflow, since the difference does not.
 */
import type { Local } from '../../../forge/wasm/expression.ts'
import { i8x16 } from '../../../forge/wasm/vectors.ts'
import { BLOCK_CELLS, type BlockCode, type Vector } from './block-code.ts'
import {
  addValues,
  type BlockValue,
  laneBytesFor,
  lanesOf,
  mapVectors,
  shiftCells,
  widen,
} from './block-value.ts'
import { type ColumnGroup, type ColumnPlan, type ColumnRun, isLong, isTracked } from './column-plan.ts'
import { chooseSpanPhase, splitSpan } from './row-spans.ts'
import type { SourceRows } from './source-rows.ts'

/** What is added up for a cell. */
export interface StateMeasure {
  /** The most that a cell adds. */
  readonly max: number
  of(states: Vector): BlockValue
}

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
  readonly #rows: SourceRows
  readonly #measure: StateMeasure
  readonly #plan: ColumnPlan
  readonly #stripRows: number
  readonly #phase: number
  readonly #tracks = new Map<string, Track>()
  /** The oldest and the newest block of every track, counted from the block the code is at. */
  readonly #oldest: number
  readonly #newest: number
  /** What has been made since the loop came round, by block and name. */
  #made = new Map<string, BlockValue>()

  constructor(
    code: BlockCode,
    rows: SourceRows,
    measure: StateMeasure,
    plan: ColumnPlan,
    stripRows: number,
  ) {
    this.#code = code
    this.#rows = rows
    this.#measure = measure
    this.#plan = plan
    this.#stripRows = stripRows
    const spans = plan.groups.flatMap((group) => group.spans)
    this.#phase = chooseSpanPhase(
      spans.flatMap(({ from, to }) =>
        Array.from({ length: stripRows }, (_, row) => ({ from: from + row, to: to + row })),
      ),
    )
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
    this.#made = new Map()
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
    if (!isTracked(group)) return this.#column(group, row, dx)
    return shiftCells(this.#code, this.#blocksOf(group, row, false), -this.#oldest, dx)
  }

  #sumLongRun(group: ColumnGroup, row: number, [from, to]: ColumnRun): BlockValue {
    const blocks = this.#blocksOf(group, row, true)
    const last = shiftCells(this.#code, blocks, -this.#oldest, to)
    const before = shiftCells(this.#code, blocks, -this.#oldest, from - 1)
    const { sub } = lanesOf[last.laneBytes]
    const sum = mapVectors(this.#code, last, (vector, i) => sub(vector, before.vectors[i]!))
    return { ...sum, max: this.#columnMax(group) * (to - from + 1) }
  }

  #blocksOf(group: ColumnGroup, row: number, isPrefix: boolean): BlockValue[] {
    const track = this.#tracks.get(nameTrack(this.#plan, group, row, isPrefix))!
    return [...track.kept.map(({ value }) => value), track.newest!]
  }

  #makeTracked({ group, row, isPrefix, kept }: Track, block: number): BlockValue {
    const column = this.#column(group, row, block * BLOCK_CELLS)
    if (!isPrefix) return column
    const longest = Math.max(...group.runs.map(([from, to]) => to - from + 1))
    const laneBytes = laneBytesFor(this.#columnMax(group) * longest)
    return this.#addAlongRow(widen(this.#code, column, laneBytes), kept.at(-1)?.value)
  }

  /** Running sums along the row, on from those of the block before. */
  #addAlongRow(value: BlockValue, before: BlockValue | undefined): BlockValue {
    const { laneBytes } = value
    const { add } = lanesOf[laneBytes]
    const zero = this.#code.splat(0)
    const lastLane = Array.from({ length: 16 }, (_, i) => 16 - laneBytes + (i % laneBytes))
    let carry = before?.vectors.at(-1)
    return mapVectors(this.#code, value, (vector) => {
      let sum = vector
      for (let shift = laneBytes; shift < 16; shift *= 2) {
        const kept = this.#code.keep(sum)
        const lanes = Array.from({ length: 16 }, (_, i) => 16 - shift + i)
        sum = add(kept, i8x16.shuffle(zero, kept, lanes))
      }
      if (carry !== undefined) sum = add(sum, i8x16.shuffle(carry, carry, lastLane))
      carry = this.#code.keep(sum)
      return carry
    })
  }

  #columnMax({ spans }: ColumnGroup): number {
    const sites = spans.reduce((n, { layers, from, to }) => n + layers.length * (to - from + 1), 0)
    return sites * this.#measure.max
  }

  /** A column of cells so many places from the block's first cell. */
  #column({ spans }: ColumnGroup, row: number, cells: number): BlockValue {
    return addValues(
      this.#code,
      spans.flatMap(({ layers, from, to }) =>
        splitSpan({ from: from + row, to: to + row }, this.#phase).map((part) =>
          this.#rowsOf(layers, part.from, part.size, cells),
        ),
      ),
    )
  }

  #rowsOf(layers: readonly number[], from: number, size: number, cells: number): BlockValue {
    return this.#once(`${layers} ${from} ${size} ${cells}`, () => {
      if (size > 1) {
        const halves = [from, from + size / 2]
        return addValues(
          this.#code,
          halves.map((half) => this.#rowsOf(layers, half, size / 2, cells)),
        )
      }
      return addValues(
        this.#code,
        layers.map((layer) => this.#cells(from, layer, cells)),
      )
    })
  }

  #cells(row: number, layer: number, cells: number): BlockValue {
    return this.#once(`${row} ${layer} ${cells}`, () =>
      mapVectors(this.#code, this.#measure.of(this.#rows.load(row, layer, cells)), (v) => v),
    )
  }

  #once(name: string, make: () => BlockValue): BlockValue {
    const known = this.#made.get(name)
    if (known !== undefined) return known
    const value = make()
    this.#made.set(name, value)
    return value
  }
}

function nameTrack(plan: ColumnPlan, group: ColumnGroup, row: number, isPrefix: boolean): string {
  return `${plan.groups.indexOf(group)} ${row} ${isPrefix}`
}
