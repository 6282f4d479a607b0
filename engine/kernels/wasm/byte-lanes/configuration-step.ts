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
import { byteValue } from './block-value.ts'
import type { Offsets } from './column-plan.ts'
import { chooseOutcome, prepareNextState, type WriteNextState } from './next-state.ts'
import {
  joinNumbers,
  type ParityPieces,
  type PieceReader,
  readPieces,
  type StepPlace,
} from './piece-reader.ts'
import { classifyRows, type RowClasses } from './row-classes.ts'
import { cutIntoPieces, PIECE_SITES, reorderTable, sortPieces } from './site-pieces.ts'
import { lookUp } from './table-lookup.ts'

/** The most sites whose table is held in vectors: 2^10 bits. */
const MAX_VECTOR_SITES = 10

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
  const { even, odd } = preparePieces(sites)
  const pieces = { even: sortPieces(even), odd: odd && sortPieces(odd) }
  const reordered = reorderTable(table, pieces.even)
  const last = pieces.even.length - 1
  const bitSites = pieces.even[last]!.cells.length
  const bytes = new Uint8Array(reordered.length >> bitSites)
  for (const [index, bit] of reordered.entries()) {
    bytes[index >> bitSites] = bytes[index >> bitSites]! | (bit << (index % 2 ** bitSites))
  }
  const isPlain = whenSet.every((next) => next === 1) && whenClear.every((next) => next === 0)
  const bitOf = Uint8Array.from({ length: 2 ** PIECE_SITES }, (_, i) => 1 << i)
  return (code, reader, place) => {
    const numbers = readPieces(code, reader, pieces, place)
    const high = joinNumbers(code, numbers.slice(0, last))
    const byte = high === undefined ? code.splat(bytes[0]!) : lookUp(code, high, bytes)
    const test = v128.and(byte, code.pick(bitOf, numbers[last]!.vectors[0]!))
    // Two states: the bit is the next state.
    if (isPlain) return i8x16.minU(test, code.splat(1))
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
  const writeNext: WriteNextState = prepareNextState(rows)
  return (code, reader, place) => {
    const numbers = readPieces(code, reader, pieces, place)
    return writeNext(code, place.own, joinNumbers(code, numbers)!)
  }
}

function preparePieces({ offsets, oddOffsets }: ConfigurationSites): ParityPieces {
  return { even: cutIntoPieces(offsets), odd: oddOffsets && cutIntoPieces(oddOffsets) }
}
