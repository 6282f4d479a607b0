/**
 * Ticks go through a slab tile by tile.
 *
 * A tile is a few columns wide, two cache lines of every row, and so many rows high that what its
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

/** Columns of a tile: two cache lines of each row. */
export const TILE_COLUMNS = 8

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
  readonly columns: Local<'i32'>
}

/** How a walk goes through two states. */
export function stateStrides(layout: SlicedLayout, { logic }: WalkPlan): WalkStrides {
  const { strideY, strideZ, planeBytes } = layout
  const index = { x: VECTOR_BYTES, y: strideY, z: strideZ }[logic.along]
  const step = logic.unroll * index
  const across = logic.along === 'x' ? strideY : VECTOR_BYTES
  const outStrides = { outStep: step, outIndex: index, outPlane: planeBytes, outAcross: across }
  return { step, across, ...outStrides, sumAcross: 0 }
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
  const columns = f.local('i32')
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
          f.set(columns, i32.sub(vectors, firstColumn))
          f.set(columns, min(columns, TILE_COLUMNS))
          body({ y, rows, firstColumn, columns })
        },
        { step: TILE_COLUMNS },
      )
    },
    { step: tileRows },
  )
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

/** Writes what walks down some rows, at a cursor and with the parity of the first of them. */
export type WriteWalkDown = (
  at: Cursor,
  steps: Expression<'i32'> | number,
  parity: Expression<'i32'>,
) => void

/**
 * Walks down a tile's rows, a few at a time. Rows that are left over at the end are made together
 * with those before them, once more, so there must be some; what is written there is the same.
 *
 * @param from how far what is read and what is written go from row to row, in bytes.
 */
export function walkDown(
  f: FunctionBuilder,
  rows: Expression<'i32'>,
  unroll: number,
  start: Cursor,
  parity: Expression<'i32'>,
  rowBytes: { readonly from: number; readonly to: number },
  walk: WriteWalkDown,
): void {
  if (unroll === 1) {
    walk(start, rows, parity)
    return
  }
  f.if(i32.geU(rows, unroll), () => walk(start, i32.divU(rows, unroll), parity))
  f.if(i32.remU(rows, unroll), () => {
    const back = f.keep(i32.sub(rows, unroll))
    const from = i32.add(start.from, i32.mul(back, rowBytes.from))
    const to = i32.add(start.to, i32.mul(back, rowBytes.to))
    walk({ from, to }, 1, i32.add(parity, back))
  })
}
