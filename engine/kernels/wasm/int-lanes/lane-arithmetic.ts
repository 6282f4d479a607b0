/**
 * Sums, products and extremes of lane values, in the narrowest lanes that do.
 *
 * Sums and products hold modulo any width, so they take the width of what goes in and comes out;
 * extremes need both sides in one width and of one sign.
 */
import { i16x8, i32x4 } from '../../../forge/wasm/vectors.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import { LANES, type LaneCode } from './lane-code.ts'
import { createComputed, createConstant, type LaneValue } from './lane-values.ts'
import { isSigned, rangeBetween, unionOf, type Width, widest, widthOf } from './lane-width.ts'

/**
 * The sum or difference of two values.
 *
 * @param known where it lies, if that is more than the ranges of the two say.
 */
export function addLanes(
  code: LaneCode,
  operator: 'add' | 'sub',
  left: LaneValue,
  right: LaneValue,
  known?: NodeRange,
): LaneValue {
  const [a, b] = [left.range, right.range]
  const range =
    known ??
    (operator === 'add'
      ? rangeBetween(a.low + b.low, a.high + b.high)
      : rangeBetween(a.low - b.high, a.high - b.low))
  const home = widest(widthOf(left.range), widthOf(right.range), widthOf(range))
  const build = LANES[home][operator]
  return createComputed(code, {
    range,
    home,
    inputs: [left, right],
    compute: (part) => code.binary(build, left.at(home, part), right.at(home, part)),
  })
}

/**
 * The product of two values.
 *
 * @param known where it lies, if that is more than the ranges of the two say.
 */
export function multiplyLanes(
  code: LaneCode,
  left: LaneValue,
  right: LaneValue,
  known?: NodeRange,
): LaneValue {
  if (left.constant !== undefined) {
    if (right.constant === undefined) return multiplyLanes(code, right, left, known)
    return createConstant(code, Math.imul(left.constant, right.constant))
  }
  const range = known ?? rangeOfProduct(left.range, right.range)
  const factor = right.constant
  const wide = widest(widthOf(left.range), widthOf(right.range), widthOf(range))
  if (factor === 0) return createConstant(code, 0)
  if (factor === 1) return left
  if (factor === -1) {
    const compute = (part: number) => code.unary(LANES[wide].neg, left.at(wide, part))
    return createComputed(code, { range, home: wide, inputs: [left], compute })
  }
  const shift = factor === undefined || factor < 0 ? -1 : Math.log2(factor)
  if (Number.isInteger(shift) && shift > 0) {
    const compute = (part: number) => code.shift(LANES[wide].shl, left.at(wide, part), shift)
    return createComputed(code, { range, home: wide, inputs: [left], compute })
  }
  const home: Width = wide === 8 ? 16 : wide
  const build = home === 16 ? i16x8.mul : i32x4.mul
  return createComputed(code, {
    range,
    home,
    inputs: [left, right],
    compute: (part) => code.binary(build, left.at(home, part), right.at(home, part)),
  })
}

function rangeOfProduct(a: NodeRange, b: NodeRange): NodeRange {
  const ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
  return rangeBetween(Math.min(...ends), Math.max(...ends))
}

/** The smaller or the larger of two values. */
export function pickExtreme(
  code: LaneCode,
  operator: 'min' | 'max',
  left: LaneValue,
  right: LaneValue,
): LaneValue {
  const [lower, upper] = left.range.low < right.range.low ? [left, right] : [right, left]
  // Where the ranges do not overlap, one of the two always is the smaller.
  if (lower.range.high <= upper.range.low) return operator === 'min' ? lower : upper
  const pick = Math[operator]
  const range = {
    low: pick(left.range.low, right.range.low),
    high: pick(left.range.high, right.range.high),
  }
  const both = unionOf(left.range, right.range)
  const home = widthOf(both)
  const lanes = LANES[home]
  const signed = operator === 'min' ? lanes.minS : lanes.maxS
  const unsigned = operator === 'min' ? lanes.minU : lanes.maxU
  const build = isSigned(both) ? signed : unsigned
  return createComputed(code, {
    range,
    home,
    inputs: [left, right],
    compute: (part) => code.binary(build, left.at(home, part), right.at(home, part)),
  })
}
