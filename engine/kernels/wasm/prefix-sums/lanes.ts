/** Sixteen cells' numbers in one, two or four vectors, by the bits that each of them takes. */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i8x16, i16x8, i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import type { LaneBits } from './sum-shape.ts'

/** Cells that are worked on at once. */
export const CHUNK_CELLS = 16

/** The vector instructions by the bits of their lanes. */
export const LANES = { 8: i8x16, 16: i16x8, 32: i32x4 } as const

type Vector = Local<'v128'>

/** The next number of cells or bytes that is whole chunks. */
export function wholeChunks(count: number): number {
  return Math.ceil(count / CHUNK_CELLS) * CHUNK_CELLS
}

/** Loads a chunk's numbers. */
export function loadNumbers(
  f: FunctionBuilder,
  address: Local<'i32'>,
  bits: LaneBits,
): readonly Vector[] {
  return Array.from({ length: bits / 8 }, (_, part) => f.keep(v128.load(address, 16 * part)))
}

/** Stores a chunk's numbers. */
export function storeNumbers(
  f: FunctionBuilder,
  address: Local<'i32'>,
  numbers: readonly Vector[],
): void {
  for (const [part, vector] of numbers.entries()) f.do(v128.store(address, vector, 16 * part))
}

/** Adds numbers to wider ones, or to ones as wide. */
export function addNumbers(
  f: FunctionBuilder,
  sums: readonly Vector[],
  sumBits: LaneBits,
  numbers: readonly Vector[],
  numberBits: LaneBits,
  isSigned: boolean,
): void {
  const widened = widen(f, numbers, numberBits, sumBits, isSigned)
  for (const [part, sum] of sums.entries()) f.set(sum, LANES[sumBits].add(sum, widened[part]!))
}

/** Gives numbers more bits. */
export function widen(
  f: FunctionBuilder,
  numbers: readonly Vector[],
  from: LaneBits,
  to: LaneBits,
  isSigned: boolean,
): readonly Expression<'v128'>[] {
  if (from === to) return numbers
  const wider = from === 8 ? 16 : 32
  const halves = numbers.flatMap((vector) => {
    if (from === 8) {
      return isSigned
        ? [i16x8.extendLowI8x16S(vector), i16x8.extendHighI8x16S(vector)]
        : [i16x8.extendLowI8x16U(vector), i16x8.extendHighI8x16U(vector)]
    }
    return isSigned
      ? [i32x4.extendLowI16x8S(vector), i32x4.extendHighI16x8S(vector)]
      : [i32x4.extendLowI16x8U(vector), i32x4.extendHighI16x8U(vector)]
  })
  if (wider === to) return halves
  const kept = halves.map((half) => f.keep(half))
  return widen(f, kept, wider, to, isSigned)
}

/** Masks of whole lanes, all ones or all zeros, as one mask of bytes. */
export function narrowMask(
  masks: readonly Expression<'v128'>[],
  bits: LaneBits,
): Expression<'v128'> {
  const [a, b, c, d] = masks
  if (bits === 8) return a!
  if (bits === 16) return i8x16.narrowI16x8S(a!, b!)
  return i8x16.narrowI16x8S(i16x8.narrowI32x4S(a!, b!), i16x8.narrowI32x4S(c!, d!))
}
