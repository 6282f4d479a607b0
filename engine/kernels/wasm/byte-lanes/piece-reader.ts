/**
 * Writes the numbers that live sites make, bit by bit, for every row of a strip.
 *
 * Pieces that rows of the strip have in common are read once.
 */
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import type { BlockCode, Vector } from './block-code.ts'
import { addValues, type BlockValue, byteValue, laneBytesFor, widen } from './block-value.ts'
import type { StateMeasure } from './column-reader.ts'
import type { SitePiece } from './site-pieces.ts'
import type { SourceRows } from './source-rows.ts'
import { multiply } from './table-lookup.ts'

/** Reads pieces of a strip, each once. */
export class PieceReader {
  readonly #code: BlockCode
  readonly #rows: SourceRows
  readonly #measure: StateMeasure
  readonly #known = new Map<string, Vector>()

  constructor(code: BlockCode, rows: SourceRows, measure: StateMeasure) {
    this.#code = code
    this.#rows = rows
    this.#measure = measure
  }

  /** The number that a piece's sites make, for the cells of a row of the strip. */
  read({ row, layer, cells }: SitePiece, stripRow: number): Vector {
    const key = `${row + stripRow} ${layer} ${cells}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const bits = cells.map((cell) => this.#measure.of(this.#rows.load(row + stripRow, layer, cell)))
    const number = bits.reduce<Vector | undefined>((before, { vectors, isNegative }) => {
      const [bit] = vectors
      if (before === undefined) return this.#code.keep(isNegative ? i8x16.neg(bit!) : bit!)
      const twice = i8x16.add(before, before)
      return this.#code.keep(isNegative ? i8x16.sub(twice, bit!) : i8x16.add(twice, bit!))
    }, undefined)
    this.#known.set(key, number!)
    return number!
  }
}

/** Where a step is written: the row of the strip, its own states, and which cells are odd. */
export interface StepPlace {
  readonly row: number
  readonly own: Vector
  /** All ones in the lanes of odd cells; undefined where parity does not matter. */
  readonly isOdd: Vector | undefined
}

/** The pieces that even and odd cells see. */
export interface ParityPieces {
  readonly even: readonly SitePiece[]
  /** Those of odd cells, whose sites have the same places in order; none where all are alike. */
  readonly odd: readonly SitePiece[] | undefined
}

/** Reads the pieces that the cells of a row see, each its own. */
export function readPieces(
  code: BlockCode,
  reader: PieceReader,
  { even, odd }: ParityPieces,
  { row, isOdd }: StepPlace,
): readonly BlockValue[] {
  return even.map((piece, i) => {
    const max = 2 ** piece.cells.length - 1
    const number = reader.read(piece, row)
    if (odd === undefined || isOdd === undefined) return byteValue(number, max)
    const ofOdd = reader.read(odd[i]!, row)
    return byteValue(code.keep(v128.bitselect(ofOdd, number, isOdd)), max)
  })
}

/** The number that pieces make together, the first most significant; undefined without any. */
export function joinNumbers(
  code: BlockCode,
  numbers: readonly BlockValue[],
): BlockValue | undefined {
  return numbers.reduce<BlockValue | undefined>((joined, number) => {
    if (joined === undefined) return number
    const factor = number.max + 1
    return addValues(code, [scale(code, joined, factor), number])
  }, undefined)
}

/** The numbers times a power of two. */
function scale(code: BlockCode, value: BlockValue, factor: number): BlockValue {
  const max = value.max * factor
  // The factor's own room is kept free as well, for the number that is added next.
  const laneBytes = laneBytesFor(max + factor - 1)
  if (laneBytes > 1) return multiply(code, widen(code, value, laneBytes), factor)
  if (value.max < 16) {
    const scaled = Uint8Array.from({ length: value.max + 1 }, (_, i) => i * factor)
    return byteValue(code.keep(code.pick(scaled, value.vectors[0]!)), max)
  }
  let vector = value.vectors[0]!
  for (let f = factor; f > 1; f /= 2) vector = code.keep(i8x16.add(vector, vector))
  return byteValue(vector, max)
}
