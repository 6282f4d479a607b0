/**
 * Squares and segments: the count of a cell is a sum over rows of windows along them.
 *
 * Going down one row, a count gains the window of the row that enters and loses that of the row
 * that leaves. The windows of all rows in between are kept in a ring of rows, so each is made once;
 * on a torus lower than the shape they all fit and are made once however often they enter.
 */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { addNumbers, LANES, loadNumbers, storeNumbers } from './lanes.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { RowDecision, WriteChunk } from './row-decision.ts'
import { writeSumRow, writeWindowRow } from './row-sums.ts'
import type { StepRows } from './step-rows.ts'
import type { SumPlan } from './sum-plan.ts'

/** Windows up to here differ by what a signed byte holds. */
const MAX_SIGNED_BYTE = 127

/** Writes the function that steps rows of windows. */
export function writeWindowStep(
  module: ModuleBuilder,
  plan: SumPlan,
  decision: RowDecision,
  scratch: MemoryPlan,
): StepRows {
  const { rows, shape, sums } = plan
  const { reachY, countBits, rowBits } = shape
  const height = rows.size.y
  const span = 2 * reachY + 1
  const slots = rows.isTorus ? Math.min(span + 1, height) : span + 1
  const slotBytes = rows.rowBytes * (rowBits / 8)
  const countBytes = rows.rowBytes * (countBits / 8)
  const at = {
    sums: scratch.reserve(sums.bytes) + sums.originBytes,
    counts: scratch.reserve(countBytes),
    nothing: scratch.reserve(slotBytes),
    ring: scratch.reserve(slots * slotBytes),
  }
  const sumRow = writeSumRow(module, plan)
  const windowRow = writeWindowRow(module, plan)
  const slide = writeSlide(module, plan, undefined)
  const slideAndDecide = writeSlide(module, plan, decision)

  return module.function(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32'] },
    (f, from, to, memory, y, endY) => {
      const counts = f.local('i32', i32.add(memory, at.counts))
      const nothing = f.local('i32', i32.add(memory, at.nothing))
      const ring = f.local('i32', i32.add(memory, at.ring))
      const ringEnd = f.local('i32', i32.add(ring, slots * slotBytes))
      f.do(memoryFill(counts, countBytes))
      /** The row that enters, counted on beyond the world's end. */
      const row = f.local('i32', i32.sub(y, reachY))
      if (!rows.isTorus) f.set(row, i32.select(i32.ltS(row, 0), 0, row))
      const first = f.local('i32', row)
      const source = f.local('i32', i32.remS(row, height))
      f.if(i32.ltS(source, 0), () => f.increase(source, height))
      f.set(source, i32.add(i32.mul(source, rows.rowBytes), from))
      const slot = f.local('i32', ring)
      const oldest = f.local('i32', ring)
      const entering = f.local('i32')
      const leaving = f.local('i32')
      f.while(i32.ltS(row, i32.add(endY, reachY)), () => {
        f.set(entering, slot)
        const isNew = rows.isTorus
          ? i32.ltS(i32.sub(row, first), slots)
          : i32.ltS(row, height)
      })
    },
  )
}
