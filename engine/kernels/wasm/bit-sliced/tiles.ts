/**
 * Ticks go through a slab tile by tile.
 *
 * A tile is a few columns wide, one cache line of every row, and so many rows high that what its
 * columns have in common stays near the processor while they are walked through one by one.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { SLAB_PARAMS, type Slab } from './slabs.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import type { WalkStrides } from './walk-code.ts'
import type { WalkPlan } from './walk-plan.ts'

/**
 * Makes the next state of a slab: address of the state that is, of the one that is made, and of
 * the thread's room for sums; then the slab.
 */
export type Tick = FunctionHandle<readonly ['i32', 'i32', 'i32', ...typeof SLAB_PARAMS], 'void'>

export const TICK_PARAMS = ['i32', 'i32', 'i32', ...SLAB_PARAMS] as const

/** Columns of a tile: a cache line of each row. */
export const TILE_COLUMNS = 4

/** Rows of a tile, of one column; a multiple of what is made together. */
export const TILE_ROWS = 128

/** Addresses of the same place in the state that is and in the one that is made. */
export interface Cursor {
  readonly from: Expression<'i32'>
  readonly to: Expression<'i32'>
}

export interface Tile {
  readonly y: Local<'i32'>
  readonly rows: Local<'i32'>
  readonly firstColumn: Local<'i32'>
  readonly endColumn: Local<'i32'>
}

/** What ticks are made from. */
export interface TickParts {
  readonly layout: SlicedLayout
  /** Address of the columns' masks. */
  readonly masks: number
}

/** How a walk goes through two states. */
export function stateStrides(layout: SlicedLayout, { logic }: WalkPlan): WalkStrides {
  const { strideY, strideZ, planeBytes } = layout
  const index = { x: VECTOR_BYTES, y: strideY, z: strideZ }[logic.along]
  const step = logic.unroll * index
  return { step, outStep: step, outIndex: index, outPlane: planeBytes }
}

/** Visits the tiles of a slab. */
export function forEachTile(
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

/** Visits the columns of a tile. */
export function forEachColumn(
  f: FunctionBuilder,
  { firstColumn, endColumn }: Tile,
  body: (column: Local<'i32'>) => void,
): void {
  f.for(firstColumn, endColumn, body)
}

/** The addresses of a column's vector in a row. */
export function cursorAt(
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
