/**
 * Real numbers with many binary places, worked out in whole numbers by the series of a textbook: what functions of
 * doubles are compared with.
 */

/** Binary places of a number here. */
const BITS = 700n
export const ONE = 1n << BITS

/** The exact value of a double whose last place is not below the last place here. */
export function toExact(value: number): bigint {
  let [scaled, places] = [value, 0n]
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    places++
  }
  return (BigInt(scaled) << BITS) >> places
}

/** A double near an exact value, off by less than 2^-60 of it before it is rounded. */
export function toDouble(value: bigint): number {
  const size = value < 0n ? -value : value
  const surplus = Math.max(0, size.toString(2).length - 64)
  const mantissa = Number(size >> BigInt(surplus)) * (value < 0n ? -1 : 1)
  const exponent = surplus - Number(BITS)
  // In two steps: the power alone may be too small for a double.
  return mantissa * 2 ** Math.ceil(exponent / 2) * 2 ** Math.floor(exponent / 2)
}

export const times = (a: bigint, b: bigint) => (a * b) >> BITS
export const over = (a: bigint, b: bigint) => (a << BITS) / b

/** The sum of a series, from its first term and what makes the next one of a term and its number from 1, until terms are 0. */
function sumSeries(first: bigint, next: (term: bigint, n: bigint) => bigint): bigint {
  let [sum, term] = [0n, first]
  for (let n = 1n; term > 1n || term < -1n; n++) {
    sum += term
    term = next(term, n)
  }
  return sum
}

/** e to the power of an exact number, by squaring e to its 2^20th part. */
export function exactExp(value: bigint): bigint {
  const part = value >> 20n
  let power = sumSeries(ONE, (term, n) => times(term, part) / n)
  for (let i = 0; i < 20; i++) power = times(power, power)
  return power
}

/** The natural logarithm of a positive exact number, by Newton's method on the exponential. */
export function exactLn(value: bigint): bigint {
  const exponent = BigInt(value.toString(2).length - 1) - BITS
  const mantissa = exponent >= 0n ? value >> exponent : value << -exponent
  return lnNearOne(mantissa) + exponent * LN2
}

/** Of a number from 1 to 2: twice the inverse hyperbolic tangent of (x - 1) / (x + 1). */
function lnNearOne(value: bigint): bigint {
  const ratio = over(value - ONE, value + ONE)
  const square = times(ratio, ratio)
  let [sum, power] = [0n, 2n * ratio]
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n
    power = times(power, square)
  }
  return sum
}

const LN2 = lnNearOne(2n * ONE)

/** The arc tangent of 1 / n. */
function arcTangentOfInverse(n: bigint): bigint {
  let [sum, power, sign] = [0n, ONE / n, 1n]
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += (sign * power) / k
    power /= n * n
    sign = -sign
  }
  return sum
}

/** By J. Machin's formula. */
export const EXACT_PI = 4n * (4n * arcTangentOfInverse(5n) - arcTangentOfInverse(239n))

/** The sine, for arguments whose size is small beside 2^600. */
export function exactSin(value: bigint): bigint {
  const angle = value % (2n * EXACT_PI)
  const square = times(angle, angle)
  return sumSeries(angle, (term, n) => -times(term, square) / (2n * n * (2n * n + 1n)))
}

/** The mass of a standard normal below a score within 12 of 0. */
export function exactNormalCdf(score: bigint): bigint {
  const square = times(score, score)
  // x^(2n+1) / (2^n n!), and its share 1 / (2n + 1) in the series of the integral.
  let [sum, term] = [0n, score]
  for (let n = 0n; term !== 0n; n++) {
    sum += term / (2n * n + 1n)
    term = -times(term, square) / (2n * (n + 1n))
    if (term === -1n) break
  }
  return ONE / 2n + over(sum, exactRoot(2n * EXACT_PI))
}

/** The square root of an exact number, by Newton's method. */
export function exactRoot(value: bigint): bigint {
  let root = value > ONE ? value : ONE
  for (;;) {
    const next = (root + over(value, root)) / 2n
    if (next >= root) return root
    root = next
  }
}
