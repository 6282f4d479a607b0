/**
 * Quotients and remainders of lane values, which WebAssembly has no vector instructions for.
 *
 * Two doubles divide to the quotient of two i32, truncated, without a fault: both are exact, and a
 * quotient that is not whole is farther from the next whole number than a double rounds. The same
 * holds for floats and numbers below 2^22. What doubles do otherwise is x / 0 and MIN / -1.
 */
import { operation } from '../../../forge/wasm/expression.ts'
import { i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { INT32_MIN } from '../../../math/int32.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import { addLanes, multiplyLanes } from './lane-arithmetic.ts'
import { LANES, type LaneCode, type Reg } from './lane-code.ts'
import { createComputed, createConstant, type LaneValue } from './lane-values.ts'
import { widest, widthOf } from './lane-width.ts'

/**
 * Instructions on floating point, which appear nowhere else:
 * https://webassembly.github.io/spec/core/binary/instructions.html#vector-instructions
 */
const floats = {
  /** From i32x4, rounding. */
  convert: operation(['v128'], 'v128', [0xfd, 250]),
  divide: operation(['v128', 'v128'], 'v128', [0xfd, 231]),
  /** To i32x4, toward zero, saturating. */
  truncate: operation(['v128'], 'v128', [0xfd, 248]),
} as const
const doubles = {
  /** The lower two lanes of i32x4. */
  convertLow: operation(['v128'], 'v128', [0xfd, 254]),
  divide: operation(['v128', 'v128'], 'v128', [0xfd, 243]),
  /** To the lower two lanes of i32x4, toward zero, saturating. */
  truncate: operation(['v128'], 'v128', [0xfd, 252]),
} as const

/** Numbers below this in size divide exactly as floats. */
const FLOAT_LIMIT = 2 ** 22

/** x / y, truncated toward zero; 0 where y is 0, and MIN / -1 = MIN. */
export function divideLanes(
  code: LaneCode,
  left: LaneValue,
  right: LaneValue,
  range: NodeRange,
): LaneValue {
  const divisor = right.constant
  if (divisor === 0) return createConstant(code, 0)
  if (divisor === 1) return left
  const shift = powerOf(divisor)
  if (shift !== undefined && left.range.low >= 0) {
    const home = widthOf(left.range)
    if (shift >= home) return createConstant(code, 0)
    const compute = (part: number) => code.shift(LANES[home].shrU, left.at(home, part), shift)
    const shifted = { low: left.range.low >> shift, high: left.range.high >> shift }
    return createComputed(code, { range: shifted, home, inputs: [left], compute })
  }
  if (shift !== undefined) return divideByPower(code, left, shift)
  const isSmall = isBelow(left.range, FLOAT_LIMIT) && isBelow(right.range, FLOAT_LIMIT)
  return createComputed(code, {
    range,
    home: 32,
    inputs: [left, right],
    compute: (part) => {
      const x = left.at(32, part)
      const y = right.at(32, part)
      const quotient = isSmall ? divideFloats(code, x, y) : divideDoubles(code, x, y)
      return mendQuotient(code, left.range, right.range, x, y, quotient)
    },
  })
}

/**
 * A number that may be negative over a power of two. A shift rounds down, so what is negative is
 * made larger by all but one of the divisor first.
 */
function divideByPower(code: LaneCode, left: LaneValue, shift: number): LaneValue {
  // There are no shifts of bytes worth the name.
  const home = widest(widthOf(left.range), 16)
  const { add, shrS, shrU } = LANES[home]
  const towardZero = (value: number) => Math.trunc(value / 2 ** shift) + 0
  const range = { low: towardZero(left.range.low), high: towardZero(left.range.high) }
  if (shift >= home) return createConstant(code, 0)
  const compute = (part: number) => {
    const value = left.at(home, part)
    const sign = code.shift(shrS, value, home - 1)
    const raised = code.binary(add, value, code.shift(shrU, sign, home - shift))
    return code.shift(shrS, raised, shift)
  }
  return createComputed(code, { range, home, inputs: [left], compute })
}

/** x - (x / y) * y. */
export function remainderLanes(
  code: LaneCode,
  left: LaneValue,
  right: LaneValue,
  range: NodeRange,
): LaneValue {
  const divisor = right.constant
  if (divisor === 0) return left
  if (divisor === 1 || divisor === -1) return createConstant(code, 0)
  const shift = powerOf(divisor)
  if (shift !== undefined && left.range.low >= 0) {
    const home = widthOf(left.range)
    if (shift >= home) return left
    const compute = (part: number) =>
      code.binary(v128.and, left.at(home, part), code.splat(home, 2 ** shift - 1))
    const rest = { low: 0, high: Math.min(left.range.high, 2 ** shift - 1) }
    return createComputed(code, { range: rest, home, inputs: [left], compute })
  }
  const size = Math.max(Math.abs(left.range.low), Math.abs(left.range.high))
  const all = { low: INT32_MIN, high: -(INT32_MIN + 1) }
  const smaller = size > all.high ? all : { low: -size, high: size }
  const quotient = divideLanes(code, left, right, smaller)
  const product = multiplyLanes(code, quotient, right, smaller)
  return addLanes(code, 'sub', left, product, range)
}

/** The exponent of a power of two; undefined of other numbers. */
function powerOf(value: number | undefined): number | undefined {
  if (value === undefined || value <= 0) return undefined
  const exponent = 31 - Math.clz32(value)
  return 2 ** exponent === value ? exponent : undefined
}

const isBelow = ({ low, high }: NodeRange, limit: number) => low > -limit && high < limit

function divideFloats(code: LaneCode, x: Reg, y: Reg): Reg {
  const xFloat = code.unary(floats.convert, x)
  const yFloat = code.unary(floats.convert, y)
  return code.unary(floats.truncate, code.binary(floats.divide, xFloat, yFloat))
}

function divideDoubles(code: LaneCode, x: Reg, y: Reg): Reg {
  const divideLow = (a: Reg, b: Reg) => {
    const aDouble = code.unary(doubles.convertLow, a)
    const bDouble = code.unary(doubles.convertLow, b)
    return code.unary(doubles.truncate, code.binary(doubles.divide, aDouble, bDouble))
  }
  const upper = (v: Reg) => code.shuffle(v, v, UPPER_HALVES)
  return code.shuffle(divideLow(x, y), divideLow(upper(x), upper(y)), LOWER_HALVES)
}

/** The upper half of one vector, then that of the other; and the lower halves. */
const UPPER_HALVES = Array.from({ length: 16 }, (_, i) => (i < 8 ? 8 + i : 16 + i))
const LOWER_HALVES = Array.from({ length: 16 }, (_, i) => (i < 8 ? i : 8 + i))

function mendQuotient(
  code: LaneCode,
  left: NodeRange,
  right: NodeRange,
  x: Reg,
  y: Reg,
  quotient: Reg,
): Reg {
  let mended = quotient
  if (right.low <= 0 && right.high >= 0) {
    const isZero = code.binary(i32x4.eq, y, code.zero())
    mended = code.binary(v128.andnot, mended, isZero)
  }
  if (left.low === INT32_MIN && right.low <= -1 && right.high >= -1) {
    const isLeast = code.binary(i32x4.eq, x, code.splat(32, INT32_MIN))
    const isMinusOne = code.binary(i32x4.eq, y, code.splat(32, -1))
    // MAX, to which the conversion saturates, has all the bits that MIN has not.
    mended = code.binary(v128.xor, mended, code.binary(v128.and, isLeast, isMinusOne))
  }
  return mended
}
