/** What cells become by their counts: chunk by chunk while counting, or a row when it is counted. */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import { CHUNK_CELLS, loadNumbers } from './lanes.ts'
import { writeLookupRow } from './lookup-row.ts'
import type { MemoryPlan } from './memory-plan.ts'
import { writeRangeDecision } from './range-code.ts'
import type { DecideRow } from './step-rows.ts'
import type { SumPlan } from './sum-plan.ts'

/** Decides a chunk by its counts: addresses of its states and of their next ones. */
type WriteChunk = (counts: readonly Local<'v128'>[], own: Local<'i32'>, next: Local<'i32'>) => void

export interface RowDecision {
  /** Writes what comes before a loop over chunks; what it gives writes a chunk's part of it. */
  begin(f: FunctionBuilder): WriteChunk
  /** To be called for every row that has been counted, if there is anything left to do. */
  readonly finish: DecideRow | undefined
}

/** @param memory takes the rule's tables, where they are needed. */
export function writeRowDecision(
  module: ModuleBuilder,
  plan: SumPlan,
  memory: MemoryPlan,
): RowDecision {
  const { rows, shape, ranges } = plan
  if (ranges === undefined) {
    return { begin: () => () => {}, finish: writeLookupRow(module, plan, memory) }
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

/** Writes the function that decides a row once it is counted, from first to last. */
export function writeDecideRow(
  module: ModuleBuilder,
  { rows, shape, ranges }: SumPlan,
  { begin, finish }: RowDecision,
): DecideRow {
  if (ranges === undefined && finish !== undefined) return finish
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, counts, own, next) => {
    const decide = begin(f)
    const target = f.keep(next)
    const end = f.keep(i32.add(own, rows.rowBytes))
    f.doWhile(
      () => {
        decide(loadNumbers(f, counts, shape.countBits), own, target)
        f.increase(counts, 2 * shape.countBits)
        f.increase(own, CHUNK_CELLS)
        f.increase(target, CHUNK_CELLS)
      },
      i32.ltU(own, end),
    )
    if (finish !== undefined) f.do(f.call(finish, counts, own, next))
  })
}

/** Writes the function that makes the bytes behind the last cell of a row 0 again. */
function writeTailMask(module: ModuleBuilder, widthCells: number): DecideRow {
  const cells = widthCells % CHUNK_CELLS
  const mask = v128.const(Array.from({ length: CHUNK_CELLS }, (_, i) => (i < cells ? 0xff : 0)))
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, _counts, _own, next) => {
    const last = f.keep(i32.add(next, widthCells - cells))
    f.do(v128.store(last, v128.and(v128.load(last), mask)))
  })
}
