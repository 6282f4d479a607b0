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
import { type RowDecision, writeDecideRow } from './row-decision.ts'
import { layOutMargins, type MarginedRow } from './row-margins.ts'
import { writeAddWindow, writeSumRow } from './row-sums.ts'
import { rowAddress, type StepRows } from './step-rows.ts'
import type { SumPlan } from './sum-plan.ts'

/** Chunks that are counted with one look into the table. */
const MAX_BLOCK_CHUNKS = 4

/** Columns whose gains and losses together fit a signed byte. */
const GROUP_COLUMNS = 127

/** Bytes of a column in the table: the distances of the cell it gains and of the one it loses. */
const COLUMN_BYTES = 8

/** Rows that come in until those still needed are moved, at least. */
const MIN_SPARE_ROWS = 32

/** How rows lie while they are counted. */
interface HeldRows {
  readonly row: MarginedRow
  /** Chunks that are counted with one look into the table. */
  readonly blockChunks: number
  /** Cells of a row in whole blocks. */
  readonly blockedCells: number
}

function layOutHeldRows({ rows, shape }: SumPlan): HeldRows {
  const blockChunks = Math.min(MAX_BLOCK_CHUNKS, rows.rowBytes / CHUNK_CELLS)
  const blockCells = blockChunks * CHUNK_CELLS
  const blockedCells = Math.ceil(rows.rowBytes / blockCells) * blockCells
  const row = layOutMargins(8, rows.widthCells, shape.reachX, blockedCells + shape.reachX)
  return { row, blockChunks, blockedCells }
}

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
  const held = layOutHeldRows(plan)
  const countBytes = held.blockedCells * (shape.countBits / 8)
  const neededBytes = (2 * r + 1) * held.row.bytes
  const heldBytes = neededBytes + Math.max(MIN_SPARE_ROWS, Math.ceil(r / 2)) * held.row.bytes
  const halfWidths = tables.place(shape.halfWidths)
  const places = {
    sums: scratch.reserve(sums.bytes) + sums.originBytes,
    counts: scratch.reserve(countBytes),
    nothing: scratch.reserve(rows.rowBytes),
    held: scratch.reserve(heldBytes),
  }
  const sumRow = writeSumRow(module, plan)
  const addWindow = writeAddWindow(module, plan)
  const copyRow = writeCopyRow(module, plan, held.row, rows.isTorus)
  const slideRow = writeSlideRow(module, plan, tables, held)
  const decideRow = writeDecideRow(module, plan, decision)

  return module.function(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32'] },
    (f, from, to, scratch, y, endY) => {
      const firstSum = f.keep(i32.add(scratch, places.sums))
      const counts = f.keep(i32.add(scratch, places.counts))
      const nothing = f.keep(i32.add(scratch, places.nothing))
      const firstHeld = f.keep(i32.add(scratch, places.held))
      const heldEnd = f.keep(i32.add(firstHeld, heldBytes))
      /** Where the next row comes to lie. */
      const place = f.keep(firstHeld)
      // As an unsigned number a row above the world lies below it.
      const isInside = (row: Local<'i32'>) => (rows.isTorus ? 1 : i32.ltU(row, height))
      const copyNext = (row: Local<'i32'>) => {
        const cells = i32.select(isInside(row), rowAddress(plan, from, row), nothing)
        f.do(f.call(copyRow, cells, i32.add(place, held.row.originBytes)))
        f.increase(place, held.row.bytes)
      }

      f.do(memory.fill(counts, 0, countBytes))
      const top = f.keep(i32.sub(y, r + 1))
      f.for(top, i32.add(y, r), (row) => {
        copyNext(row)
        f.if(isInside(row), () => {
          const halfWidth = i32.load(i32.mul(i32.sub(row, top), 4), halfWidths)
          f.do(f.call(sumRow, rowAddress(plan, from, row), firstSum))
          f.do(f.call(addWindow, firstSum, counts, halfWidth))
        })
      })
      const lowest = f.local('i32')
      f.for(y, endY, (center) => {
        f.if(i32.eq(place, heldEnd), () => {
          f.do(memory.copy(firstHeld, i32.sub(heldEnd, neededBytes), neededBytes))
          f.set(place, i32.add(firstHeld, neededBytes))
        })
        f.set(lowest, i32.add(center, r))
        copyNext(lowest)
        const middle = i32.sub(place, (r + 1) * held.row.bytes - held.row.originBytes)
        f.do(f.call(slideRow, middle, counts))
        const own = rowAddress(plan, from, center)
        const next = rowAddress(plan, to, center)
        f.do(f.call(decideRow, counts, own, next))
      })
    },
  )
}

/** Writes the function that takes the counts of a row to the row of this address. */
function writeSlideRow(
  module: ModuleBuilder,
  { rows, shape }: SumPlan,
  tables: MemoryPlan,
  { row, blockChunks }: HeldRows,
): FunctionHandle<readonly ['i32', 'i32'], 'void'> {
  const { countBits, halfWidths, reachX: r } = shape
  // A circle is symmetric in x and y: its half heights are its half widths.
  const distances = [...halfWidths].flatMap((halfHeight, column) => [
    halfHeight * row.bytes + column - r,
    (-halfHeight - 1) * row.bytes + column - r,
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
