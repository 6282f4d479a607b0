/**
 * The inner function of Kolmogorov's superposition theorem: one for all functions of so many inputs, and never learned.
 *
 * It is Köppen's (ICANN 2002) in the form of Braun and Griebel (Constructive Approximation 30, 2009), who prove it
 * monotone and continuous: with d = sum of i_r / g^r up to k digits, psi_1(d) = d, and
 * psi_k(d) = psi_{k-1}(d - i_k / g^k) + i_k / g^b(k) where i_k < g - 1, else (psi_k(d - 1 / g^k) + psi_{k-1}(d + 1 / g^k)) / 2,
 * with b(k) = (n^k - 1) / (n - 1). It rises in steps of any size, so for n = 1 alone it is smooth: there it is the identity.
 */

/** The base of the digits; at least 2n + 2, so n is at most 4. */
export const INNER_BASE = 10
/** Digits that are told apart; between two numbers of so many the function is a line. */
export const INNER_DIGITS = 4
/** `INNER_BASE` to the power of `INNER_DIGITS`. */
const CELLS = 10_000

/** How far apart the shifted sums stand. */
export const INNER_SHIFT = 1 / (INNER_BASE * (INNER_BASE - 1))

/** One over the base, so many times. */
function shrink(times: number): number {
  let size = 1
  for (let i = 0; i < times; i++) size /= INNER_BASE
  return size
}

/** b(k) = 1 + n + ... + n^(k-1). */
function exponentOf(inputs: number, k: number): number {
  let sum = 0
  for (let i = 0, power = 1; i < k; i++, power *= inputs) sum += power
  return sum
}

/** psi_k of d / base^k for a whole number d. */
function innerAt(inputs: number, d: number, k: number): number {
  if (k === 1) return d / INNER_BASE
  const digit = d % INNER_BASE
  const before = Math.floor(d / INNER_BASE)
  if (digit < INNER_BASE - 1) {
    return innerAt(inputs, before, k - 1) + digit * shrink(exponentOf(inputs, k))
  }
  return (innerAt(inputs, d - 1, k) + innerAt(inputs, before + 1, k - 1)) / 2
}

/** The sum over inputs, and its inner function; `most` is the largest number that it gives. */
export interface InnerSum {
  /** What each inner function is multiplied by. */
  readonly weights: readonly number[]
  readonly most: number
  psi(x: number): number
}

/** The function for `inputs` inputs (1 to 4) from 0 to 1, shifted up to 2 `inputs` times. */
export function createInnerSum(inputs: number): InnerSum {
  const cells = Math.ceil((1 + 2 * inputs * INNER_SHIFT) * CELLS) + 2
  const table = Float64Array.from({ length: cells }, (_, d) => innerAt(inputs, d, INNER_DIGITS))
  const psi = (x: number) => {
    const place = x * CELLS
    const cell = Math.min(cells - 2, Math.max(0, Math.floor(place)))
    return table[cell]! + (place - cell) * (table[cell + 1]! - table[cell]!)
  }
  const weights = Array.from({ length: inputs }, (_, p) => weightOf(inputs, p))
  const most = weights.reduce((sum, weight) => sum + weight, 0) * table[cells - 1]!
  return { weights, most, psi }
}

/** The weight of the input with number `p`: 1, and after it the sum over r of base^(-p b(r)). */
function weightOf(inputs: number, p: number): number {
  if (p === 0) return 1
  let sum = 0
  for (let r = 1; r <= INNER_DIGITS; r++) sum += shrink(p * exponentOf(inputs, r))
  return sum
}
