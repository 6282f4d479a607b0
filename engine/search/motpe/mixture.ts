/** Parzen mixtures: a kernel at each trial, and one of what was believed before any. */
import { ln } from '../../math/log2.ts'
import type { Dimension } from '../space.ts'
import { addTerms, buildColumn, type Column, normalize, placeAt } from './column.ts'
import { fallAt } from './fall.ts'
import type { Places } from './places.ts'
import type { Uniforms } from './quick-draws.ts'
import type { MotpeSettings } from './settings.ts'

/** What the prior weighs, of which the most that a trial weighs is 1. */
const PRIOR_WEIGHT = 1

/** A density over some of the dimensions of a space: of all together, kernel by kernel. */
export class Mixture {
  readonly #columns: readonly Column[]
  /** Of each kernel, the logarithm of its share and of what its columns do not hold. */
  readonly #constants: Float64Array
  /** Of each kernel, what it and those before it weigh. */
  readonly #sums: Float64Array
  readonly #terms: Float64Array

  /**
   * @param rows have all the dimensions.
   * @param weights one a row.
   */
  constructor(
    dimensions: readonly Dimension[],
    rows: readonly Places[],
    weights: ArrayLike<number>,
    settings: MotpeSettings,
    isJoint: boolean,
  ) {
    const options = { settings, dimensions: dimensions.length, isJoint }
    const weightOf = (k: number) => (k < rows.length ? weights[k]! : PRIOR_WEIGHT)
    this.#columns = dimensions.map((dimension) => buildColumn(dimension, rows, options))
    this.#sums = new Float64Array(rows.length + 1)
    let total = 0
    for (let k = 0; k <= rows.length; k++) {
      total += weightOf(k)
      this.#sums[k] = total
    }
    const lnTotal = ln(total)
    this.#constants = this.#sums.map((_, k) => ln(weightOf(k)) - lnTotal)
    for (const column of this.#columns) normalize(column, this.#constants)
    this.#terms = new Float64Array(rows.length + 1)
  }

  /** The logarithm of the density at a row of places. */
  lnDensityAt(places: Places): number {
    const terms = this.#terms
    terms.set(this.#constants)
    for (const column of this.#columns) addTerms(column, places[column.index]!, terms)
    let most = Number.NEGATIVE_INFINITY
    for (let k = 0; k < terms.length; k++) if (terms[k]! > most) most = terms[k]!
    let sum = 0
    for (let k = 0; k < terms.length; k++) sum += fallAt(most - terms[k]!)
    return most + ln(sum)
  }

  /** Draws places of its dimensions from one of the kernels. */
  drawInto(places: Places, draws: Uniforms): void {
    const sums = this.#sums
    const at = draws.uniform() * sums[sums.length - 1]!
    let k = 0
    while (k < sums.length - 1 && sums[k]! <= at) k++
    for (const column of this.#columns) places[column.index] = placeAt(column, k, draws.uniform())
  }
}
