/**
 * The cells around a vector, as code.
 *
 * Inside a row the neighbors of a vector are the vectors beside it. At the ends of a row they are
 * those of the other end, with every bit turned to the next place.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i8x16, i32x4, i64x2, v128 } from '../../../forge/wasm/vectors.ts'
import { type Offset, type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'

type Vector = Expression<'v128'>

/** Which columns of vectors code is made for. */
export type ColumnKind =
  /** All whose neighbors lie within the row. */
  | { readonly kind: 'inner' }
  /** One near an end of the row. */
  | { readonly kind: 'outer'; readonly column: number }

/** A vector of the same plane and how far its bits must be turned to the right, ends meeting. */
interface Place {
  readonly offsetBytes: number
  readonly turns: number
}

/** Halves of a vector in the other order. */
const SWAPPED = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]

/** The upper halves, and the lower halves, of two vectors side by side: single instructions. */
const UPPER_HALVES = [8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31]
const LOWER_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]

/** The columns near the ends of rows, and whether there are any between them. */
export function listColumns({ vectors, reach }: SlicedLayout): readonly ColumnKind[] {
  const isOuter = (column: number) => column < reach.x || column >= vectors - reach.x
  const columns: ColumnKind[] = []
  for (let column = 0; column < Math.min(vectors, reach.x); column++) {
    columns.push({ kind: 'outer', column })
  }
  for (let column = Math.max(reach.x, vectors - reach.x); column < vectors; column++) {
    if (isOuter(column)) columns.push({ kind: 'outer', column })
  }
  if (vectors > 2 * reach.x) columns.push({ kind: 'inner' })
  return columns
}

/** Where the cells at an offset from a column's vector lie. */
export function findPlace(layout: SlicedLayout, column: ColumnKind, [dx, dy, dz]: Offset): Place {
  const { vectors, strideY, strideZ } = layout
  const rowBytes = dy * strideY + dz * strideZ
  if (column.kind === 'inner') return { offsetBytes: rowBytes + dx * VECTOR_BYTES, turns: 0 }
  const turns = Math.floor((column.column + dx) / vectors)
  return { offsetBytes: rowBytes + (dx - turns * vectors) * VECTOR_BYTES, turns }
}

/** Gives the cells at offsets from the vector at an address, each vector loaded once. */
export class ColumnWindow {
  readonly #f: FunctionBuilder
  readonly #layout: SlicedLayout
  readonly #column: ColumnKind
  readonly #address: Local<'i32'>
  readonly #biasBytes: number
  readonly #loaded = new Map<string, Local<'v128'>>()

  /** @param biasBytes how far the address lies before the vector: offsets cannot be negative. */
  constructor(
    f: FunctionBuilder,
    layout: SlicedLayout,
    column: ColumnKind,
    address: Local<'i32'>,
    biasBytes: number,
  ) {
    this.#f = f
    this.#layout = layout
    this.#column = column
    this.#address = address
    this.#biasBytes = biasBytes
  }

  /** The cells at an offset. Code that is written later may count on it that this one ran. */
  cells(offset: Offset): Vector {
    const { offsetBytes, turns } = findPlace(this.#layout, this.#column, offset)
    const load = v128.load(this.#address, this.#biasBytes + offsetBytes)
    if (this.#column.kind === 'inner') return load
    const vector = this.#once(`${offsetBytes}`, () => load)
    if (turns === 0) return vector
    const isRight = turns > 0
    const halves = this.#once(`${offsetBytes} ${isRight}`, () => this.#swapHalves(vector, isRight))
    const bits = Math.abs(turns)
    return isRight
      ? v128.or(i64x2.shrU(vector, bits), i64x2.shl(halves, 64 - bits))
      : v128.or(i64x2.shl(vector, bits), i64x2.shrU(halves, 64 - bits))
  }

  /** The half that comes in from the other side; zeros come in where ends do not meet. */
  #swapHalves(vector: Vector, isRight: boolean): Vector {
    if (!this.#layout.isOpen) return i8x16.shuffle(vector, vector, SWAPPED)
    const zero = i32x4.const(0)
    return isRight
      ? i8x16.shuffle(vector, zero, UPPER_HALVES)
      : i8x16.shuffle(zero, vector, LOWER_HALVES)
  }

  #once(key: string, build: () => Vector): Local<'v128'> {
    const known = this.#loaded.get(key)
    if (known !== undefined) return known
    const local = this.#f.keep(build())
    this.#loaded.set(key, local)
    return local
  }
}
