/** Ticks that keep the sums of a few planes and add them up. */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { type ColumnWalk, writeColumnWalk } from './column-walks.ts'
import type { StackPlan } from './plane-stack.ts'
import { slabOf } from './slabs.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import {
  type Cursor,
  cursorAt,
  forEachColumn,
  forEachTile,
  stateStrides,
  TICK_PARAMS,
  TILE_COLUMNS,
  TILE_ROWS,
  type Tick,
  type TickParts,
  type Tile,
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
export function writeStackTick(module: ModuleBuilder, parts: TickParts, stack: StackPlan): Tick {
  const { layout } = parts
  const { z: reach } = layout.reach
  const walks = writeStackWalks(module, parts, stack)
  const sumBytes = stack.sumBits * VECTOR_BYTES
  const columns = Math.min(TILE_COLUMNS, layout.vectors)
  const tileRows = (TILE_ROWS / columns) & ~1
  return module.function({ params: TICK_PARAMS }, (f, from, to, scratch, ...range) => {
    const slab = slabOf(range)
    const slots = Array.from({ length: 2 * reach + 2 }, () => f.local('i32'))
    forEachTile(f, layout, slab, tileRows, (tile) => {
      const scope = { f, parts, states: { from, to }, tile, columnBytes: tileRows * sumBytes }
      // An odd row is made with the one before it, whose sums then lie before the first slot.
      for (const [i, slot] of slots.entries()) {
        f.set(slot, i32.add(scratch, sumBytes + i * slotBytes(stack.sumBits)))
      }
      for (let i = 0; i < 2 * reach; i++) {
        writeSum(scope, walks.sum, i32.add(slab.z.from, i - reach), slots[i]!)
      }
      const plane = f.local('i32', slab.z.from)
      f.while(i32.ltS(i32.add(plane, 1), slab.z.to), () => {
        for (let i = 0; i < 2; i++) {
          writeSum(scope, walks.sum, i32.add(plane, reach + i), slots[2 * reach + i]!)
        }
        writeCombination(scope, walks.pair, plane, slots)
        rotate(f, slots, 2)
        f.increase(plane, 2)
      })
      f.if(i32.ltS(plane, slab.z.to), () => {
        writeSum(scope, walks.sum, i32.add(plane, reach), slots[2 * reach]!)
        writeCombination(scope, walks.single, plane, slots.slice(0, -1))
      })
    })
  })
}

interface StackWalks {
  readonly sum: ColumnWalk
  /** Undefined where no two planes lie one above the other. */
  readonly pair: Walk | undefined
  /** Undefined where no plane is left over from the pairs. */
  readonly single: Walk | undefined
}

function writeStackWalks(
  module: ModuleBuilder,
  { layout, masks }: TickParts,
  { sum, pair, single, sumBits }: StackPlan,
): StackWalks {
  const { size, strideY } = layout
  const { unroll } = sum.logic
  const outIndex = sumBits * VECTOR_BYTES
  const strides = {
    step: unroll * strideY,
    outStep: unroll * outIndex,
    outIndex,
    outPlane: VECTOR_BYTES,
  }
  const combining = (plan: WalkPlan) =>
    writeWalk(module, {
      layout,
      plan,
      column: { kind: 'inner' },
      isState: true,
      sumBits,
      strides: { ...stateStrides(layout, plan), step: strideY, outStep: strideY },
    })
  return {
    sum: writeColumnWalk(module, { layout, plan: sum, masks, isState: false, strides }),
    pair: size.z > 1 ? combining(pair) : undefined,
    single: size.z % 2 === 1 ? combining(single) : undefined,
  }
}

/** Where a tile's code is written. */
interface TileScope {
  readonly f: FunctionBuilder
  readonly parts: TickParts
  readonly states: Cursor
  readonly tile: Tile
  /** Bytes of a column's sums. */
  readonly columnBytes: number
}

/** Address of the sums of a tile's column in a slot. */
const sumsAt = (
  { tile, columnBytes }: TileScope,
  slot: Expression<'i32'>,
  column: Expression<'i32'>,
) => i32.add(slot, i32.mul(i32.sub(column, tile.firstColumn), columnBytes))

/** Sums up a tile's cells of one plane. */
function writeSum(
  scope: TileScope,
  walk: ColumnWalk,
  plane: Expression<'i32'>,
  slot: Expression<'i32'>,
): void {
  const { f, parts, states, tile } = scope
  forEachColumn(f, tile, (column) => {
    const at = cursorAt(f, parts.layout, states, column, tile.y, plane)
    f.do(f.call(walk, column, at.from, sumsAt(scope, slot, column), tile.rows, 0))
  })
}

/** Makes the next states of a tile's cells from the sums in slots, from the lowest plane up. */
function writeCombination(
  scope: TileScope,
  walk: Walk | undefined,
  plane: Expression<'i32'>,
  slots: readonly Expression<'i32'>[],
): void {
  if (walk === undefined) return
  const { f, parts, states, tile } = scope
  forEachColumn(f, tile, (column) => {
    const at = cursorAt(f, parts.layout, states, column, tile.y, plane)
    const mask = i32.add(i32.mul(column, VECTOR_BYTES), parts.masks)
    const sums = slots.map((slot) => sumsAt(scope, slot, column))
    f.do(f.call(walk, at.from, at.to, tile.rows, mask, 0, ...sums))
  })
}

/** Moves the first slots to the end. */
function rotate(f: FunctionBuilder, slots: readonly Local<'i32'>[], by: number): void {
  const moved = slots.slice(0, by).map((slot) => f.keep(slot))
  for (const [i, slot] of slots.entries()) {
    const next = slots[i + by] ?? moved[i + by - slots.length]!
    f.set(slot, next)
  }
}
