/**
 * Writes the sums of columns of cells, each part of them once for all that share it.
 */
import type { BlockCode, Vector } from './block-code.ts'
import { addValues, type BlockValue, mapVectors } from './block-value.ts'
import type { ColumnGroup, ColumnPlan } from './column-plan.ts'
import { chooseSpanPhase, splitSpan } from './row-spans.ts'
import type { SourceRows } from './source-rows.ts'

/** What is added up for a cell. */
export interface StateMeasure {
  /** The most that a cell adds. */
  readonly max: number
  of(states: Vector): BlockValue
}

export class ColumnReader {
  readonly #code: BlockCode
  readonly #rows: SourceRows
  readonly #measure: StateMeasure
  readonly #phase: number
  /** What has been made since the loop came round, by name. */
  #made = new Map<string, BlockValue>()

  constructor(
    code: BlockCode,
    rows: SourceRows,
    measure: StateMeasure,
    { groups }: ColumnPlan,
    stripRows: number,
  ) {
    this.#code = code
    this.#rows = rows
    this.#measure = measure
    this.#phase = chooseSpanPhase(
      groups
        .flatMap(({ spans }) => spans)
        .flatMap(({ from, to }) =>
          Array.from({ length: stripRows }, (_, row) => ({ from: from + row, to: to + row })),
        ),
    )
  }

  /** Forgets what has been made: the loop has come round. */
  forget(): void {
    this.#made = new Map()
  }

  /** The largest sum that a column can have. */
  maxOf({ spans }: ColumnGroup): number {
    const sites = spans.reduce((n, { layers, from, to }) => n + layers.length * (to - from + 1), 0)
    return sites * this.#measure.max
  }

  /** The column that a row of the strip sees so many places from the block's first cell. */
  read({ spans }: ColumnGroup, row: number, cells: number): BlockValue {
    return addValues(
      this.#code,
      spans.flatMap(({ layers, from, to }) =>
        splitSpan({ from: from + row, to: to + row }, this.#phase).map((part) =>
          this.#addRows(layers, part.from, part.size, cells),
        ),
      ),
    )
  }

  #addRows(layers: readonly number[], from: number, size: number, cells: number): BlockValue {
    return this.#once(`${layers} ${from} ${size} ${cells}`, () => {
      const halves = [from, from + size / 2]
      const parts =
        size > 1
          ? halves.map((half) => this.#addRows(layers, half, size / 2, cells))
          : layers.map((layer) => this.#readCells(from, layer, cells))
      return addValues(this.#code, parts)
    })
  }

  #readCells(row: number, layer: number, cells: number): BlockValue {
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
