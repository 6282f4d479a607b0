/**
 * Circles: going down one row, a count gains in each column the cell below the circle's edge and
 * loses the topmost one, two cells for each of 2r + 1 columns.
 *
 * The rows around a row lie one behind the other, so each of these cells is as far from its center
 * in one place as in another: a table of distances, worked through for several chunks at a time,
 * counts a whole row. Where the memory for rows ends, those still needed move to its beginning.
 *
 * The counts above the first row are made from running sums along the rows of the circle.
 */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { memory } from '../../../forge/wasm/memory.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import { addNumbers, CHUNK_CELLS, loadNumbers, storeNumbers } from './lanes.ts'
import { writeCopyRow } from './live-row.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { DecideRow, RowDecision } from './row-decision.ts'
import { layOutMargins } from './row-margins.ts'
import { writeAddWindow, writeSumRow } from './row-sums.ts'
import { rowAddress, type StepRows } from './step-rows.ts'
import type { SumPlan } from './sum-plan.ts'

/** Chunks that are counted with one look into the table. */
const MAX_BLOCK_CHUNKS = 4

/** Columns whose gains and losses together fit a signed byte. */
const GROUP_COLUMNS = 127

/** Bytes of a column in the table: the distances of the cell it gains and of the one it loses. */
const COLUMN_BYTES = 8

/**
 * Writes the function that steps rows of a world whose shape is a circle.
 *
 * @param tables takes what is only read, `scratch` what each thread has for itself.
 */
export function writeCircleStep(
  module: ModuleBuilder,
  plan: SumPlan,
  decision: RowDecision,
  tables: MemoryPlan,
  scratch: MemoryPlan,
): StepRows {
  const { rows, shape, sums } = plan
  const r = shape.reachX
  const height = rows.size.y
  const blockChunks = Math.min(MAX_BLOCK_CHUNKS, rows.rowBytes / CHUNK_CELLS)
  const blockCells = blockChunks * CHUNK_CELLS
  const blockedCells = Math.ceil(rows.rowBytes / blockCells) * blockCells
  const live = layOutMargins(8, rows.widthCells, r, blockedCells + r)
  const countBytes = blockedCells * (shape.countBits / 8)
  const heldRows = 2 * r + 1
  const heldBytes = heldRows * live.bytes
  const halfWidths = tables.place(shape.halfWidths)
  const places = {
    sums: scratch.reserve(sums.bytes) + sums.originBytes,
    counts: scratch.reserve(countBytes),
    nothing: scratch.reserve(rows.rowBytes),
    live: scratch.reserve(2 * heldBytes),
  }
  const sumRow = writeSumRow(module, plan)
  const addWindow = writeAddWindow(module, plan)
  const copyRow = writeCopyRow(module, plan, live, rows.isTorus)
  const slideRow = writeSlideRow(module, plan, tables, live.bytes, blockChunks)
  const decideRow = writeDecideRow(module, plan, decision)

  return module.function(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32'] },
    (f, from, to, scratch, y, endY) => {
      const firstSum = f.keep(i32.add(scratch, places.sums))
      const counts = f.keep(i32.add(scratch, places.counts))
      const nothing = f.keep(i32.add(scratch, places.nothing))
      const held = f.keep(i32.add(scratch, places.live))
      const heldEnd = f.keep(i32.add(held, 2 * heldBytes))
      /** Where the next row comes to lie. */
      const place = f.keep(held)
      const copyNext = (row: Local<'i32'>) => {
        const address = rowAddress(plan, from, row)
        // As an unsigned number a row above the world lies below it.
        const cells = rows.isTorus ? address : i32.select(i32.ltU(row, height), address, nothing)
        f.do(f.call(copyRow, cells, i32.add(place, live.originBytes)))
        f.increase(place, live.bytes)
      }

      f.do(memory.fill(counts, 0, countBytes))
      const top = f.keep(i32.sub(y, r + 1))
      f.for(top, i32.add(y, r), (row) => {
        copyNext(row)
        f.if(rows.isTorus ? 1 : i32.ltU(row, height), () => {
          const halfWidth = i32.load(i32.mul(i32.sub(row, top), 4), halfWidths)
          f.do(f.call(sumRow, rowAddress(plan, from, row), firstSum))
          f.do(f.call(addWindow, firstSum, counts, halfWidth))
        })
      })
      const lowest = f.local('i32')
      f.for(y, endY, (center) => {
        f.if(i32.eq(place, heldEnd), () => {
          f.do(memory.copy(held, i32.sub(heldEnd, heldBytes), heldBytes))
          f.set(place, i32.add(held, heldBytes))
        })
        f.set(lowest, i32.add(center, r))
        copyNext(lowest)
        f.do(f.call(slideRow, i32.sub(place, (r + 1) * live.bytes - live.originBytes), counts))
        const own = f.keep(rowAddress(plan, from, center))
        const next = f.keep(rowAddress(plan, to, center))
        f.do(f.call(decideRow, counts, own, next))
        if (decision.finish !== undefined) f.do(f.call(decision.finish, counts, own, next))
      })
    },
  )
}

/** Writes the function that takes the counts of a row to the row of this address. */
function writeSlideRow(
  module: ModuleBuilder,
  { rows, shape }: SumPlan,
  tables: MemoryPlan,
  liveRowBytes: number,
  blockChunks: number,
): FunctionHandle<readonly ['i32', 'i32'], 'void'> {
  const { countBits, halfWidths, reachX: r } = shape
  // A circle is symmetric in x and y: its half heights are its half widths.
  const distances = [...halfWidths].flatMap((halfHeight, column) => [
    halfHeight * liveRowBytes + column - r,
    (-halfHeight - 1) * liveRowBytes + column - r,
  ])
  const columns = tables.place(Int32Array.from(distances))
  const columnsEnd = columns + halfWidths.length * COLUMN_BYTES
  return module.function({ params: ['i32', 'i32'] }, (f, cells, counts) => {
    const end = f.keep(i32.add(cells, rows.rowBytes))
    const column = f.local('i32')
    const groupEnd = f.local('i32')
    const gained = f.local('i32')
    const lost = f.local('i32')
    const changes = Array.from({ length: blockChunks }, () => f.local('v128'))
    const addColumn = () => {
      f.set(gained, i32.add(cells, i32.load(column)))
      f.set(lost, i32.add(cells, i32.load(column, 4)))
      for (const [chunk, change] of changes.entries()) {
        const more = i8x16.add(change, v128.load(gained, 16 * chunk))
        f.set(change, i8x16.sub(more, v128.load(lost, 16 * chunk)))
      }
      f.increase(column, COLUMN_BYTES)
    }
    const addGroup = () => {
      for (const change of changes) f.set(change, v128.const(new Uint8Array(16)))
      f.set(groupEnd, i32.add(column, GROUP_COLUMNS * COLUMN_BYTES))
      f.set(groupEnd, i32.select(i32.ltU(groupEnd, columnsEnd), groupEnd, columnsEnd))
      f.doWhile(addColumn, i32.ltU(column, groupEnd))
      for (const [chunk, change] of changes.entries()) {
        const address = f.keep(i32.add(counts, 2 * countBits * chunk))
        const numbers = loadNumbers(f, address, countBits)
        addNumbers(f, numbers, countBits, [change], 8, true)
        storeNumbers(f, address, numbers)
      }
    }
    f.doWhile(
      () => {
        f.set(column, columns)
        f.doWhile(addGroup, i32.ltU(column, columnsEnd))
        f.increase(cells, 16 * blockChunks)
        f.increase(counts, 2 * countBits * blockChunks)
      },
      i32.ltU(cells, end),
    )
  })
}

/** Writes the function that decides a row chunk by chunk. */
function writeDecideRow(
  module: ModuleBuilder,
  { rows, shape }: SumPlan,
  decision: RowDecision,
): DecideRow {
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, counts, own, next) => {
    const decide = decision.begin(f)
    const end = f.keep(i32.add(own, rows.rowBytes))
    f.doWhile(
      () => {
        decide(loadNumbers(f, counts, shape.countBits), own, next)
        f.increase(counts, 2 * shape.countBits)
        f.increase(own, 16)
        f.increase(next, 16)
      },
      i32.ltU(own, end),
    )
  })
}
