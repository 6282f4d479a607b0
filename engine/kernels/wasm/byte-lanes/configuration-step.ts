/**
 * Writes the step of rules by configuration: which sites are live is a number, bit by bit.
 *
 * Up to ten sites (the cell itself among them where that decides) are looked up without leaving
 * the vectors: a table of bytes, of which the last three sites pick a bit. Beyond that, the number
 * is an index into the memory.
 */
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import type { ConfigurationForm } from '../../../rules/program/program-form.ts'
import type { BlockCode, Vector } from './block-code.ts'
import { addValues, type BlockValue, byteValue, laneBytesFor, widen } from './block-value.ts'
import type { Offsets } from './column-plan.ts'
import type { StateMeasure } from './column-sums.ts'
import { chooseOutcome, prepareNextState, type WriteNextState } from './next-state.ts'
import { classifyRows, type RowClasses } from './row-classes.ts'
import { cutIntoPieces, PIECE_SITES, reorderTable, type SitePiece } from './site-pieces.ts'
import type { SourceRows } from './source-rows.ts'
import { lookUp, multiply } from './table-lookup.ts'

/** The most sites whose table is held in vectors: 2^10 bits. */
const MAX_VECTOR_SITES = 10

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
    let number: Vector = this.#code.splat(0)
    for (const [i, cell] of cells.entries()) {
      const live = this.#measure.of(this.#rows.load(row + stripRow, layer, cell))
      const twice = i === 0 ? number : i8x16.add(number, number)
      const { add, sub } = i8x16
      number = this.#code.keep((live.isNegative ? sub : add)(twice, live.vectors[0]!))
    }
    this.#known.set(key, number)
    return number
  }
}

/** Where a step is written: the row of the strip, its own states, and which cells are odd. */
export interface StepPlace {
  readonly row: number
  readonly own: Vector
  /** All ones in the lanes of odd cells; undefined where parity does not matter. */
  readonly isOdd: Vector | undefined
}

/** Writes the next states of a row of the strip. */
export type WriteConfigurationStep = (
  code: BlockCode,
  reader: PieceReader,
  place: StepPlace,
) => Vector

/** The sites of a form: the neighbors of even cells, of odd ones, and the cell's place in them. */
export interface ConfigurationSites {
  readonly offsets: Offsets
  readonly oddOffsets: Offsets | undefined
  readonly center: number
}

/** Prepares the step of a form that has these neighbors. */
export function prepareConfigurationStep(
  { rows, neighbors }: ConfigurationForm,
  sites: ConfigurationSites,
): WriteConfigurationStep {
  const classes = classifyRows(rows)
  if (classes !== undefined) {
    const { bits, classOf } = classes
    const isOfCenter =
      bits.length === 2 &&
      classOf[0] !== classOf[1] &&
      classOf.every((found, own) => found < 0 === own > 1)
    if (isOfCenter && neighbors < MAX_VECTOR_SITES) {
      const table = joinByCenter(bits[classOf[0]!]!, bits[classOf[1]!]!, neighbors, sites.center)
      return prepareBitStep(table, classes, withCenter(sites))
    }
    if (bits.length === 1 && neighbors <= MAX_VECTOR_SITES) {
      return prepareBitStep(bits[0]!, classes, sites)
    }
  }
  return prepareIndexStep(rows, sites)
}

/** One table for dead and live cells, with a bit for the cell itself at its place. */
function joinByCenter(
  dead: Uint8Array,
  live: Uint8Array,
  neighbors: number,
  center: number,
): Uint8Array {
  const bit = neighbors - center
  const low = 2 ** bit - 1
  return Uint8Array.from({ length: 2 ** (neighbors + 1) }, (_, index) => {
    const around = ((index >> 1) & ~low) | (index & low)
    return ((index >> bit) & 1) === 1 ? live[around]! : dead[around]!
  })
}

function withCenter({ offsets, oddOffsets, center }: ConfigurationSites): ConfigurationSites {
  const insert = (sites: Offsets) => Array.from(sites).toSpliced(3 * center, 0, 0, 0, 0)
  return { offsets: insert(offsets), oddOffsets: oddOffsets && insert(oddOffsets), center }
}

/** Looks up one bit by all sites. */
function prepareBitStep(
  table: Uint8Array,
  { whenClear, whenSet }: RowClasses,
  sites: ConfigurationSites,
): WriteConfigurationStep {
  const pieces = preparePieces(sites)
  const reordered = reorderTable(table, pieces.even)
  const last = pieces.even.length - 1
  const bitSites = pieces.even[last]!.cells.length
  const bytes = new Uint8Array(reordered.length >> bitSites)
  for (const [index, bit] of reordered.entries()) {
    bytes[index >> bitSites] = bytes[index >> bitSites]! | (bit << (index % 2 ** bitSites))
  }
  const bitOf = Uint8Array.from({ length: 2 ** PIECE_SITES }, (_, i) => 1 << i)
  return (code, reader, place) => {
    const numbers = readPieces(code, reader, pieces, place)
    const high = joinNumbers(code, numbers.slice(0, last))
    const byte = high === undefined ? code.splat(bytes[0]!) : lookUp(code, high, bytes)
    const test = v128.and(byte, code.pick(bitOf, numbers[last]!.vectors[0]!))
    const isClear = code.keep(i8x16.eq(test, code.splat(0)))
    const own = byteValue(place.own, whenSet.length - 1)
    return chooseOutcome(code, own, isClear, whenClear, whenSet)
  }
}

/** Looks up what to do in the memory, by the number of all neighbors. */
function prepareIndexStep(
  rows: ConfigurationForm['rows'],
  sites: ConfigurationSites,
): WriteConfigurationStep {
  const pieces = preparePieces(sites)
  const writeNext: WriteNextState = prepareNextState(
    rows.map((row) => (typeof row === 'number' ? row : reorderTable(row, pieces.even))),
  )
  return (code, reader, place) => {
    const numbers = readPieces(code, reader, pieces, place)
    return writeNext(code, place.own, joinNumbers(code, numbers)!)
  }
}

interface ParityPieces {
  readonly even: readonly SitePiece[]
  /** Those of odd cells, whose sites have the same places in order; none where all are alike. */
  readonly odd: readonly SitePiece[] | undefined
}

function preparePieces({ offsets, oddOffsets }: ConfigurationSites): ParityPieces {
  return { even: cutIntoPieces(offsets), odd: oddOffsets && cutIntoPieces(oddOffsets) }
}

function readPieces(
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
function joinNumbers(code: BlockCode, numbers: readonly BlockValue[]): BlockValue | undefined {
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
