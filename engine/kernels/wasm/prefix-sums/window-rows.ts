/**
 * Squares and segments: the count of a cell is a sum over rows of windows along them.
 *
 * Going down one row, a count gains the window of the row that enters and loses that of the row
 * that leaves. The windows of all rows in between are kept in a ring of rows, so each is made once.
 * Rows of a torus enter again, those above the first row as the last ones: where the shape is not
 * much lower than the torus all its rows are kept, and made once however often they enter.
 *
 * Counts start as those of a world that is dead above the first row that matters.
 */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { memory } from '../../../forge/wasm/memory.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { addNumbers, LANES, loadNumbers, storeNumbers, widen } from './lanes.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { RowDecision } from './row-decision.ts'
import { writeSumRow, writeWindowRow } from './row-sums.ts'
import { rowAddress, type StepRows } from './step-rows.ts'
import type { SumPlan } from './sum-plan.ts'

/** Writes the function that steps rows of a world whose shape is a window. */
export function writeWindowStep(
  module: ModuleBuilder,
  plan: SumPlan,
  decision: RowDecision,
  scratch: MemoryPlan,
): StepRows {
  const { rows, shape, sums } = plan
  const { reachY } = shape
  const height = rows.size.y
  const span = 2 * reachY + 1
  const keepsAll = span + 1 > height || (rows.isTorus && 4 * (span + 1) > height)
  const slots = keepsAll ? height : span + 1
  const slotBytes = rows.rowBytes * (shape.rowBits / 8)
  const countBytes = rows.rowBytes * (shape.countBits / 8)
  const places = {
    sums: scratch.reserve(sums.bytes) + sums.originBytes,
    counts: scratch.reserve(countBytes),
    nothing: scratch.reserve(slotBytes),
    ring: scratch.reserve(slots * slotBytes),
  }
  const sumRow = writeSumRow(module, plan)
  const windowRow = writeWindowRow(module, plan)
  const slideRow = writeSlideRow(module, plan)
  const decideRow = writeSlideRow(module, plan, decision)

  return module.function(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32'] },
    (f, from, to, scratch, y, endY) => {
      const counts = f.keep(i32.add(scratch, places.counts))
      const nothing = f.keep(i32.add(scratch, places.nothing))
      const firstSum = f.keep(i32.add(scratch, places.sums))
      const ring = f.keep(i32.add(scratch, places.ring))
      const ringEnd = f.keep(i32.add(ring, slots * slotBytes))
      const advance = (slot: Local<'i32'>) => {
        f.increase(slot, slotBytes)
        f.if(i32.eq(slot, ringEnd), () => f.set(slot, ring))
      }
      const newest = f.keep(ring)
      const oldest = f.keep(ring)
      const entering = f.local('i32')
      const leaving = f.local('i32')
      const center = f.local('i32')
      const first = f.keep(i32.sub(y, reachY))
      if (!rows.isTorus) f.set(first, i32.select(i32.ltS(first, 0), 0, first))
      const end = f.keep(i32.add(endY, reachY))

      f.do(memory.fill(counts, 0, countBytes))
      f.for(first, end, (row) => {
        f.set(center, i32.sub(row, reachY))
        f.set(entering, nothing)
        f.if(rows.isTorus ? 1 : i32.ltS(row, height), () => {
          f.set(entering, newest)
          f.if(keepsAll ? i32.ltS(i32.sub(row, first), height) : 1, () => {
            f.do(f.call(sumRow, rowAddress(plan, from, row), firstSum))
            f.do(f.call(windowRow, firstSum, entering))
          })
        })
        advance(newest)
        f.set(leaving, nothing)
        f.if(i32.geS(i32.sub(row, span), first), () => {
          f.set(leaving, oldest)
          advance(oldest)
        })
        f.if(
          i32.ltS(center, y),
          () => f.do(f.call(slideRow, entering, leaving, counts, 0, 0)),
          () => {
            const own = f.keep(rowAddress(plan, from, center))
            const next = f.keep(rowAddress(plan, to, center))
            f.do(f.call(decideRow, entering, leaving, counts, own, next))
            if (decision.finish !== undefined) f.do(f.call(decision.finish, counts, own, next))
          },
        )
      })
    },
  )
}

/**
 * Writes the function that takes the counts of a row to the next row.
 *
 * Its parameters: addresses of the windows that enter, of those that leave, of the counts and,
 * where it decides as well, of the row's cells and their next states.
 */
function writeSlideRow(module: ModuleBuilder, plan: SumPlan, decision?: RowDecision) {
  const { rowBits, countBits } = plan.shape
  return module.function(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32'] },
    (f, entering, leaving, counts, own, next) => {
      const decide = decision?.begin(f)
      const end = f.keep(i32.add(entering, plan.rows.rowBytes * (rowBits / 8)))
      f.doWhile(
        () => {
          const numbers = loadNumbers(f, counts, countBits)
          addDifference(f, plan, numbers, entering, leaving)
          storeNumbers(f, counts, numbers)
          decide?.(numbers, own, next)
          f.increase(entering, 2 * rowBits)
          f.increase(leaving, 2 * rowBits)
          f.increase(counts, 2 * countBits)
          if (decide !== undefined) {
            f.increase(own, 16)
            f.increase(next, 16)
          }
        },
        i32.ltU(entering, end),
      )
    },
  )
}

/** Adds a chunk of one row of windows to the counts and takes one of another row away. */
function addDifference(
  f: FunctionBuilder,
  { shape }: SumPlan,
  counts: readonly Local<'v128'>[],
  entering: Local<'i32'>,
  leaving: Local<'i32'>,
): void {
  const { rowBits, countBits, reachX } = shape
  const gained = loadNumbers(f, entering, rowBits)
  const lost = loadNumbers(f, leaving, rowBits)
  // Where counts are as narrow as windows the difference may wrap around as they do.
  const isSigned = countBits === rowBits || 2 * reachX + 1 < 2 ** (rowBits - 1)
  if (isSigned) {
    for (const [part, vector] of gained.entries()) {
      f.set(vector, LANES[rowBits].sub(vector, lost[part]!))
    }
    addNumbers(f, counts, countBits, gained, rowBits, true)
    return
  }
  addNumbers(f, counts, countBits, gained, rowBits, false)
  const taken = widen(f, lost, rowBits, countBits, false)
  for (const [part, count] of counts.entries()) {
    f.set(count, LANES[countBits].sub(count, taken[part]!))
  }
}
