/** Ticks that keep the sums of a few planes and add them up. */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import type { StackPlan } from './plane-stack.ts'
import { slabOf } from './slabs.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import {
  type Cursor,
  cursorAt,
  forEachTile,
  stateStrides,
  TICK_PARAMS,
  TILE_COLUMNS,
  TILE_ROWS,
  type Tick,
  type Tile,
  walkDown,
} from './tiles.ts'
import { type Walk, writeWalk } from './walk-code.ts'
import type { WalkPlan } from './walk-plan.ts'

/** Bytes of scratch that a stack's tick needs. */
export function stackScratchBytes({ reach }: SlicedLayout, { sumBits }: StackPlan): number {
  return (2 * reach.z + 2) * slotBytes(sumBits) + sumBits * VECTOR_BYTES
}

/** Bytes of the sums of one plane of a tile. */
const slotBytes = (sumBits: number) => TILE_ROWS * sumBits * VECTOR_BYTES

/** A tick that keeps the sums of planes. */
export function writeStackTick(
  module: ModuleBuilder,
  layout: SlicedLayout,
  stack: StackPlan,
): Tick {
  const { z: reach } = layout.reach
  const sumBytes = stack.sumBits * VECTOR_BYTES
  const tileRows = tileRowsOf(layout)
  const walks = writeStackWalks(module, layout, stack)
  return module.function({ params: TICK_PARAMS }, (f, from, to, scratch, ...range) => {
    const slab = slabOf(range)
    const slots = Array.from({ length: 2 * reach + 2 }, () => f.local('i32'))
    forEachTile(f, layout, slab, tileRows, (tile) => {
      const scope = { f, layout, walks, states: { from, to }, tile }
      // An odd row is made with the one before it, whose sums then lie before the first slot.
      for (const [i, slot] of slots.entries()) {
        f.set(slot, i32.add(scratch, sumBytes + i * slotBytes(stack.sumBits)))
      }
      for (let i = 0; i < 2 * reach; i++) {
        writeSum(scope, i32.add(slab.z.from, i - reach), slots[i]!)
      }
      const plane = f.local('i32', slab.z.from)
      f.while(i32.ltS(i32.add(plane, 1), slab.z.to), () => {
        for (let i = 0; i < 2; i++) {
          writeSum(scope, i32.add(plane, reach + i), slots[2 * reach + i]!)
        }
        writeCombination(scope, walks.pair, plane, slots)
        rotate(f, slots, 2)
        f.increase(plane, 2)
      })
      f.if(i32.ltS(plane, slab.z.to), () => {
        writeSum(scope, i32.add(plane, reach), slots[2 * reach]!)
        writeCombination(scope, walks.single, plane, slots.slice(0, -1))
      })
    })
  })
}

/** Rows of a tile as wide as it gets. */
const tileRowsOf = ({ vectors }: SlicedLayout) => (TILE_ROWS / Math.min(TILE_COLUMNS, vectors)) & ~1

interface StackWalks {
  readonly sum: Walk
  /** Rows whose sums are made together, and bytes of a row's sums. */
  readonly sumRows: number
  readonly sumBytes: number
  /** Undefined where no two planes lie one above the other. */
  readonly pair: Walk | undefined
  /** Undefined where no plane is left over from the pairs. */
  readonly single: Walk | undefined
}

function writeStackWalks(
  module: ModuleBuilder,
  layout: SlicedLayout,
  { sum, pair, single, sumBits }: StackPlan,
): StackWalks {
  const { size, strideY } = layout
  const { unroll } = sum.logic
  const sumBytes = sumBits * VECTOR_BYTES
  const columnBytes = tileRowsOf(layout) * sumBytes
  const strides = {
    step: unroll * strideY,
    across: VECTOR_BYTES,
    outStep: unroll * sumBytes,
    outIndex: sumBytes,
    outPlane: VECTOR_BYTES,
    outAcross: columnBytes,
    sumAcross: 0,
  }
  const combining = (plan: WalkPlan) =>
    writeWalk(module, {
      layout,
      plan,
      sumBits,
      strides: {
        ...stateStrides(layout, plan),
        step: strideY,
        outStep: strideY,
        sumAcross: columnBytes,
      },
    })
  return {
    sum: writeWalk(module, { layout, plan: sum, strides, sumBits: 0 }),
    sumRows: unroll,
    sumBytes,
    pair: size.z > 1 ? combining(pair) : undefined,
    single: single && combining(single),
  }
}

/** Where a tile's code is written. */
interface TileScope {
  readonly f: FunctionBuilder
  readonly layout: SlicedLayout
  readonly walks: StackWalks
  readonly states: Cursor
  readonly tile: Tile
}

/** Sums up a tile's cells of one plane. */
function writeSum(
  { f, layout, walks, states, tile }: TileScope,
  plane: Expression<'i32'>,
  slot: Expression<'i32'>,
): void {
  const { from } = cursorAt(f, layout, states, tile.firstColumn, tile.y, plane)
  const rowBytes = { from: layout.strideY, to: walks.sumBytes }
  const start = { from, to: slot }
  walkDown(f, tile.rows, walks.sumRows, start, i32.const(0), rowBytes, (at, steps) =>
    f.do(f.call(walks.sum, at.from, at.to, steps, tile.columns, 0)),
  )
}

/** Makes the next states of a tile's cells from the sums in slots, from the lowest plane up. */
function writeCombination(
  { f, layout, states, tile }: TileScope,
  walk: Walk | undefined,
  plane: Expression<'i32'>,
  slots: readonly Expression<'i32'>[],
): void {
  if (walk === undefined) return
  const at = cursorAt(f, layout, states, tile.firstColumn, tile.y, plane)
  f.do(f.call(walk, at.from, at.to, tile.rows, tile.columns, 0, ...slots))
}

/** Moves the first slots to the end. */
function rotate(f: FunctionBuilder, slots: readonly Local<'i32'>[], by: number): void {
  const moved = slots.slice(0, by).map((slot) => f.keep(slot))
  for (const [i, slot] of slots.entries()) {
    const next = slots[i + by] ?? moved[i + by - slots.length]!
    f.set(slot, next)
  }
}
