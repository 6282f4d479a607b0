/**
 * Numbers of the 16 cells of a block, in lanes just wide enough to hold them.
 *
 * Where live cells are told by comparing, a lane is all ones, which is -1: sums of such masks are
 * kept negative, and what looks them up turns them round for nothing.
 */
import { i8x16, i16x8, i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import type { BlockCode, Vector } from './block-code.ts'

export type LaneBytes = 1 | 2 | 4

export interface BlockValue {
  readonly laneBytes: LaneBytes
  /** As many as a lane has bytes, the first cells' first. Cheap to use again. */
  readonly vectors: readonly Vector[]
  /** The lanes hold the numbers' negatives. */
  readonly isNegative: boolean
  /** The largest number, which a lane can hold; the smallest is 0. */
  readonly max: number
}

/** The arithmetic of lanes of each width. */
export const lanesOf = { 1: i8x16, 2: i16x8, 4: i32x4 } as const

/** The narrowest lanes that hold numbers up to `max`. */
export function laneBytesFor(max: number): LaneBytes {
  return max < 2 ** 8 ? 1 : max < 2 ** 16 ? 2 : 4
}

/** Numbers in bytes. */
export function byteValue(vector: Vector, max: number, isNegative = false): BlockValue {
  return { laneBytes: 1, vectors: [vector], isNegative, max }
}

/** Does the same to every vector of a value, and keeps the outcome. */
export function mapVectors(
  code: BlockCode,
  value: BlockValue,
  change: (vector: Vector, index: number) => Vector,
): BlockValue {
  return { ...value, vectors: value.vectors.map((vector, i) => code.keep(change(vector, i))) }
}

/** The same numbers, not negative. */
export function toPositive(code: BlockCode, value: BlockValue): BlockValue {
  if (!value.isNegative) return value
  const { neg } = lanesOf[value.laneBytes]
  return { ...mapVectors(code, value, (vector) => neg(vector)), isNegative: false }
}

/** The same numbers in lanes at least so wide. */
export function widen(code: BlockCode, value: BlockValue, laneBytes: LaneBytes): BlockValue {
  if (value.laneBytes >= laneBytes) return value
  const { vectors, max } = toPositive(code, value)
  const wider = vectors.flatMap((vector) =>
    value.laneBytes === 1
      ? [i16x8.extendLowI8x16U(vector), i16x8.extendHighI8x16U(vector)]
      : [i32x4.extendLowI16x8U(vector), i32x4.extendHighI16x8U(vector)],
  )
  const twice: BlockValue = {
    laneBytes: value.laneBytes === 1 ? 2 : 4,
    vectors: wider.map((vector) => code.keep(vector)),
    isNegative: false,
    max,
  }
  return widen(code, twice, laneBytes)
}

/** The sum of at least one value. */
export function addValues(code: BlockCode, values: readonly BlockValue[]): BlockValue {
  const [first, ...others] = values
  if (first === undefined) throw new Error('there is nothing to add')
  return others.reduce((sum, value) => addTwo(code, sum, value), first)
}

function addTwo(code: BlockCode, a: BlockValue, b: BlockValue): BlockValue {
  const max = a.max + b.max
  const laneBytes = widest(laneBytesFor(max), widest(a.laneBytes, b.laneBytes))
  const [left, right] = [widen(code, a, laneBytes), widen(code, b, laneBytes)]
  const isMixed = left.isNegative !== right.isNegative
  const [base, other] = isMixed && left.isNegative ? [right, left] : [left, right]
  const combine = isMixed ? lanesOf[laneBytes].sub : lanesOf[laneBytes].add
  const sum = mapVectors(code, base, (vector, i) => combine(vector, other.vectors[i]!))
  return { ...sum, max }
}

const widest = (a: LaneBytes, b: LaneBytes) => (a > b ? a : b)

/** The numbers of one value where the mask, a byte a cell, is all ones, and else of the other. */
export function selectValue(
  code: BlockCode,
  mask: Vector,
  ones: BlockValue,
  zeros: BlockValue,
): BlockValue {
  let masks: readonly Vector[] = [mask]
  if (zeros.laneBytes > 1) {
    masks = masks.flatMap((m) => [i16x8.extendLowI8x16S(m), i16x8.extendHighI8x16S(m)])
  }
  if (zeros.laneBytes > 2) {
    masks = masks.flatMap((m) => [i32x4.extendLowI16x8S(m), i32x4.extendHighI16x8S(m)])
  }
  return mapVectors(code, zeros, (vector, i) => v128.bitselect(ones.vectors[i]!, vector, masks[i]!))
}

/** Bytes of the numbers, which must be below 256. */
export function toBytes(code: BlockCode, value: BlockValue): Vector {
  const { laneBytes, vectors } = toPositive(code, value)
  if (laneBytes === 1) return vectors[0]!
  const halves =
    laneBytes === 2
      ? vectors
      : [0, 2].map((i) => code.keep(i16x8.narrowI32x4U(vectors[i]!, vectors[i + 1]!)))
  return code.keep(i8x16.narrowI16x8U(halves[0]!, halves[1]!))
}

/**
 * The numbers of the cells so many places to the right (left where negative), from those of
 * neighboring blocks in order; `blocks[center]` is the block itself.
 */
export function shiftCells(
  code: BlockCode,
  blocks: readonly BlockValue[],
  center: number,
  cells: number,
): BlockValue {
  const block = blocks[center]!
  if (cells === 0) return block
  const bytes = cells * block.laneBytes
  const [whole, rest] = [Math.floor(bytes / 16), ((bytes % 16) + 16) % 16]
  const vectors = blocks.flatMap((value) => value.vectors)
  const lanes = Array.from({ length: 16 }, (_, i) => i + rest)
  return mapVectors(code, block, (_, i) => {
    const at = center * block.laneBytes + i + whole
    if (rest === 0) return vectors[at]!
    return i8x16.shuffle(vectors[at]!, vectors[at + 1]!, lanes)
  })
}
