/**
 * Regression by a Gaussian process: what a value is likely to be at a point, and how far off that may be. Between points
 * the correlation is Matern's of smoothness 5/2, with a length of its own for each dimension (C. Rasmussen, C. Williams,
 * "Gaussian Processes for Machine Learning", 2006, chapters 2 and 4), and beside it what trends have in common.
 */

import { factorize, solveLower, solveUpper } from '../../math/cholesky.ts'
import { exp } from '../../math/exp.ts'
import { fallAt } from './fall.ts'
import type { Features } from './features.ts'
import type { Asked, Trends } from './trend.ts'

/** What is believed of a function before its values are seen. */
export interface Beliefs {
  /** Of each dimension, the logarithm of the distance over which values change. */
  readonly lnLengths: Float64Array
  /** The variance of noise, as a share of that of values: a logarithm. */
  readonly lnNoise: number
  /** The variance of trends, as such a share: a logarithm; minus infinity for none. See {@link Trends}. */
  readonly lnTrend: number
}

const SQRT5 = Math.sqrt(5)

/** Added to the noise, so that rows that are nearly the same can be told apart. */
const JITTER = 1e-8

/** The correlation at a distance whose square is given, times the lengths; a square may be a little below 0 by rounding. */
function correlationAt(square: number): number {
  const r = square > 0 ? SQRT5 * Math.sqrt(square) : 0
  return (1 + r + (r * r) / 3) * fallAt(r)
}

/** A process that has seen values, of mean 0 and variance 1, at points; see {@link Features}. */
export class GaussianProcess {
  readonly #n: number
  /** Of each coordinate, one over its length. */
  readonly #scales: Float64Array
  /** Of each coordinate, that of every point, times its scale. */
  readonly #points: Float64Array
  readonly #factor: Float64Array
  readonly #alpha: Float64Array
  readonly #variance: number
  readonly #correlations: Float64Array
  #noise: number
  readonly #trends: Trends
  /** The variance of trends. */
  readonly #rise: number
  /** What each trend is worth. */
  readonly #worth: Float64Array
  /** The largest correlation that {@link meanBy} met last, and the point that it is with. */
  #nearest = 0
  #nearestAt = 0

  /**
   * @param points one after the other.
   * @param trends those of the points.
   */
  constructor(
    features: Features,
    points: Float64Array,
    values: Float64Array,
    beliefs: Beliefs,
    trends: Trends,
  ) {
    const n = values.length
    this.#n = n
    const scales = beliefs.lnLengths.map((length) => exp(-length))
    this.#scales = Float64Array.from(features.dimensionOf, (dimension) => scales[dimension]!)
    this.#points = this.#transpose(points)
    this.#correlations = new Float64Array(n)
    this.#trends = trends
    this.#rise = exp(beliefs.lnTrend)
    this.#noise = exp(beliefs.lnNoise) + JITTER
    this.#factor = this.#factorizeWith(this.#noise)
    this.#alpha = Float64Array.from(values)
    solveLower(this.#factor, n, this.#alpha)
    const explained = this.#alpha.reduce((sum, each) => sum + each * each, 0)
    this.#variance = (explained + 1) / (n + 1)
    solveUpper(this.#factor, n, this.#alpha)
    this.#worth = trends.weigh(this.#alpha).map((each) => this.#rise * each)
  }

  /** Fills in the squares of the distances of a point from those that were seen, from `at` on. */
  measure(point: Float64Array, squares: Float64Array, at: number): void {
    const [n, scales, points] = [this.#n, this.#scales, this.#points]
    squares.fill(0, at, at + n)
    for (let c = 0; c < scales.length; c++) {
      const place = scales[c]! * point[c]!
      for (let i = 0, from = c * n; i < n; i++) {
        const difference = points[from + i]! - place
        squares[at + i]! += difference * difference
      }
    }
  }

  /** Makes such squares of one point those of another; the fewer coordinates differ, the less work. */
  move(from: Float64Array, to: Float64Array, squares: Float64Array, at: number): void {
    const [n, scales, points] = [this.#n, this.#scales, this.#points]
    for (let c = 0; c < scales.length; c++) {
      if (from[c]! === to[c]!) continue
      const [old, place] = [scales[c]! * from[c]!, scales[c]! * to[c]!]
      const [slope, rest] = [2 * (old - place), place * place - old * old]
      for (let i = 0, first = c * n; i < n; i++)
        squares[at + i]! += slope * points[first + i]! + rest
    }
  }

  /** The likely value at a point, by its squares. */
  meanBy({ trends }: Asked, squares: Float64Array, at: number): number {
    const [alpha, worth] = [this.#alpha, this.#worth]
    let [mean, nearest] = [0, 0]
    for (let k = 0; k < trends.length; k++) mean += trends[k]! * worth[k]!
    for (let i = 0; i < this.#n; i++) {
      const correlation = correlationAt(squares[at + i]!)
      if (correlation > nearest) {
        nearest = correlation
        this.#nearestAt = i
      }
      mean += correlation * alpha[i]!
    }
    this.#nearest = nearest
    return mean
  }

  /** The likely value at a point. */
  meanAt(asked: Asked, point: Float64Array): number {
    const squares = new Float64Array(this.#n)
    this.measure(point, squares, 0)
    return this.meanBy(asked, squares, 0)
  }

  /** A number that the standard deviation is not above where the mean was asked of last: what the nearest point alone tells. */
  mostDeviation(asked: Asked): number {
    const [trends, rise, at] = [this.#trends, this.#rise, this.#nearestAt]
    const near = this.#nearest + rise * trends.commonWith(asked, at)
    const all = 1 + rise * trends.common[at * this.#n + at]! + this.#noise
    return this.#deviationBut(asked, (near * near) / all)
  }

  /** The standard deviation at a point, by its squares. */
  deviationBy(asked: Asked, squares: Float64Array, at: number): number {
    const [solved, rise, common] = [
      this.#correlations,
      this.#rise,
      this.#trends.commonWithAll(asked),
    ]
    for (let i = 0; i < this.#n; i++) {
      solved[i] = correlationAt(squares[at + i]!) + rise * common[i]!
    }
    solveLower(this.#factor, this.#n, solved)
    let explained = 0
    for (let i = 0; i < this.#n; i++) explained += solved[i]! * solved[i]!
    return this.#deviationBut(asked, explained)
  }

  #deviationBut({ variance }: Asked, explained: number): number {
    const all = 1 + this.#rise * variance
    return Math.sqrt(this.#variance * Math.max(JITTER, all - explained))
  }

  #transpose(points: Float64Array): Float64Array {
    const [n, scales] = [this.#n, this.#scales]
    const transposed = new Float64Array(points.length)
    for (let i = 0, at = 0; i < n; i++) {
      for (let c = 0; c < scales.length; c++) transposed[c * n + i] = scales[c]! * points[at++]!
    }
    return transposed
  }

  /** With ten times the noise as often as it takes. */
  #factorizeWith(noise: number): Float64Array {
    this.#noise = noise
    const [n, points, rise, { common }] = [this.#n, this.#points, this.#rise, this.#trends]
    const matrix = new Float64Array(n * n)
    for (let from = 0; from < points.length; from += n) {
      for (let i = 0; i < n; i++) {
        const place = points[from + i]!
        for (let j = 0, row = i * n; j < i; j++) {
          const difference = points[from + j]! - place
          matrix[row + j]! += difference * difference
        }
      }
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0, at = i * n; j < i; j++, at++) {
        matrix[at] = correlationAt(matrix[at]!) + rise * common[at]!
      }
      matrix[i * n + i] = 1 + rise * common[i * n + i]! + noise
    }
    return factorize(matrix, n) === undefined ? matrix : this.#factorizeWith(10 * noise)
  }
}
