/**
 * What is best believed of a function, by values that were seen: where the likelihood of the values times a weak prior is
 * the largest (Rasmussen and Williams 2006, section 5.4.1, with the variance put in as what it is best for the rest). Found by
 * resilient descent: each number goes by a step of its own, in the direction of its slope alone (M. Riedmiller, H. Braun, "A
 * Direct Adaptive Method for Faster Backpropagation Learning", 1993).
 */

import { factorize, invert, solveLower, solveUpper } from '../../math/cholesky.ts'
import { exp } from '../../math/exp.ts'
import { ln } from '../../math/log2.ts'
import { fallAt } from './fall.ts'
import type { Features } from './features.ts'
import type { Beliefs } from './gaussian-process.ts'
import type { Trends } from './trend.ts'

const SQRT5 = Math.sqrt(5)
const STEPS = 25
const FIRST_STEP = 0.3
const [LEAST_STEP, MOST_STEP] = [0.01, 1]

/** What a number is before any value is seen: a logarithm, its spread, and where it has to be. */
interface Prior {
  readonly middle: number
  readonly spread: number
  readonly least: number
  readonly most: number
}

/** Lengths are about the square root of the number of dimensions, within a factor of e^1.2. */
const lengthPriorOf = (dimensions: number): Prior => ({
  ...{ middle: 0.5 * ln(dimensions), spread: 1.2 },
  ...{ least: -4, most: 4 },
})

const NOISE: Prior = { middle: ln(1e-3), spread: 2, least: -14, most: 0 }

/** Before any value trends explain half of what correlations do, or a seventh of that, or seven times as much. */
const TREND: Prior = { middle: ln(0.5), spread: 2, least: -8, most: 6 }

/** Fits beliefs to values of mean 0 and variance 1 at points, which are one after the other, with trends where there are any. */
export function fitBeliefs(
  features: Features,
  points: Float64Array,
  values: Float64Array,
  trends: Trends | undefined,
): Beliefs {
  const dimensions = features.dimensionOf.at(-1)! + 1
  const lengths = Array<Prior>(dimensions).fill(lengthPriorOf(dimensions))
  const priors = [...lengths, NOISE, ...(trends === undefined ? [] : [TREND])]
  const squares = squaresBetween(features, points)
  const given = { priors, dimensions, squares, common: trends?.common, values }
  const theta = Float64Array.from(priors, ({ middle }) => middle)
  const steps = new Float64Array(theta.length).fill(FIRST_STEP)
  const before = new Float64Array(theta.length)
  const best = Float64Array.from(theta)
  let least = Number.POSITIVE_INFINITY
  for (let step = 0; step < STEPS; step++) {
    const found = slopesAt(theta, given)
    if (found === undefined) break
    if (found.loss < least) {
      least = found.loss
      best.set(theta)
    }
    descend(theta, priors, found.slopes, before, steps)
  }
  const lnTrend = best[dimensions + 1] ?? Number.NEGATIVE_INFINITY
  return { lnLengths: best.slice(0, dimensions), lnNoise: best[dimensions]!, lnTrend }
}

/** Of each pair i > j in order, one squared difference a dimension. */
function squaresBetween({ count, dimensionOf }: Features, points: Float64Array): Float64Array {
  const dimensions = dimensionOf.at(-1)! + 1
  const n = points.length / count
  const squares = new Float64Array(((n * (n - 1)) / 2) * dimensions)
  let at = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      for (let c = 0; c < count; c++) {
        const difference = points[i * count + c]! - points[j * count + c]!
        squares[at + dimensionOf[c]!]! += difference * difference
      }
      at += dimensions
    }
  }
  return squares
}

/** What a fit is to. */
interface Given {
  /** Of each number: a length a dimension, noise, and trends where there are any. */
  readonly priors: readonly Prior[]
  readonly dimensions: number
  /** See {@link squaresBetween}. */
  readonly squares: Float64Array
  /** See {@link Trends}. */
  readonly common: Float64Array | undefined
  readonly values: Float64Array
}

interface Slopes {
  /** Minus the logarithm of likelihood and prior, but for constants. */
  readonly loss: number
  readonly slopes: Float64Array
}

/** The loss and its slopes, or undefined where the matrix of correlations is not positive. */
function slopesAt(theta: Float64Array, given: Given): Slopes | undefined {
  const { priors, dimensions, squares, common, values } = given
  const n = values.length
  const noise = exp(theta[dimensions]!)
  const trend = common === undefined ? 0 : exp(theta[dimensions + 1]!)
  const scales = Float64Array.from({ length: dimensions }, (_, d) => exp(-2 * theta[d]!))
  const matrix = new Float64Array(n * n)
  const bends = new Float64Array(n * n)
  correlate(matrix, bends, squares, scales, n, noise)
  if (common !== undefined) for (let at = 0; at < n * n; at++) matrix[at]! += trend * common[at]!
  if (factorize(matrix, n) !== undefined) return undefined
  const alpha = Float64Array.from(values)
  solveLower(matrix, n, alpha)
  const variance = (alpha.reduce((sum, each) => sum + each * each, 0) + 1) / (n + 1)
  solveUpper(matrix, n, alpha)
  const slopes = new Float64Array(theta.length)
  const inverse = invert(matrix, n)
  let loss = 0.5 * n * ln(variance)
  let at = 0
  for (let i = 0; i < n; i++) {
    loss += ln(matrix[i * n + i]!)
    for (let j = 0; j < i; j++) {
      const pull = (alpha[i]! * alpha[j]!) / variance - inverse[i * n + j]!
      const bend = pull * bends[i * n + j]!
      for (let d = 0; d < dimensions; d++) slopes[d]! -= bend * squares[at + d]! * scales[d]!
      at += dimensions
      if (common !== undefined) slopes[dimensions + 1]! -= pull * trend * common[i * n + j]!
    }
    const own = (alpha[i]! * alpha[i]!) / variance - inverse[i * n + i]!
    slopes[dimensions]! -= 0.5 * own * noise
    if (common !== undefined) slopes[dimensions + 1]! -= 0.5 * own * trend * common[i * n + i]!
  }
  for (const [k, { middle, spread }] of priors.entries()) {
    const off = (theta[k]! - middle) / spread
    loss += 0.5 * off * off
    slopes[k]! += off / spread
  }
  return { loss, slopes }
}

/** Fills in correlations, and what each changes by as the logarithm of a length does, over the squared difference. */
function correlate(
  matrix: Float64Array,
  bends: Float64Array,
  squares: Float64Array,
  scales: Float64Array,
  n: number,
  noise: number,
): void {
  const dimensions = scales.length
  let at = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0
      for (let d = 0; d < dimensions; d++) square += squares[at + d]! * scales[d]!
      at += dimensions
      const r = SQRT5 * Math.sqrt(square)
      const fall = fallAt(r)
      matrix[i * n + j] = (1 + r + (r * r) / 3) * fall
      bends[i * n + j] = (5 / 3) * (1 + r) * fall
    }
    matrix[i * n + i] = 1 + noise + 1e-8
  }
}

function descend(
  theta: Float64Array,
  priors: readonly Prior[],
  slopes: Float64Array,
  before: Float64Array,
  steps: Float64Array,
): void {
  for (const [k, { least, most }] of priors.entries()) {
    const agreement = slopes[k]! * before[k]!
    if (agreement > 0) steps[k] = Math.min(MOST_STEP, 1.3 * steps[k]!)
    if (agreement < 0) steps[k] = Math.max(LEAST_STEP, 0.5 * steps[k]!)
    before[k] = slopes[k]!
    const next = theta[k]! - steps[k]! * Math.sign(slopes[k]!)
    theta[k] = Math.min(most, Math.max(least, next))
  }
}
