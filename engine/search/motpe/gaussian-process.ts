/** Regression over rows of places by a Gaussian process: what a value is likely to be, and how sure that is. */
import { exp } from '../../math/exp.ts'
import { ln } from '../../math/log2.ts'
import type { Places } from './places.ts'

const SQRT5 = Math.sqrt(5)

/** What a process believes: the length of each dimension, and the share of noise. */
export interface Beliefs {
  readonly lnLengths: Float64Array
  readonly lnNoise: number
}

/** Squared differences in each dimension: 1 between choices that differ, and where only one of two rows has the parameter. */
function squaresOf(a: Places, b: Places, isChoice: readonly boolean[], out: Float64Array): void {
  for (let d = 0; d < out.length; d++) {
    const [x, y] = [a[d]!, b[d]!]
    if (x === y) out[d] = 0
    else if (Number.isNaN(x) || Number.isNaN(y)) out[d] = Number.isNaN(x) && Number.isNaN(y) ? 0 : 1
    else out[d] = isChoice[d]! ? 1 : (x - y) * (x - y)
  }
}

/** Lower Cholesky factor in place, row by row; false where the matrix is not positive. */
function factor(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!
      if (i === j) {
        if (!(sum > 0)) return false
        a[i * n + i] = Math.sqrt(sum)
      } else a[i * n + j] = sum / a[j * n + j]!
    }
  }
  return true
}

function solveLower(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * b[k]!
    b[i] = sum / l[i * n + i]!
  }
}

function solveUpper(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * b[k]!
    b[i] = sum / l[i * n + i]!
  }
}

/** The most likely beliefs under a weak prior: thirty steps of resilient descent. */
export function fitBeliefs(
  rows: readonly Places[],
  ys: Float64Array,
  isChoice: readonly boolean[],
  steps: number,
): Beliefs {
  const n = rows.length
  const dims = isChoice.length
  const squares = new Float64Array(n * n * dims)
  const one = new Float64Array(dims)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      squaresOf(rows[i]!, rows[j]!, isChoice, one)
      squares.set(one, (i * n + j) * dims)
    }
  const expected = 0.0 + 0.5 * ln(dims)
  const theta = new Float64Array(dims + 1).fill(expected)
  theta[dims] = ln(1e-3)
  const step = new Float64Array(dims + 1).fill(0.3)
  const last = new Float64Array(dims + 1)
  const gradient = new Float64Array(dims + 1)
  const k = new Float64Array(n * n)
  const slope = new Float64Array(n * n)
  const inverse = new Float64Array(n * n)
  const scales = new Float64Array(dims)
  const best = Float64Array.from(theta)
  let bestValue = Number.POSITIVE_INFINITY
  for (let round = 0; round < steps; round++) {
    const noise = exp(theta[dims]!)
    for (let d = 0; d < dims; d++) scales[d] = exp(-2 * theta[d]!)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        let r2 = 0
        const at = (i * n + j) * dims
        for (let d = 0; d < dims; d++) r2 += squares[at + d]! * scales[d]!
        const r = SQRT5 * Math.sqrt(r2)
        const e = exp(-r)
        k[i * n + j] = (1 + r + (r * r) / 3) * e
        slope[i * n + j] = (5 / 3) * (1 + r) * e
      }
      k[i * n + i] = 1 + noise + 1e-8
    }
    if (!factor(k, n)) break
    const alpha = Float64Array.from(ys)
    solveLower(k, n, alpha)
    let quadratic = 0
    for (let i = 0; i < n; i++) quadratic += alpha[i]! * alpha[i]!
    solveUpper(k, n, alpha)
    let lnDet = 0
    for (let i = 0; i < n; i++) lnDet += ln(k[i * n + i]!)
    const variance = (quadratic + 1) / (n + 1)
    let value = 0.5 * n * ln(variance) + lnDet
    for (let d = 0; d < dims; d++) value += 0.5 * ((theta[d]! - expected) / 1.2) ** 2
    value += 0.5 * ((theta[dims]! - ln(1e-3)) / 2) ** 2
    if (value < bestValue) {
      bestValue = value
      best.set(theta)
    }
    // The inverse of the factor, then of the matrix, below the diagonal.
    invert(k, n, inverse)
    gradient.fill(0)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const w = (alpha[i]! * alpha[j]!) / variance - inverse[i * n + j]!
        const common = w * slope[i * n + j]!
        const at = (i * n + j) * dims
        for (let d = 0; d < dims; d++) gradient[d]! -= common * squares[at + d]! * scales[d]!
      }
      gradient[dims]! -= 0.5 * ((alpha[i]! * alpha[i]!) / variance - inverse[i * n + i]!) * noise
    }
    for (let d = 0; d < dims; d++) gradient[d]! += (theta[d]! - expected) / 1.44
    gradient[dims]! += (theta[dims]! - ln(1e-3)) / 4
    for (let d = 0; d <= dims; d++) {
      const agreement = gradient[d]! * last[d]!
      if (agreement > 0) step[d] = Math.min(1, step[d]! * 1.3)
      else if (agreement < 0) step[d] = Math.max(0.01, step[d]! * 0.5)
      last[d] = gradient[d]!
      theta[d]! -= step[d]! * Math.sign(gradient[d]!)
      theta[d] = d === dims ? Math.min(0, Math.max(-14, theta[d]!)) : Math.min(4, Math.max(-4, theta[d]!))
    }
  }
  return { lnLengths: best.slice(0, dims), lnNoise: best[dims]! }
}

/** The inverse of L L^T, both halves, from L. */
function invert(l: Float64Array, n: number, out: Float64Array): void {
  const li = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    li[j * n + j] = 1 / l[j * n + j]!
    for (let i = j + 1; i < n; i++) {
      let sum = 0
      for (let k = j; k < i; k++) sum -= l[i * n + k]! * li[k * n + j]!
      li[i * n + j] = sum / l[i * n + i]!
    }
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = i; k < n; k++) sum += li[k * n + i]! * li[k * n + j]!
      out[i * n + j] = sum
    }
}

export class GaussianProcess {
  readonly #rows: readonly Places[]
  readonly #isChoice: readonly boolean[]
  readonly #scales: Float64Array
  readonly #factor: Float64Array
  readonly #alpha: Float64Array
  readonly #variance: number
  readonly #k: Float64Array
  mean = 0
  deviation = 0

  constructor(rows: readonly Places[], ys: Float64Array, isChoice: readonly boolean[], beliefs: Beliefs) {
    const n = rows.length
    this.#rows = rows
    this.#isChoice = isChoice
    this.#scales = beliefs.lnLengths.map((each) => exp(-2 * each))
    this.#k = new Float64Array(n)
    let noise = exp(beliefs.lnNoise) + 1e-8
    let k = new Float64Array(n * n)
    for (;;) {
      k = new Float64Array(n * n)
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) k[i * n + j] = this.#covariance(rows[i]!, rows[j]!)
        k[i * n + i] = 1 + noise
      }
      if (factor(k, n)) break
      noise *= 10
    }
    this.#factor = k
    const alpha = Float64Array.from(ys)
    solveLower(k, n, alpha)
    let quadratic = 0
    for (let i = 0; i < n; i++) quadratic += alpha[i]! * alpha[i]!
    this.#variance = (quadratic + 1) / (n + 1)
    solveUpper(k, n, alpha)
    this.#alpha = alpha
  }

  #covariance(a: Places, b: Places): number {
    const scales = this.#scales
    let r2 = 0
    for (let d = 0; d < scales.length; d++) {
      const [x, y] = [a[d]!, b[d]!]
      if (x === y) continue
      const isNan = x !== x || y !== y
      if (isNan) {
        if (x !== x && y !== y) continue
        r2 += scales[d]!
      } else if (this.#isChoice[d]!) r2 += scales[d]!
      else r2 += (x - y) * (x - y) * scales[d]!
    }
    const r = SQRT5 * Math.sqrt(r2)
    return (1 + r + (r * r) / 3) * exp(-r)
  }

  /** Leaves its answer in `mean` and `deviation`. */
  predict(x: Places, isSure: boolean): void {
    const n = this.#rows.length
    const k = this.#k
    let mean = 0
    for (let i = 0; i < n; i++) {
      k[i] = this.#covariance(this.#rows[i]!, x)
      mean += k[i]! * this.#alpha[i]!
    }
    this.mean = mean
    if (!isSure) return
    solveLower(this.#factor, n, k)
    let explained = 0
    for (let i = 0; i < n; i++) explained += k[i]! * k[i]!
    this.deviation = Math.sqrt(this.#variance * Math.max(1e-9, 1 - explained))
  }
}
