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

const SQRT5 = Math.sqrt(5)
const STEPS = 25
const FIRST_STEP = 0.3
const [LEAST_STEP, MOST_STEP] = [0.01, 1]

/** Before any value lengths are about the square root of the number of dimensions, within a factor of e^1.2. */
const LENGTH_SPREAD = 1.2
const LN_NOISE = ln(1e-3)
const NOISE_SPREAD = 2
const [LEAST_LENGTH, MOST_LENGTH] = [-4, 4]
const LEAST_NOISE = -14

/** Fits beliefs to values of mean 0 and variance 1 at points, which are one after the other. */
export function fitBeliefs(
  features: Features,
  points: Float64Array,
  values: Float64Array,
): Beliefs {
  const dimensions = features.dimensionOf.at(-1)! + 1
  const squares = squaresBetween(features, points)
  const expected = 0.5 * ln(dimensions)
  const theta = new Float64Array(dimensions + 1).fill(expected)
  theta[dimensions] = LN_NOISE
  const steps = new Float64Array(dimensions + 1).fill(FIRST_STEP)
  const before = new Float64Array(dimensions + 1)
  const best = Float64Array.from(theta)
  let least = Number.POSITIVE_INFINITY
  for (let step = 0; step < STEPS; step++) {
    const found = slopesAt(theta, squares, values, expected)
    if (found === undefined) break
    if (found.loss < least) {
      least = found.loss
      best.set(theta)
    }
    descend(theta, found.slopes, before, steps)
  }
  return { lnLengths: best.slice(0, dimensions), lnNoise: best[dimensions]! }
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

interface Slopes {
  /** Minus the logarithm of likelihood and prior, but for constants. */
  readonly loss: number
  readonly slopes: Float64Array
}

/** The loss and its slopes, or undefined where the matrix of correlations is not positive. */
function slopesAt(
  theta: Float64Array,
  squares: Float64Array,
  values: Float64Array,
  expected: number,
): Slopes | undefined {
  const n = values.length
  const dimensions = theta.length - 1
  const noise = exp(theta[dimensions]!)
  const scales = Float64Array.from({ length: dimensions }, (_, d) => exp(-2 * theta[d]!))
  const matrix = new Float64Array(n * n)
  const bends = new Float64Array(n * n)
  correlate(matrix, bends, squares, scales, n, noise)
  if (factorize(matrix, n) !== undefined) return undefined
  const alpha = Float64Array.from(values)
  solveLower(matrix, n, alpha)
  const variance = (alpha.reduce((sum, each) => sum + each * each, 0) + 1) / (n + 1)
  solveUpper(matrix, n, alpha)
  const slopes = new Float64Array(dimensions + 1)
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
    }
    const own = (alpha[i]! * alpha[i]!) / variance - inverse[i * n + i]!
    slopes[dimensions]! -= 0.5 * own * noise
  }
  for (let d = 0; d <= dimensions; d++) {
    const [middle, spread] = d < dimensions ? [expected, LENGTH_SPREAD] : [LN_NOISE, NOISE_SPREAD]
    const off = (theta[d]! - middle) / spread
    loss += 0.5 * off * off
    slopes[d]! += off / spread
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
  slopes: Float64Array,
  before: Float64Array,
  steps: Float64Array,
): void {
  const last = theta.length - 1
  for (let d = 0; d <= last; d++) {
    const agreement = slopes[d]! * before[d]!
    if (agreement > 0) steps[d] = Math.min(MOST_STEP, 1.3 * steps[d]!)
    if (agreement < 0) steps[d] = Math.max(LEAST_STEP, 0.5 * steps[d]!)
    before[d] = slopes[d]!
    const next = theta[d]! - steps[d]! * Math.sign(slopes[d]!)
    const [low, high] = d < last ? [LEAST_LENGTH, MOST_LENGTH] : [LEAST_NOISE, 0]
    theta[d] = Math.min(high, Math.max(low, next))
  }
}
