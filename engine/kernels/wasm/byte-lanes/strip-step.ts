/** Chooses how the cells of a strip are stepped: by sums, or by configurations. */
import { i8x16 } from '../../../forge/wasm/vectors.ts'
import { buildNeighborhood, centerIndexOf } from '../../../lattice/neighborhood.ts'
import type { NextRow, ProgramForm } from '../../../rules/program/program-form.ts'
import type { BlockCode, Vector } from './block-code.ts'
import { type BlockValue, byteValue, selectValue } from './block-value.ts'
import { type ColumnPlan, isTracked, planCheapestColumns, planColumns } from './column-plan.ts'
import type { StateMeasure } from './column-reader.ts'
import { ColumnSums } from './column-sums.ts'
import { prepareConfigurationStep } from './configuration-step.ts'
import { prepareNextState } from './next-state.ts'
import { PieceReader } from './piece-reader.ts'
import type { SourceRows } from './source-rows.ts'
import { lookUp } from './table-lookup.ts'

/** The forms this kernel runs. */
export type TableForm = Exclude<ProgramForm, { readonly kind: 'general' }>

/** Code that steps a strip, block after block. */
export interface StripWriter {
  /** What comes before the loop. */
  start(): void
  /** Opens a turn of the loop. */
  enterBlock(): void
  /**
   * The next states of a row of the strip.
   *
   * @param own its own states.
   * @param isOdd all ones in the lanes of odd cells.
   */
  nextOf(row: number, own: Vector, isOdd: Vector | undefined): Vector
  /** Closes a turn of the loop. */
  leaveBlock(): void
}

/** What is known of a strip before its code is written. */
export interface PreparedStrip {
  /** Rows beyond which a strip does not get faster. */
  readonly maxRows: number
  /** Cells of odd x + y + z see other sites. */
  readonly isBipartite: boolean
  /** Writes the code for some rows. */
  open(code: BlockCode, rows: SourceRows, stripRows: number): StripWriter
}

/** Strips of so many rows share what they can while it fits the registers. */
const MAX_ROWS = 4

/** Strips with several kinds of columns to keep are better off with these. */
const MAX_ROWS_OF_MANY_COLUMNS = 2

/** Prepares the step of a form. */
export function prepareStrip(form: TableForm): PreparedStrip {
  switch (form.kind) {
    case 'counting':
      return prepareCounting(form)
    case 'configuration':
      return prepareConfigurations(form)
    case 'totalistic':
      return prepareTotalistic(form)
    default:
      return form satisfies never
  }
}

/** 1 for live cells, which in two-state worlds the states themselves are. */
function measureLiveness(code: BlockCode, states: number): StateMeasure {
  if (states === 2) return { max: 1, of: (vector) => byteValue(vector, 1) }
  return { max: 1, of: (vector) => byteValue(i8x16.eq(vector, code.splat(1)), 1, true) }
}

function prepareCounting(form: Extract<TableForm, { kind: 'counting' }>): PreparedStrip {
  const table = buildNeighborhood(form.neighborhood)
  const plan = planCheapestColumns(table.offsets)
  const oddPlan = table.oddOffsets && planColumns(table.oddOffsets, plan.withSelf)
  const rows = plan.withSelf ? countSelf(form.rows, form.neighbors) : form.rows
  const writeNext = prepareNextState(rows)
  return {
    maxRows: maxRowsOf(plan),
    isBipartite: oddPlan !== undefined,
    open(code, source, stripRows) {
      const measure = measureLiveness(code, form.states)
      const sums = openSums(code, source, stripRows, { measure, plan, oddPlan })
      return {
        ...sums,
        nextOf: (row, own, isOdd) => writeNext(code, own, sums.sumOf(row, isOdd)),
      }
    },
  }
}

const maxRowsOf = ({ groups }: ColumnPlan) =>
  groups.filter(isTracked).length > 1 ? MAX_ROWS_OF_MANY_COLUMNS : MAX_ROWS

/** Rows by the count of live cells, the cell itself among them. */
function countSelf(rows: readonly NextRow[], neighbors: number): NextRow[] {
  return rows.map((row, own) => {
    if (typeof row === 'number') return row
    const self = own === 1 ? 1 : 0
    return Uint8Array.from({ length: neighbors + 2 }, (_, count) => {
      // Live cells see at least themselves, others at most all neighbors.
      return row[Math.min(Math.max(count - self, 0), neighbors)]!
    })
  })
}

function prepareTotalistic(form: Extract<TableForm, { kind: 'totalistic' }>): PreparedStrip {
  const table = buildNeighborhood(form.neighborhood)
  const plan = planColumns(table.offsets, true)
  const oddPlan = table.oddOffsets && planColumns(table.oddOffsets, true)
  const max = form.states - 1
  return {
    maxRows: maxRowsOf(plan),
    isBipartite: oddPlan !== undefined,
    open(code, source, stripRows) {
      const measure: StateMeasure = { max, of: (states) => byteValue(states, max) }
      const sums = openSums(code, source, stripRows, { measure, plan, oddPlan })
      return {
        ...sums,
        nextOf: (row, _own, isOdd) => lookUp(code, sums.sumOf(row, isOdd), form.next),
      }
    },
  }
}

interface SumSetup {
  readonly measure: StateMeasure
  readonly plan: ColumnPlan
  /** The sites of odd cells, where they differ. */
  readonly oddPlan: ColumnPlan | undefined
}

/** The sums of a strip; on a bipartite lattice both kinds are made and each cell takes its own. */
function openSums(
  code: BlockCode,
  source: SourceRows,
  stripRows: number,
  { measure, plan, oddPlan }: SumSetup,
) {
  const even = new ColumnSums(code, source, measure, plan, stripRows)
  const odd = oddPlan && new ColumnSums(code, source, measure, oddPlan, stripRows)
  const both = odd === undefined ? [even] : [even, odd]
  return {
    start() {
      for (const sums of both) sums.start()
    },
    enterBlock() {
      for (const sums of both) sums.enterBlock()
    },
    leaveBlock() {
      for (const sums of both) sums.leaveBlock()
    },
    sumOf(row: number, isOdd: Vector | undefined): BlockValue {
      const sum = even.sumOf(row)
      if (odd === undefined || isOdd === undefined) return sum
      return selectValue(code, isOdd, odd.sumOf(row), sum)
    },
  }
}

function prepareConfigurations(form: Extract<TableForm, { kind: 'configuration' }>): PreparedStrip {
  const { offsets, oddOffsets } = buildNeighborhood(form.neighborhood)
  const center = centerIndexOf(form.neighborhood)
  const writeStep = prepareConfigurationStep(form, { offsets, oddOffsets, center })
  return {
    maxRows: MAX_ROWS,
    isBipartite: oddOffsets !== undefined,
    open(code, source) {
      const measure = measureLiveness(code, form.states)
      let reader = new PieceReader(code, source, measure)
      return {
        start: () => undefined,
        enterBlock: () => {
          reader = new PieceReader(code, source, measure)
        },
        nextOf: (row, own, isOdd) => writeStep(code, reader, { row, own, isOdd }),
        leaveBlock: () => undefined,
      }
    },
  }
}
