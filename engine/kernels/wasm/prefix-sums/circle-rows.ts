/**
 * Circles: going down one row, a count gains in each column the cell below the circle's edge and
 * loses the topmost one. Where the edge is flat, cells side by side are taken together.
 *
 * The rows around a row lie one behind the other, so each of these runs is as far from its center
 * in one place as in another: a table of distances, worked through for several chunks at a time,
 * counts a whole row. Where the memory for rows ends, those still needed move to its beginning.
 *
 * The counts above the first row are made from running sums along the rows of the circle.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { memory } from '../../../forge/wasm/memory.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import { type EdgeRun, groupRuns, listRunLengths, splitEdge, splitLength } from './circle-edge.ts'
import { addNumbers, CHUNK_CELLS, loadNumbers, storeNumbers } from './lanes.ts'
import { writeCopyRow } from './live-row.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { DecideRow, RowDecision } from './row-decision.ts'
import { layOutMargins, type MarginedRow } from './row-margins.ts'
import { writeAddWindow, writeSumRow } from './row-sums.ts'
import { rowAddress, type StepRows } from './step-rows.ts'
import type { SumPlan } from './sum-plan.ts'

/** Chunks that are counted with one look into the table. */
const MAX_BLOCK_CHUNKS = 4

/** Cells whose gains and losses together fit a signed byte. */
const MAX_GROUP_CELLS = 127

/** Bytes of a run in the table: the distances of the cells it gains and of those it loses. */
const RUN_BYTES = 8

/** Rows that come in until those still needed are moved, at least. */
const MIN_SPARE_ROWS = 32

/** How a row lies while it is counted: once for each length of runs, one behind the other. */
interface HeldRow {
  readonly lengths: readonly number[]
  /** The row in which each cell stands for as many cells as a length says. */
  readonly each: MarginedRow
  readonly bytes: number
  /** Chunks that are counted with one look into the table. */
  readonly blockChunks: number
  readonly blockedCells: number
}

function layOutHeldRow({ rows, shape }: SumPlan, runs: readonly EdgeRun[]): HeldRow {
  const blockChunks = Math.min(MAX_BLOCK_CHUNKS, rows.rowBytes / CHUNK_CELLS)
  const blockCells = blockChunks * CHUNK_CELLS
  const blockedCells = Math.ceil(rows.rowBytes / blockCells) * blockCells
  const each = layOutMargins(8, rows.widthCells, shape.reachX, blockedCells + shape.reachX)
  const lengths = listRunLengths(runs)
  return { lengths, each, bytes: lengths.length * each.bytes, blockChunks, blockedCells }
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
  // A circle is symmetric in x and y: its half heights are its half widths.
  const runs = splitEdge(shape.halfWidths)
  const held = layOutHeldRow(plan, runs)
  const countBytes = held.blockedCells * (shape.countBits / 8)
  const neededBytes = (2 * r + 1) * held.bytes
  const heldBytes = neededBytes + Math.max(MIN_SPARE_ROWS, Math.ceil(r / 2)) * held.bytes
  const halfWidths = tables.place(shape.halfWidths)
  const places = {
    sums: scratch.reserve(sums.bytes) + sums.originBytes,
    counts: scratch.reserve(countBytes),
    nothing: scratch.reserve(rows.rowBytes),
    held: scratch.reserve(heldBytes),
  }
  const sumRow = writeSumRow(module, plan)
  const addWindow = writeAddWindow(module, plan)
  const copyRow = writeCopyRow(module, plan, held.each, rows.isTorus)
  const addRuns = writeAddRuns(module, held)
  const slideRow = writeSlideRow(module, plan, tables, held, runs)
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
      const copyNext = (row: Local<'i32'>) => {
        const address = rowAddress(plan, from, row)
        // As an unsigned number a row above the world lies below it.
        const cells = rows.isTorus ? address : i32.select(i32.ltU(row, height), address, nothing)
        f.do(f.call(copyRow, cells, i32.add(place, held.each.originBytes)))
        f.do(f.call(addRuns, place))
        f.increase(place, held.bytes)
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
          f.do(memory.copy(firstHeld, i32.sub(heldEnd, neededBytes), neededBytes))
          f.set(place, i32.add(firstHeld, neededBytes))
        })
        f.set(lowest, i32.add(center, r))
        copyNext(lowest)
        const middle = i32.sub(place, (r + 1) * held.bytes - held.each.originBytes)
        f.do(f.call(slideRow, middle, counts))
        const own = f.keep(rowAddress(plan, from, center))
        const next = f.keep(rowAddress(plan, to, center))
        f.do(f.call(decideRow, counts, own, next))
        if (decision.finish !== undefined) f.do(f.call(decision.finish, counts, own, next))
      })
    },
  )
}

/**
 * Writes the function that makes the rows of longer runs from the first of a held row, whose
 * address it takes. What it writes behind a row's last margin, the next row overwrites.
 */
function writeAddRuns(
  module: ModuleBuilder,
  { lengths, each }: HeldRow,
): FunctionHandle<readonly ['i32'], 'void'> {
  return module.function({ params: ['i32'] }, (f, row) => {
    const end = f.keep(i32.add(row, each.bytes - CHUNK_CELLS))
    f.while(i32.leU(row, end), () => {
      for (const [index, length] of lengths.entries()) {
        if (length === 1) continue
        let cells = 0
        let sum: Expression<'v128'> | undefined
        for (const part of splitLength(length, length)) {
          const more = v128.load(row, lengths.indexOf(part) * each.bytes + cells)
          sum = sum === undefined ? more : i8x16.add(sum, more)
          cells += part
        }
        if (sum !== undefined) f.do(v128.store(row, sum, index * each.bytes))
      }
      f.increase(row, CHUNK_CELLS)
    })
  })
}

/** Writes the function that takes the counts of a row to the row of this address. */
function writeSlideRow(
  module: ModuleBuilder,
  { rows, shape }: SumPlan,
  tables: MemoryPlan,
  held: HeldRow,
  runs: readonly EdgeRun[],
): FunctionHandle<readonly ['i32', 'i32'], 'void'> {
  const { countBits } = shape
  const { blockChunks } = held
  const distances = runs.flatMap(({ firstDx, cells, halfHeight }) => {
    const along = held.lengths.indexOf(cells) * held.each.bytes + firstDx
    return [halfHeight * held.bytes + along, (-halfHeight - 1) * held.bytes + along]
  })
  const firstRun = tables.place(Int32Array.from(distances))
  const groupBytes = groupRuns(runs, MAX_GROUP_CELLS).map((count) => count * RUN_BYTES)
  const groups = tables.place(Int32Array.from(groupBytes))
  const groupsEnd = groups + 4 * groupBytes.length
  return module.function({ params: ['i32', 'i32'] }, (f, cells, counts) => {
    const end = f.keep(i32.add(cells, rows.rowBytes))
    const run = f.local('i32')
    const group = f.local('i32')
    const groupEnd = f.local('i32')
    const gained = f.local('i32')
    const lost = f.local('i32')
    const changes = Array.from({ length: blockChunks }, () => f.local('v128'))
    const addRun = () => {
      f.set(gained, i32.add(cells, i32.load(run)))
      f.set(lost, i32.add(cells, i32.load(run, 4)))
      for (const [chunk, change] of changes.entries()) {
        const more = i8x16.add(change, v128.load(gained, 16 * chunk))
        f.set(change, i8x16.sub(more, v128.load(lost, 16 * chunk)))
      }
      f.increase(run, RUN_BYTES)
    }
    const addGroup = () => {
      for (const change of changes) f.set(change, v128.const(new Uint8Array(16)))
      f.set(groupEnd, i32.add(run, i32.load(group)))
      f.doWhile(addRun, i32.ltU(run, groupEnd))
      for (const [chunk, change] of changes.entries()) {
        const address = f.keep(i32.add(counts, 2 * countBits * chunk))
        const numbers = loadNumbers(f, address, countBits)
        addNumbers(f, numbers, countBits, [change], 8, true)
        storeNumbers(f, address, numbers)
      }
      f.increase(group, 4)
    }
    f.doWhile(
      () => {
        f.set(run, firstRun)
        f.set(group, groups)
        f.doWhile(addGroup, i32.ltU(group, groupsEnd))
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
