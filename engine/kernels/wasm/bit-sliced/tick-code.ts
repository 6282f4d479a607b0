/**
 * One tick of a slab, tile by tile.
 *
 * A tile is a few columns wide, one cache line of every row, and so many rows high that what its
 * columns have in common stays near the processor while they are walked through one by one.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { writeColumnWalk } from './column-walks.ts'
import { listColumns } from './column-window.ts'
import type { StackPlan } from './plane-stack.ts'
import { SLAB_PARAMS, type Slab, slabOf } from './slabs.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import { writeWalk } from './walk-code.ts'
import type { WalkPlan } from './walk-plan.ts'

/**
 * Makes the next state of a slab: address of the state that is, of the one that is made, and of
 * the thread's room for sums; then the slab.
 */
export type Tick = FunctionHandle<readonly ['i32', 'i32', 'i32', ...typeof SLAB_PARAMS], 'void'>

const TICK_PARAMS = ['i32', 'i32', 'i32', ...SLAB_PARAMS] as const

/** Columns of a tile: a cache line of each row. */
const TILE_COLUMNS = 4

/** Rows of a tile, of one column; always even. */
const TILE_ROWS = 128

/** Addresses of the same place in the state that is and in the one that is made. */
interface Cursor {
  readonly from: Expression<'i32'>
  readonly to: Expression<'i32'>
}

interface Tile {
  readonly y: Local<'i32'>
  readonly rows: Local<'i32'>
  readonly firstColumn: Local<'i32'>
  readonly endColumn: Local<'i32'>
}

/** What ticks are made from. */
export interface TickParts {
  readonly layout: SlicedLayout
  readonly masks: number
}

/** A tick whose plan goes from cells to next states in one walk down the columns. */
export function writeWalkTick(module: ModuleBuilder, parts: TickParts, plan: WalkPlan): Tick {
  const { layout, masks } = parts
  const walk = writeColumnWalk(module, {
    layout,
    plan,
    masks,
    isState: true,
    strides: stateStrides(layout, plan),
  })
  return module.function({ params: TICK_PARAMS }, (f, from, to, _scratch, ...range) => {
    const slab = slabOf(range)
    forEachTile(f, layout, slab, TILE_ROWS, (tile) =>
      f.for(slab.z.from, slab.z.to, (z) => {
        const parity = i32.add(tile.y, z)
        forEachColumn(f, tile, (column) => {
          const at = cursorAt(f, layout, { from, to }, column, tile.y, z)
          f.do(f.call(walk, column, at.from, at.to, tile.rows, parity))
        })
      }),
    )
  })
}

/** A tick for rules that look along x alone: rows are walked from end to end. */
export function writeRowTick(
  module: ModuleBuilder,
  parts: TickParts,
  plan: WalkPlan,
  endsPlan: WalkPlan,
): Tick {
  const { layout, masks } = parts
  const columns = listColumns(layout)
  const ends = columns.filter(({ kind }) => kind === 'outer')
  const hasInner = ends.length < columns.length
  const spec = { layout, isState: true, sumBits: 0 } as const
  const inner = writeWalk(module, {
    ...spec,
    plan,
    column: { kind: 'inner' },
    strides: stateStrides(layout, plan),
  })
  const strides = stateStrides(layout, endsPlan)
  const outer = writeColumnWalk(module, { ...spec, plan: endsPlan, masks, strides }, ends)
  const { unroll } = plan.logic
  return module.function({ params: TICK_PARAMS }, (f, from, to, _scratch, ...range) => {
    const { x, y, z } = slabOf(range)
    const count = f.keep(i32.sub(x.to, x.from))
    const walkRow = (first: Expression<'i32'>, steps: Expression<'i32'> | number, at: Cursor) => {
      const bytes = i32.mul(first, VECTOR_BYTES)
      const mask = i32.add(bytes, masks)
      f.do(f.call(inner, i32.add(at.from, bytes), i32.add(at.to, bytes), steps, mask, 0))
    }
    f.for(z.from, z.to, (plane) => {
      if (hasInner) {
        f.for(y.from, y.to, (row) => {
          const at = cursorAt(f, layout, { from, to }, i32.const(0), row, plane)
          f.if(i32.geU(count, unroll), () => walkRow(x.from, i32.divU(count, unroll), at))
          if (unroll > 1) f.if(i32.remU(count, unroll), () => walkRow(i32.sub(x.to, unroll), 1, at))
        })
      }
      f.if(i32.ltS(y.from, y.to), () => {
        for (const column of ends) {
          if (column.kind === 'inner') continue
          const number = i32.const(column.column)
          const at = cursorAt(f, layout, { from, to }, number, y.from, plane)
          f.do(f.call(outer, number, at.from, at.to, i32.sub(y.to, y.from), 0))
        }
      })
    })
  })
}

/** Bytes of scratch that a stack's tick needs. */
export function stackScratchBytes({ reach }: SlicedLayout, { sumBits }: StackPlan): number {
  return (2 * reach.z + 2) * slotBytes(sumBits) + sumBits * VECTOR_BYTES
}

/** Bytes of the sums of one plane of a tile. */
const slotBytes = (sumBits: number) => TILE_ROWS * sumBits * VECTOR_BYTES

/** A tick that keeps the sums of planes. */
export function writeStackTick(module: ModuleBuilder, parts: TickParts, stack: StackPlan): Tick {
  const { layout, masks } = parts
  const { sumBits } = stack
  const sumVector = sumBits * VECTOR_BYTES
  const sum = writeColumnWalk(module, {
    layout,
    plan: stack.sum,
    masks,
    isState: false,
    strides: {
      step: stack.sum.logic.unroll * layout.strideY,
      outStep: stack.sum.logic.unroll * sumVector,
      outIndex: sumVector,
      outPlane: VECTOR_BYTES,
    },
  })
  const writeCombination = (plan: WalkPlan) =>
    writeWalk(module, {
      layout,
      plan,
      column: { kind: 'inner' },
      isState: true,
      sumBits,
      strides: { ...stateStrides(layout, plan), step: layout.strideY, outStep: layout.strideY },
    })
  const pair = layout.size.z > 1 ? writeCombination(stack.pair) : undefined
  const single = layout.size.z % 2 === 1 ? writeCombination(stack.single) : undefined
  const columns = Math.min(TILE_COLUMNS, layout.vectors)
  const tileRows = (TILE_ROWS / columns) & ~1
  const { z: reach } = layout.reach
  return module.function({ params: TICK_PARAMS }, (f, from, to, scratch, ...range) => {
    const slab = slabOf(range)
    // An odd row is made with the one before it, whose sums then lie before the first slot.
    const slots = Array.from({ length: 2 * reach + 2 }, () => f.local('i32'))
    forEachTile(f, layout, slab, tileRows, (tile) => {
      for (const [i, slot] of slots.entries()) {
        f.set(slot, i32.add(scratch, sumVector + i * slotBytes(sumBits)))
      }
      const sumsOf = (slot: Expression<'i32'>, column: Expression<'i32'>) =>
        i32.add(slot, i32.mul(i32.sub(column, tile.firstColumn), tileRows * sumVector))
      const sumPlane = (plane: Expression<'i32'>, slot: Expression<'i32'>) =>
        forEachColumn(f, tile, (column) => {
          const at = cursorAt(f, layout, { from, to }, column, tile.y, plane)
          f.do(f.call(sum, column, at.from, sumsOf(slot, column), tile.rows, 0))
        })
      const combine = (walk: typeof pair, plane: Expression<'i32'>, used: typeof slots) => {
        if (walk === undefined) return
        forEachColumn(f, tile, (column) => {
          const at = cursorAt(f, layout, { from, to }, column, tile.y, plane)
          const mask = i32.add(i32.mul(column, VECTOR_BYTES), masks)
          const sums = used.map((slot) => sumsOf(slot, column))
          f.do(f.call(walk, at.from, at.to, tile.rows, mask, 0, ...sums))
        })
      }
      for (let i = 0; i < 2 * reach; i++) sumPlane(i32.add(slab.z.from, i - reach), slots[i]!)
      const plane = f.local('i32', slab.z.from)
      f.while(i32.ltS(i32.add(plane, 1), slab.z.to), () => {
        for (let i = 0; i < 2; i++) sumPlane(i32.add(plane, reach + i), slots[2 * reach + i]!)
        combine(pair, plane, slots)
        rotate(f, slots, 2)
        f.increase(plane, 2)
      })
      f.if(i32.ltS(plane, slab.z.to), () => {
        sumPlane(i32.add(plane, reach), slots[2 * reach]!)
        combine(single, plane, slots.slice(0, -1))
      })
    })
  })
}

function stateStrides(layout: SlicedLayout, { logic }: WalkPlan) {
  const { strideY, strideZ, planeBytes } = layout
  const index = { x: VECTOR_BYTES, y: strideY, z: strideZ }[logic.along]
  const step = logic.unroll * index
  return { step, outStep: step, outIndex: index, outPlane: planeBytes }
}

/** Moves the first slots to the end. */
function rotate(f: FunctionBuilder, slots: readonly Local<'i32'>[], by: number): void {
  const moved = slots.slice(0, by).map((slot) => f.keep(slot))
  for (const [i, slot] of slots.entries()) {
    const next = slots[i + by] ?? moved[i + by - slots.length]!
    f.set(slot, next)
  }
}

function forEachTile(
  f: FunctionBuilder,
  { vectors }: SlicedLayout,
  slab: Slab,
  tileRows: number,
  body: (tile: Tile) => void,
): void {
  const rows = f.local('i32')
  const endColumn = f.local('i32')
  const min = (a: Expression<'i32'>, b: Expression<'i32'> | number) =>
    i32.select(i32.ltS(a, b), a, b)
  f.for(
    slab.y.from,
    slab.y.to,
    (y) => {
      f.set(rows, i32.sub(slab.y.to, y))
      f.set(rows, min(rows, tileRows))
      f.for(
        0,
        vectors,
        (firstColumn) => {
          f.set(endColumn, i32.add(firstColumn, TILE_COLUMNS))
          f.set(endColumn, min(endColumn, vectors))
          body({ y, rows, firstColumn, endColumn })
        },
        { step: TILE_COLUMNS },
      )
    },
    { step: tileRows },
  )
}

function forEachColumn(
  f: FunctionBuilder,
  { firstColumn, endColumn }: Tile,
  body: (column: Local<'i32'>) => void,
): void {
  f.for(firstColumn, endColumn, body)
}

/** The addresses of a column's vector in a row. */
function cursorAt(
  f: FunctionBuilder,
  { origin, strideY, strideZ }: SlicedLayout,
  states: Cursor,
  column: Expression<'i32'>,
  y: Expression<'i32'>,
  z: Expression<'i32'>,
): Cursor {
  const row = i32.add(i32.mul(y, strideY), i32.mul(z, strideZ))
  const offset = f.keep(i32.add(i32.add(row, i32.mul(column, VECTOR_BYTES)), origin))
  return { from: i32.add(states.from, offset), to: i32.add(states.to, offset) }
}
