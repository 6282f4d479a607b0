/**
 * Code that counts the set bits of many vectors.
 *
 * A tree of full adders turns the bits of eight vectors at one place into a sum of four bits, so that
 * the slow counting of bits within bytes is left for one vector in eight. What is below eight stays in
 * the tree until the end.
 *
 * The method of R. Harley and D. Seal, as in H. S. Warren, "Hacker's Delight", 2nd ed. (2012), section 5-1.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i64 } from '../../../forge/wasm/integers.ts'
import { i8x16, i16x8, i32x4, i64x2, v128 } from '../../../forge/wasm/vectors.ts'

type Vector = Expression<'v128'>

/** So many vectors make up a group, of which one vector is left to be counted. */
export const GROUP_VECTORS = 8

/** A byte counts the bits of so many groups before it overflows. */
export const FLUSHED_GROUPS = 31

/** Counts of one function, in its locals; they start at 0. */
export interface BitCount {
  /** Bits of weight 1, 2 and 4, at each place. */
  readonly low: readonly Local<'v128'>[]
  /** Eights, byte by byte; `flush` empties them. */
  readonly bytes: Local<'v128'>
  /** Eights, in four lanes. */
  readonly eights: Local<'v128'>
}

/** Begins a count of nothing in new locals. */
export function startCount(f: FunctionBuilder): BitCount {
  const zero = () => f.local('v128', i32x4.const(0))
  return { low: [zero(), zero(), zero()], bytes: zero(), eights: zero() }
}

/** Adds the bits of a group, of 1 to `GROUP_VECTORS` vectors. */
export function addGroup(
  f: FunctionBuilder,
  { low, bytes }: BitCount,
  vectors: readonly Vector[],
): void {
  // Depth first, so that few carries wait in registers.
  const carryOf = (power: number, some: readonly Vector[]): Local<'v128'> => {
    if (power < 0) return f.keep(some[0]!)
    const half = 2 ** power
    const bits = carryOf(power - 1, some.slice(0, half))
    if (some.length <= half) return addOne(f, low[power]!, bits)
    return addTwo(f, low[power]!, bits, carryOf(power - 1, some.slice(half)))
  }
  const eights = carryOf(low.length - 1, vectors)
  f.set(bytes, i8x16.add(bytes, i8x16.popcnt(eights)))
}

/** Adds to one bit at each place, and gives the carry: a half adder. */
function addOne(f: FunctionBuilder, sum: Local<'v128'>, bits: Local<'v128'>): Local<'v128'> {
  const carry = f.keep(v128.and(sum, bits))
  f.set(sum, v128.xor(sum, bits))
  return carry
}

/** The same for two: a full adder. */
function addTwo(
  f: FunctionBuilder,
  sum: Local<'v128'>,
  bits: Local<'v128'>,
  more: Local<'v128'>,
): Local<'v128'> {
  const either = f.keep(v128.xor(bits, more))
  const carry = f.keep(v128.or(v128.and(bits, more), v128.and(sum, either)))
  f.set(sum, v128.xor(sum, either))
  return carry
}

/** Moves what the bytes hold on, which has to be done every `FLUSHED_GROUPS` groups. */
export function flush(f: FunctionBuilder, { bytes, eights }: BitCount): void {
  f.set(eights, i32x4.add(eights, sumOfFours(bytes)))
  f.set(bytes, i32x4.const(0))
}

/** All bits that were added: a count of fewer than 2^35. */
export function finishCount(f: FunctionBuilder, count: BitCount): Expression<'i64'> {
  flush(f, count)
  const { low, eights } = count
  const halves = i64x2.add(i64x2.extendLowI32x4U(eights), i64x2.extendHighI32x4U(eights))
  const total = f.local('v128', i64x2.shl(halves, 3))
  for (const [power, bits] of low.entries()) {
    const ones = f.keep(sumOfFours(i8x16.popcnt(bits)))
    const pairs = i64x2.add(i64x2.extendLowI32x4U(ones), i64x2.extendHighI32x4U(ones))
    f.set(total, i64x2.add(total, i64x2.shl(pairs, power)))
  }
  return i64.add(i64x2.extractLane(0, total), i64x2.extractLane(1, total))
}

/** Sixteen bytes as four sums. */
const sumOfFours = (bytes: Local<'v128'> | Vector): Vector =>
  i32x4.extaddPairwiseI16x8U(i16x8.extaddPairwiseI8x16U(bytes))
