/**
 * Angles modulo a quarter turn, with more digits than a double has: what is left of an angle near a multiple of pi / 2
 * would otherwise be nothing but rounding.
 *
 * Up to a million quarter turns are taken off in three parts of 33 bits, as fdlibm does (Sun Microsystems 1993,
 * `e_rem_pio2.c`); from larger angles in whole numbers.
 */

/** An angle from -pi / 4 to pi / 4 as the sum of two doubles, and how many quarter turns were taken off, modulo 4. */
export interface ReducedAngle {
  readonly quarter: number
  readonly high: number
  readonly low: number
}

/** pi / 2 in three parts of 33 bits, and what is left after the second and the third. */
const QUARTER_1 = 1.5707963267341256
const QUARTER_2 = 6.077100506303966e-11
const QUARTER_2_REST = 2.0222662487959506e-21
const QUARTER_3 = 2.0222662487111665e-21
const QUARTER_3_REST = 8.4784276603689e-32
const PER_QUARTER = 0.6366197723675814

/** Up to here a part times the number of quarter turns is exact. */
const MAX_IN_PARTS = 1e6

/** Takes whole quarter turns off a finite angle, in radians. */
export function reduceAngle(angle: number): ReducedAngle {
  if (!(angle >= -MAX_IN_PARTS && angle <= MAX_IN_PARTS)) return reduceExactly(angle)
  const turns = Math.floor(angle * PER_QUARTER + 0.5)
  const first = angle - turns * QUARTER_1
  const second = first - turns * QUARTER_2
  const lost = turns * QUARTER_2_REST - (first - second - turns * QUARTER_2)
  if (second > LEAST || second < -LEAST) return split(turns & 3, second, lost)
  const third = second - turns * QUARTER_3
  return split(turns & 3, third, turns * QUARTER_3_REST - (second - third - turns * QUARTER_3))
}

/** What is left after two parts is off by less than 1e-30: with more than this it is as good as after three. */
const LEAST = 1e-3

function split(quarter: number, value: number, lost: number): ReducedAngle {
  const high = value - lost
  return { quarter, high, low: value - high - lost }
}

/** Binary places of pi / 2: as many as the largest double has digits before them, and 176 more. */
const PLACES = 1200n
let exactQuarter: bigint | undefined

function reduceExactly(angle: number): ReducedAngle {
  if (!Number.isFinite(angle)) return { quarter: 0, high: Number.NaN, low: 0 }
  exactQuarter ??= 2n * (4n * arcTangentOfInverse(5n) - arcTangentOfInverse(239n))
  // A double above a million has at most 33 binary places, and from 2^53 on none.
  const isWhole = Number.isInteger(angle)
  const exact = isWhole ? BigInt(angle) << PLACES : BigInt(angle * 2 ** 33) << (PLACES - 33n)
  const twice = 2n * exact + exactQuarter
  const turns = twice / (2n * exactQuarter) - (twice < 0n ? 1n : 0n)
  const rest = exact - turns * exactQuarter
  const high = Number(rest >> (PLACES - 160n))
  const low = Number((rest >> (PLACES - 160n)) - BigInt(high))
  return { quarter: Number(turns & 3n), high: high * 2 ** -160, low: low * 2 ** -160 }
}

/** The arc tangent of 1 / n, by its series; with J. Machin's formula it gives pi. */
function arcTangentOfInverse(n: bigint): bigint {
  let [sum, power] = [0n, (1n << PLACES) / n]
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k
    power /= -n * n
  }
  return sum
}
