/**
 * Looks numbers up in tables of bytes, in whichever way takes the fewest instructions.
 *
 * - *chunks*: 16 entries at a time by a swizzle that gives 0 beyond them;
 * - *steps*: where long runs of entries are equal, by comparing with the start of each run;
 * - *differences*: as steps, of what is left when the number itself is taken away;
 * - *memory*: lane by lane.
 */
import { i8x16, i16x8, i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import type { BlockCode, Vector } from './block-code.ts'
import { type BlockValue, lanesOf, toBytes, toPositive } from './block-value.ts'

/** Instructions that one cell costs when its entry is loaded from the memory. */
const LOAD_COST = 4

/** Bytes `table[n]` for the numbers n of a value; the table has an entry for each up to its max. */
export function lookUp(code: BlockCode, value: BlockValue, table: Uint8Array): Vector {
  const entries = table.subarray(0, value.max + 1)
  const differences = entries.map((entry, i) => entry - i)
  const isByte = value.laneBytes === 1
  const ways: readonly { readonly cost: number; readonly write: () => Vector }[] = [
    {
      cost: isByte ? costOfChunks(entries, value.isNegative) : Number.POSITIVE_INFINITY,
      write: () => pickFromChunks(code, value, entries),
    },
    { cost: costOfSteps(entries, value), write: () => compareSteps(code, value, entries) },
    {
      cost: isByte ? 1 + costOfSteps(differences, value) : Number.POSITIVE_INFINITY,
      write: () => {
        const positive = toPositive(code, value)
        const steps = compareSteps(code, positive, differences)
        return differences.every((difference) => difference === 0)
          ? positive.vectors[0]!
          : code.keep(i8x16.add(positive.vectors[0]!, steps))
      },
    },
    { cost: 16 * LOAD_COST, write: () => loadEntries(code, value, entries) },
  ]
  return ways.reduce((best, way) => (way.cost < best.cost ? way : best)).write()
}

const chunksOf = (table: Uint8Array) =>
  Array.from({ length: Math.ceil(table.length / 16) }, (_, i) => 16 * i)
    .map((first) => ({ first, bytes: table.subarray(first, first + 16) }))
    .filter(({ bytes }) => bytes.some((byte) => byte !== 0))

function costOfChunks(table: Uint8Array, isNegative: boolean): number {
  return table.length <= 16 ? (isNegative ? 2 : 1) : 4 * chunksOf(table).length
}

function pickFromChunks(code: BlockCode, value: BlockValue, table: Uint8Array): Vector {
  const [vector] = value.vectors
  const picked = chunksOf(table).map(({ first, bytes }) => {
    // Negatives run from the chunk's last place to its first, so its bytes are turned round.
    const index = value.isNegative
      ? i8x16.add(vector!, code.splat(first + 15))
      : first === 0
        ? vector!
        : i8x16.sub(vector!, code.splat(first))
    const places = value.isNegative
      ? Array.from({ length: 16 }, (_, i) => bytes[15 - i] ?? 0)
      : bytes
    return code.keep(table.length <= 16 ? code.pick(places, index) : code.pickOrZero(places, index))
  })
  return picked.length === 0
    ? code.splat(0)
    : picked.reduce((all, some) => code.keep(v128.or(all, some)))
}

/** Where entries change: from which number on, and by which bits. */
function stepsOf(table: Uint8Array): { readonly from: number; readonly change: number }[] {
  const steps: { from: number; change: number }[] = []
  for (let i = 1; i < table.length; i++) {
    const change = table[i]! ^ table[i - 1]!
    if (change !== 0) steps.push({ from: i, change })
  }
  return steps
}

function costOfSteps(table: Uint8Array, { laneBytes, isNegative }: BlockValue): number {
  const steps = stepsOf(table).length
  return steps === 0 ? 0 : laneBytes * (4 * steps + (isNegative ? 1 : 0)) + laneBytes - 1
}

function compareSteps(code: BlockCode, value: BlockValue, table: Uint8Array): Vector {
  const first = code.splat(table[0] ?? 0)
  const steps = stepsOf(table)
  if (steps.length === 0) return first
  const positive = toPositive(code, value)
  const { laneBytes } = positive
  const start = code.splat(table[0] ?? 0, laneBytes)
  const vectors = positive.vectors.map((vector) =>
    steps.reduce<Vector>((entries, { from, change }) => {
      const isBeyond = lanesOf[laneBytes].geU(vector, code.splat(from, laneBytes))
      return code.keep(v128.xor(entries, v128.and(isBeyond, code.splat(change, laneBytes))))
    }, start),
  )
  return toBytes(code, { laneBytes, vectors, isNegative: false, max: 255 })
}

function loadEntries(code: BlockCode, value: BlockValue, table: Uint8Array): Vector {
  const { laneBytes, vectors } = toPositive(code, value)
  const address = code.data.place(table)
  const extract = {
    1: i8x16.extractLaneU,
    2: i16x8.extractLaneU,
    4: i32x4.extractLane,
  }[laneBytes]
  const lanes = 16 / laneBytes
  /** Entries of the cells from one to another in the same lanes of a vector. */
  const loadCells = (from: number, to: number) => {
    let entries: Vector = code.splat(0)
    for (let cell = from; cell < to; cell++) {
      const index = extract(cell % lanes, vectors[Math.floor(cell / lanes)]!)
      entries = code.keep(v128.load8Lane(cell, index, entries, address))
    }
    return entries
  }
  // In two halves, since every load waits for the one before.
  return code.keep(v128.or(loadCells(0, 8), loadCells(8, 16)))
}

/** The numbers times a factor, in lanes that hold the product. */
export function multiply(code: BlockCode, value: BlockValue, factor: number): BlockValue {
  const positive = toPositive(code, value)
  if (factor === 1) return positive
  const { laneBytes } = positive
  if (laneBytes === 1) throw new Error('bytes are not multiplied')
  const { mul } = laneBytes === 2 ? i16x8 : i32x4
  const by = code.splat(factor, laneBytes)
  return {
    ...positive,
    vectors: positive.vectors.map((vector) => code.keep(mul(vector, by))),
    max: positive.max * factor,
  }
}
