/**
 * What each parameter adds by itself: of a number a line and a parabola, of a choice a step. Regression believes that values
 * are a sum of these, of sizes that are not known, and of what correlations tell. With many parameters and few trials a sum is
 * all that can be told, and it tells of places far from any trial (D. Duvenaud, H. Nickisch, C. Rasmussen, "Additive Gaussian
 * Processes", 2011; here of the first order, and of degree two).
 */
import type { Features } from './features.ts'

/** Legendre's polynomials from 0 to 1, of mean square 1. */
const [LINE, BEND] = [Math.sqrt(3), Math.sqrt(5) / 2]

const countOf = ({ count, isNumber }: Features) => count + isNumber.filter((is) => is).length

/** Writes the functions at a point; together they have a variance of about 1. */
function writeTrends(
  { count, dimensionOf, isNumber }: Features,
  point: Float64Array,
  from: number,
  out: Float64Array,
  at: number,
): void {
  const factor = Math.sqrt(1 / (dimensionOf.at(-1)! + 1))
  const [line, bend, step] = [factor * LINE, factor * BEND, factor * Math.SQRT2]
  let next = at
  for (let c = 0; c < count; c++) {
    const place = point[from + c]!
    if (isNumber[c]!) {
      const t = 2 * place - 1
      out[next++] = line * t
      out[next++] = bend * (3 * t * t - 1)
    } else {
      out[next++] = step * place
    }
  }
}

/** A point that is asked of. */
export interface Asked {
  /** The functions there. */
  readonly trends: Float64Array
  /** The sum of their squares. */
  readonly variance: number
}

/** Where there are no trends to be asked of, and only means are wanted. */
export const NOT_ASKED: Asked = { trends: new Float64Array(), variance: 0 }

/** Trends of points that were seen. */
export class Trends {
  readonly #features: Features
  /** How many functions there are. */
  readonly count: number
  readonly #n: number
  /** Their values at each point, one point after the other. */
  readonly #seen: Float64Array
  /** What each point i has in common with each j <= i, in rows of as many as there are points. */
  readonly common: Float64Array
  /** Of which point {@link #rowOf} is what it has in common with those that were seen. */
  #row: Asked | undefined
  readonly #rowOf: Float64Array

  /**
   * @param points one after the other.
   * @param areThere without, there are no functions, and nothing is in common.
   */
  constructor(features: Features, points: Float64Array, areThere: boolean) {
    this.#features = features
    this.count = areThere ? countOf(features) : 0
    const [count, n] = [this.count, points.length / features.count]
    this.#n = n
    this.#rowOf = new Float64Array(n)
    this.#seen = new Float64Array(n * count)
    this.common = new Float64Array(n * n)
    if (count === 0) return
    for (let i = 0; i < n; i++) {
      writeTrends(features, points, i * features.count, this.#seen, i * count)
      this.#writeCommon(this.#seen.subarray(i * count, (i + 1) * count), i + 1, this.common, i * n)
    }
  }

  /** Of a point with the first `most` that were seen. */
  #writeCommon(trends: Float64Array, most: number, out: Float64Array, at: number): void {
    const [seen, count] = [this.#seen, this.count]
    for (let i = 0, from = 0; i < most; i++) {
      let sum = 0
      for (let k = 0; k < count; k++) sum += trends[k]! * seen[from++]!
      out[at + i] = sum
    }
  }

  /** @param trends where the functions there are written. */
  ask(point: Float64Array, trends: Float64Array = new Float64Array(this.count)): Asked {
    if (this.count > 0) writeTrends(this.#features, point, 0, trends, 0)
    let variance = 0
    for (let k = 0; k < trends.length; k++) variance += trends[k]! * trends[k]!
    return { trends, variance }
  }

  /** What a point that is asked of has in common with all that were seen. Written over when it is asked for again. */
  commonWithAll(asked: Asked): Float64Array {
    if (this.#row === asked) return this.#rowOf
    this.#row = asked
    this.#writeCommon(asked.trends, this.#n, this.#rowOf, 0)
    return this.#rowOf
  }

  /** What a point that is asked of has in common with one that was seen. */
  commonWith({ trends }: Asked, i: number): number {
    let sum = 0
    for (let k = 0, at = i * this.count; k < trends.length; k++)
      sum += trends[k]! * this.#seen[at++]!
    return sum
  }

  /** The functions' sums over the points that were seen, each times a weight. */
  weigh(weights: Float64Array): Float64Array {
    const [count, seen] = [this.count, this.#seen]
    const sums = new Float64Array(count)
    for (let i = 0; i < weights.length; i++) {
      for (let k = 0; k < count; k++) sums[k]! += weights[i]! * seen[i * count + k]!
    }
    return sums
  }
}
