/**
 * Diamonds: the count of a cell from those of three cells near it.
 *
 * Write a shape as a polynomial, X^i Y^j for an offset (i, j). A diamond of radius r is made of the
 * sites of (r + 1)^2 and of r^2 cells of a lattice turned by 45 degrees, so that
 *
 *   D (1 - XY) (1 - Y/X) = Y^-r     (1 - (XY)^(r+1)) (1 - (Y/X)^(r+1))
 *                        + Y^(1-r)  (1 - (XY)^r)     (1 - (Y/X)^r)
 *
 * and a count is the sum of the counts up left and up right less the count two rows up, plus four
 * cells near the diamond's lower and upper tip less four near its left and right tip. Counts wrap
 * around in their lanes on the way, and are exact nevertheless.
 *
 * Counts need neighbors to the left and right, so rows are rings: those of a torus, or those of a
 * box with so many dead cells behind it that nothing reaches across. They start as those of a world
 * that is dead above the first row that matters.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { memory } from '../../../forge/wasm/memory.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import { addNumbers, CHUNK_CELLS, LANES, loadNumbers, storeNumbers, wholeChunks } from './lanes.ts'
import { writeCopyRow } from './live-row.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { RowDecision } from './row-decision.ts'
import { layOutMargins } from './row-margins.ts'
import { liveOf } from './row-sums.ts'
import { rowAddress, type StepRows } from './step-rows.ts'
import type { SumPlan } from './sum-plan.ts'
import type { LaneBits } from './sum-shape.ts'

/** Writes the function that steps rows of a world whose shape is a diamond. */
export function writeDiamondStep(
  module: ModuleBuilder,
  plan: SumPlan,
  decision: RowDecision,
  scratch: MemoryPlan,
): StepRows {
  const { rows, shape } = plan
  const r = shape.reachX
  const height = rows.size.y
  const periodCells = rows.isTorus ? rows.widthCells : wholeChunks(rows.widthCells + r + 1)
  const sides = layOutMargins(8, periodCells, r + 1, wholeChunks(periodCells) + r + 1)
  const countBytes = wholeChunks(periodCells) * (shape.countBits / 8)
  // A count beyond either end of the ring.
  const countRowBytes = countBytes + 2 * CHUNK_CELLS
  const places = {
    sides: scratch.reserve(sides.bytes) + sides.originBytes,
    nothing: scratch.reserve(rows.rowBytes),
    counts: [scratch.reserve(countRowBytes), scratch.reserve(countRowBytes)],
  } as const
  const copyRow = writeCopyRow(module, plan, sides, true)
  const slideRow = writeSlideRow(module, plan, periodCells)
  const decideRow = writeSlideRow(module, plan, periodCells, decision)

  return module.function(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32'] },
    (f, from, to, scratch, y, endY) => {
      const nothing = f.keep(i32.add(scratch, places.nothing))
      const side = f.keep(i32.add(scratch, places.sides))
      const above = f.keep(i32.add(scratch, places.counts[0] + CHUNK_CELLS))
      const counts = f.keep(i32.add(scratch, places.counts[1] + CHUNK_CELLS))
      const exchanged = f.local('i32')
      const first = f.keep(i32.sub(y, r))
      if (!rows.isTorus) f.set(first, i32.select(i32.ltS(first, 0), 0, first))
      const rowAt = (row: Expression<'i32'>) => {
        const isDead = i32.ltS(row, first)
        const isOutside = rows.isTorus ? isDead : i32.or(isDead, i32.geS(row, height))
        return i32.select(isOutside, nothing, rowAddress(plan, from, row))
      }
      for (const row of [above, counts]) {
        f.do(memory.fill(i32.sub(row, CHUNK_CELLS), 0, countRowBytes))
      }
      f.for(i32.sub(first, r), endY, (center) => {
        f.do(f.call(copyRow, rowAt(i32.sub(center, 1)), side))
        const tips = [
          rowAt(i32.add(center, r)),
          rowAt(i32.add(center, r - 1)),
          rowAt(i32.sub(center, r + 1)),
          rowAt(i32.sub(center, r + 2)),
        ] as const
        f.if(
          i32.ltS(center, y),
          () => f.do(f.call(slideRow, ...tips, side, above, counts, 0, 0)),
          () => {
            const own = f.keep(rowAddress(plan, from, center))
            const next = f.keep(rowAddress(plan, to, center))
            f.do(f.call(decideRow, ...tips, side, above, counts, own, next))
            if (decision.finish !== undefined) f.do(f.call(decision.finish, counts, own, next))
          },
        )
        f.set(exchanged, above)
        f.set(above, counts)
        f.set(counts, exchanged)
      })
    },
  )
}

type SlideRow = FunctionHandle<
  readonly ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
  'void'
>

/**
 * Writes the function that makes the counts of a row.
 *
 * Its parameters: addresses of the rows of the lower tip and above it, of the rows above the upper
 * tip, of the copy of the row between the side tips, of the counts one row up, of those two rows
 * up, which it replaces, and, where it decides as well, of the row's cells and their next states.
 */
function writeSlideRow(
  module: ModuleBuilder,
  { rows, shape, states }: SumPlan,
  periodCells: number,
  decision?: RowDecision,
): SlideRow {
  const { countBits, reachX: r } = shape
  return module.function(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] },
    (f, lowest, low, high, highest, side, above, counts, own, next) => {
      const decide = decision?.begin(f)
      const firstCount = f.keep(counts)
      const left = f.keep(i32.sub(side, r + 1))
      const before = f.keep(i32.sub(above, countBits / 8))
      const tips = [lowest, low, high, highest]
      const writeChunk = (isInside: boolean) => {
        const sides = [0, 1, 2 * r + 1, 2 * r + 2].map((offset) => v128.load(left, offset))
        const change = f.keep(v128.const(new Uint8Array(16)))
        if (isInside) {
          for (const tip of tips) f.set(change, i8x16.add(change, liveOf(states, v128.load(tip))))
        }
        for (const cells of sides) f.set(change, i8x16.sub(change, cells))
        const numbers = writeRecurrence(f, before, counts, countBits)
        addNumbers(f, numbers, countBits, [change], 8, true)
        storeNumbers(f, counts, numbers)
        if (isInside) decide?.(numbers, own, next)
        f.increase(left, 16)
        f.increase(before, 2 * countBits)
        f.increase(counts, 2 * countBits)
        if (isInside) for (const pointer of [...tips, own, next]) f.increase(pointer, 16)
      }
      const end = f.keep(i32.add(lowest, rows.rowBytes))
      f.doWhile(() => writeChunk(true), i32.ltU(lowest, end))
      if (periodCells > rows.rowBytes) {
        const ringEnd = f.keep(i32.add(firstCount, periodCells * (countBits / 8)))
        f.doWhile(() => writeChunk(false), i32.ltU(counts, ringEnd))
      }
      closeRing(f, firstCount, periodCells, countBits)
    },
  )
}

/** The counts up left and up right of a chunk together, less those two rows up. */
function writeRecurrence(
  f: FunctionBuilder,
  before: Local<'i32'>,
  counts: Local<'i32'>,
  bits: LaneBits,
): readonly Local<'v128'>[] {
  const lanes = LANES[bits]
  return loadNumbers(f, counts, bits).map((twoUp, part) => {
    const upLeft = v128.load(before, 16 * part)
    const upRight = v128.load(before, 16 * part + 2 * (bits / 8))
    return f.keep(lanes.sub(lanes.add(upLeft, upRight), twoUp))
  })
}

/** Repeats the last count before the first and the first behind the last. */
function closeRing(
  f: FunctionBuilder,
  firstCount: Local<'i32'>,
  periodCells: number,
  bits: LaneBits,
): void {
  const bytes = bits / 8
  const load = { 8: i32.load8U, 16: i32.load16U, 32: i32.load }[bits]
  const store = { 8: i32.store8, 16: i32.store16, 32: i32.store }[bits]
  f.do(store(i32.sub(firstCount, bytes), load(firstCount, (periodCells - 1) * bytes)))
  f.do(store(firstCount, load(firstCount), periodCells * bytes))
}
