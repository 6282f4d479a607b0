/** What cells become by their counts: chunk by chunk while counting, or a row when it is counted. */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import { CHUNK_CELLS } from './lanes.ts'
import { type DecideRow, type LookupTables, writeLookupRow } from './lookup-tables.ts'
import { writeRangeDecision } from './range-code.ts'
import type { SumPlan } from './sum-plan.ts'

/** Decides a chunk by its counts: addresses of its states and of their next ones. */
export type WriteChunk = (
  counts: readonly Local<'v128'>[],
  own: Local<'i32'>,
  next: Local<'i32'>,
) => void

export interface RowDecision {
  /** Writes what comes before the loop over chunks. What it gives writes a chunk's part of it. */
  begin(f: FunctionBuilder): WriteChunk
  /** To be called when a row has been counted. */
  readonly finish: DecideRow | undefined
}

/** @param tables where the rule's tables lie; needed where the plan has no ranges. */
export function writeRowDecision(
  module: ModuleBuilder,
  { rows, shape, ranges }: SumPlan,
  tables: LookupTables | undefined,
): RowDecision {
  if (ranges === undefined) {
    if (tables === undefined) throw new Error('a rule without ranges needs its tables')
    return {
      begin: () => () => {},
      finish: writeLookupRow(module, tables.records, rows.widthCells, shape.countBits),
    }
  }
  return {
    begin(f) {
      const decide = writeRangeDecision(f, ranges, shape.countBits)
      return (counts, own, next) => {
        const states = f.keep(v128.load(own))
        f.do(v128.store(next, decide(counts, states)))
      }
    },
    finish: rows.widthCells === rows.rowBytes ? undefined : writeTailMask(module, rows.widthCells),
  }
}

/** Writes the function that makes the bytes behind the last cell of a row 0 again. */
function writeTailMask(module: ModuleBuilder, widthCells: number): DecideRow {
  const cells = widthCells % CHUNK_CELLS
  const mask = v128.const(Array.from({ length: CHUNK_CELLS }, (_, i) => (i < cells ? 0xff : 0)))
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, _counts, _own, next) => {
    const last = f.local('i32', i32.add(next, widthCells - cells))
    f.do(v128.store(last, v128.and(v128.load(last), mask)))
  })
}
