/**
 * Regression by a Gaussian process: what a value is likely to be at a point, and how far off that may be. Between points
 * the correlation is Matern's of smoothness 5/2, with a length of its own for each dimension (C. Rasmussen, C. Williams,
 * "Gaussian Processes for Machine Learning", 2006, chapters 2 and 4).
 */

import { factorize, solveLower, solveUpper } from '../../math/cholesky.ts'
import { exp } from '../../math/exp.ts'
import { fallAt } from './fall.ts'
import type { Features } from './features.ts'
import type { Places } from './places.ts'

/** What is believed of a function before its values are seen. */
export interface Beliefs {
  /** Of each dimension, the logarithm of the distance over which values change. */
  readonly lnLengths: Float64Array
  /** The variance of noise, as a share of that of values: a logarithm. */
  readonly lnNoise: number
}

const SQRT5 = Math.sqrt(5)

/** Added to the noise, so that rows that are nearly the same can be told apart. */
const JITTER = 1e-8

/** The correlation at a distance whose square is given, times the lengths. */
function correlationAt(square: number): number {
  const r = SQRT5 * Math.sqrt(square)
  return (1 + r + (r * r) / 3) * fallAt(r)
}

/** A process that has seen values, of mean 0 and variance 1, at rows. */
export class GaussianProcess {
  readonly #n: number
  readonly #features: Features
  /** Of each coordinate, one over its length. */
  readonly #scales: Float64Array
  readonly #points: Float64Array
  readonly #factor: Float64Array
  readonly #alpha: Float64Array
  readonly #variance: number
  readonly #point: Float64Array
  readonly #correlations: Float64Array

  constructor(features: Features, rows: readonly Places[], values: Float64Array, beliefs: Beliefs) {
    const n = rows.length
    this.#n = n
    this.#features = features
    const scales = beliefs.lnLengths.map((length) => exp(-length))
    this.#scales = Float64Array.from(features.dimensionOf, (dimension) => scales[dimension]!)
    this.#points = new Float64Array(n * features.count)
    for (const [i, row] of rows.entries()) this.#write(row, this.#points, i * features.count)
    this.#factor = this.#factorizeWith(exp(beliefs.lnNoise) + JITTER)
    this.#alpha = Float64Array.from(values)
    solveLower(this.#factor, n, this.#alpha)
    const explained = this.#alpha.reduce((sum, each) => sum + each * each, 0)
    this.#variance = (explained + 1) / (n + 1)
    solveUpper(this.#factor, n, this.#alpha)
    this.#point = new Float64Array(features.count)
    this.#correlations = new Float64Array(n)
  }

  /** The likely value at a row; keeps what {@link deviation} goes on from. */
  meanAt(row: Places): number {
    this.#write(row, this.#point, 0)
    let mean = 0
    for (let i = 0; i < this.#n; i++) {
      const correlation = this.#correlate(i, this.#point, 0)
      this.#correlations[i] = correlation
      mean += correlation * this.#alpha[i]!
    }
    return mean
  }

  /** The standard deviation at the row that the mean was asked of last. To be asked once. */
  deviation(): number {
    const solved = this.#correlations
    solveLower(this.#factor, this.#n, solved)
    let explained = 0
    for (let i = 0; i < this.#n; i++) explained += solved[i]! * solved[i]!
    return Math.sqrt(this.#variance * Math.max(JITTER, 1 - explained))
  }

  #write(row: Places, out: Float64Array, at: number): void {
    const scales = this.#scales
    this.#features.write(row, out, at)
    for (let c = 0; c < scales.length; c++) out[at + c]! *= scales[c]!
  }

  #correlate(i: number, point: Float64Array, at: number): number {
    const points = this.#points
    const { count } = this.#features
    const from = i * count
    let square = 0
    for (let c = 0; c < count; c++) {
      const difference = points[from + c]! - point[at + c]!
      square += difference * difference
    }
    return correlationAt(square)
  }

  /** With ten times the noise as often as it takes. */
  #factorizeWith(noise: number): Float64Array {
    const n = this.#n
    const matrix = new Float64Array(n * n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        matrix[i * n + j] = this.#correlate(i, this.#points, j * this.#features.count)
      }
      matrix[i * n + i] = 1 + noise
    }
    return factorize(matrix, n) === undefined ? matrix : this.#factorizeWith(10 * noise)
  }
}
