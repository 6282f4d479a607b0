/** Parzen mixtures: a kernel around each trial, and one of what was believed before any. */
import { exp } from '../../math/exp.ts'
import { ln } from '../../math/log2.ts'
import { lnNormalMass, normalCdf, normalQuantile } from '../../math/normal.ts'
import type { Draws } from '../draws.ts'
import type { Dimension } from '../space.ts'
import type { Places } from './places.ts'
import type { MotpeSettings } from './settings.ts'

/** Grids of up to so many values have a table of probabilities. */
const MAX_TABLE = 32
const LN_SQRT_2PI = 0.9189385332046728

interface NumberColumn {
  readonly kind: 'number'
  readonly index: number
  readonly centers: Float64Array
  readonly widths: Float64Array
}
interface TableColumn {
  readonly kind: 'table'
  readonly index: number
  readonly count: number
  readonly isGrid: boolean
  /** Of each kernel, its row. */
  readonly rows: Int32Array
  /** Probabilities and their logarithms: of each row, one a value. Row `count` is the prior's. */
  readonly shares: Float64Array
  readonly lnShares: Float64Array
}
type Column = NumberColumn | TableColumn

export class Mixture {
  readonly #columns: readonly Column[]
  readonly #lnWeights: Float64Array
  readonly #weightSums: Float64Array
  readonly #terms: Float64Array
  readonly count: number

  constructor(
    dimensions: readonly Dimension[],
    rows: readonly Places[],
    weights: ArrayLike<number>,
    settings: MotpeSettings,
    isJoint: boolean,
  ) {
    const n = rows.length
    this.count = n + 1
    let total = 0
    this.#weightSums = new Float64Array(n + 1)
    for (let k = 0; k <= n; k++) {
      total += k < n ? weights[k]! : settings.priorWeight
      this.#weightSums[k] = total
    }
    this.#lnWeights = new Float64Array(n + 1)
    const lnTotal = ln(total)
    for (let k = 0; k <= n; k++) this.#lnWeights[k] = ln(k < n ? weights[k]! : settings.priorWeight) - lnTotal
    this.#terms = new Float64Array(n + 1)
    this.#columns = dimensions.map((dimension) =>
      buildColumn(dimension, rows, dimensions.length, settings, isJoint),
    )
    for (const column of this.#columns) {
      if (column.kind === 'number') {
        const { centers, widths } = column
        for (let k = 0; k <= n; k++) {
          const s = widths[k]!
          this.#lnWeights[k]! -=
            ln(s) + LN_SQRT_2PI + lnNormalMass((0 - centers[k]!) / s, (1 - centers[k]!) / s)
        }
      }
    }
  }

  lnDensity(x: Float64Array): number {
    const { count } = this
    const terms = this.#terms
    terms.set(this.#lnWeights)
    for (const column of this.#columns) {
      const value = x[column.index]!
      if (column.kind === 'number') {
        const { centers, widths } = column
        for (let k = 0; k < count; k++) {
          const z = (value - centers[k]!) / widths[k]!
          terms[k]! -= 0.5 * z * z
        }
      } else {
        const { rows, lnShares, count: size } = column
        const at = column.isGrid ? Math.min(size - 1, Math.floor(value * size)) : value
        for (let k = 0; k < count; k++) terms[k]! += lnShares[rows[k]! * size + at]!
      }
    }
    let most = Number.NEGATIVE_INFINITY
    for (let k = 0; k < count; k++) if (terms[k]! > most) most = terms[k]!
    let sum = 0
    for (let k = 0; k < count; k++) {
      const term = terms[k]! - most
      if (term > -35) sum += exp(term)
    }
    return most + ln(sum)
  }

  pickKernel(draws: Draws): number {
    const sums = this.#weightSums
    const at = draws.uniform() * sums[this.count - 1]!
    let k = 0
    while (k < this.count - 1 && sums[k]! <= at) k++
    return k
  }

  /** Draws all columns of a kernel. */
  sample(k: number, draws: Draws, x: Float64Array): void {
    for (let c = 0; c < this.#columns.length; c++) x[this.#columns[c]!.index] = this.sampleColumn(c, k, draws)
  }

  sampleColumn(c: number, k: number, draws: Draws): number {
    const column = this.#columns[c]!
    const u = draws.uniform()
    if (column.kind === 'number') return drawNormal(column.centers[k]!, column.widths[k]!, u)
    const { count, rows, shares } = column
    let [at, rest] = [0, u]
    const row = rows[k]! * count
    while (at < count - 1 && rest >= shares[row + at]!) rest -= shares[row + at++]!
    return column.isGrid ? (at + 0.5) / count : at
  }
}

function drawNormal(center: number, width: number, u: number): number {
  const low = normalCdf((0 - center) / width)
  const high = normalCdf((1 - center) / width)
  const z = normalQuantile(low + u * (high - low))
  return Math.min(1, Math.max(0, center + z * width))
}

function buildColumn(
  dimension: Dimension,
  rows: readonly Places[],
  dimensions: number,
  settings: MotpeSettings,
  isJoint: boolean,
): Column {
  const { index } = dimension
  const n = rows.length
  if (dimension.kind === 'choice') {
    const size = dimension.choices.length
    const prior = dimension.parameter.prior
    const total = prior?.reduce((a, b) => a + b, 0) ?? size
    const shares = new Float64Array((size + 1) * size)
    const own = settings.priorWeight / Math.max(1, n)
    for (let row = 0; row <= size; row++) {
      for (let at = 0; at < size; at++) {
        const believed = (prior?.[at] ?? 1) / total
        shares[row * size + at] =
          row === size ? Math.max(believed, 1e-9) : ((row === at ? 1 : 0) + own * believed * size) / (1 + own * size)
      }
    }
    return tableOf(index, size, false, rows, shares)
  }
  const { scale, parameter } = dimension
  const floor = Math.max(settings.minWidth, 1 / Math.min(100, 1 + n) * (settings.magicClip ? 1 : 0))
  const prior = parameter.prior
  const center = prior === undefined ? 0.5 : scale.toUnit(prior.mean)
  const wide = prior === undefined ? 1 : Math.max(0.02, spreadOf(dimension, prior.mean, prior.sd))
  if (scale.count <= MAX_TABLE) {
    const size = scale.count
    const width = Math.max(floor, sharedWidth(n, dimensions, settings), 0.3 / size)
    const shares = new Float64Array((size + 1) * size)
    for (let row = 0; row <= size; row++) {
      const [m, s] = row === size ? [center, wide] : [(row + 0.5) / size, width]
      let total = 0
      for (let at = 0; at < size; at++) {
        const mass = normalCdf(((at + 1) / size - m) / s) - normalCdf((at / size - m) / s) + 1e-12
        shares[row * size + at] = mass
        total += mass
      }
      for (let at = 0; at < size; at++) shares[row * size + at]! /= total
    }
    return tableOf(index, size, true, rows, shares)
  }
  const cell = Number.isFinite(scale.count) ? 0.5 / scale.count : 0
  const centers = new Float64Array(n + 1)
  const widths = new Float64Array(n + 1)
  for (let k = 0; k < n; k++) centers[k] = rows[k]![index]!
  const least = Math.max(floor, cell)
  const rule = isJoint ? settings.jointWidths : settings.apartWidths
  if (rule === 'gaps') fillGaps(centers, widths, n, least)
  else widths.fill(Math.max(least, rule === 'spread' ? spreadWidth(centers, n, dimensions) : sharedWidth(n, dimensions, settings)))
  centers[n] = center
  widths[n] = wide
  return { kind: 'number', index, centers, widths }
}

function tableOf(
  index: number,
  size: number,
  isGrid: boolean,
  rows: readonly Places[],
  shares: Float64Array,
): TableColumn {
  const found = new Int32Array(rows.length + 1)
  for (const [k, row] of rows.entries()) {
    const value = row[index]!
    found[k] = isGrid ? Math.min(size - 1, Math.floor(value * size)) : value
  }
  found[rows.length] = size
  return { kind: 'table', index, count: size, isGrid, rows: found, shares, lnShares: shares.map(ln) }
}

function spreadOf(dimension: Dimension & { kind: 'number' }, mean: number, sd: number): number {
  const { parameter } = dimension
  if (parameter.log) return sd / (ln(parameter.high) - ln(parameter.low))
  return parameter.high === parameter.low ? 1 : sd / (parameter.high - parameter.low)
}

/** `0.2 n^(-1/(d+4))`. */
function sharedWidth(n: number, dimensions: number, settings: MotpeSettings): number {
  return settings.widthFactor * exp(-ln(Math.max(1, n)) / (dimensions + 4))
}

/** By the spread of the centers, as D. Scott's rule has it. */
function spreadWidth(centers: Float64Array, n: number, dimensions: number): number {
  let mean = 0
  for (let k = 0; k < n; k++) mean += centers[k]! / n
  let variance = 0
  for (let k = 0; k < n; k++) variance += (centers[k]! - mean) ** 2 / Math.max(1, n - 1)
  return 1.06 * Math.sqrt(variance) * exp(-ln(Math.max(1, n)) / (dimensions + 4))
}

/** The larger of the gaps to both neighbors. */
function fillGaps(centers: Float64Array, widths: Float64Array, n: number, least: number): void {
  const order = Array.from({ length: n + 1 }, (_, k) => k)
  centers[n] = 0.5
  order.sort((a, b) => centers[a]! - centers[b]! || a - b)
  for (const [at, k] of order.entries()) {
    const left = at === 0 ? centers[k]! : centers[k]! - centers[order[at - 1]!]!
    const right = at === n ? 1 - centers[k]! : centers[order[at + 1]!]! - centers[k]!
    // At the ends, where one side has no neighbor, the other one counts alone.
    const gap = at === 0 && n > 0 ? right : at === n && n > 0 ? left : Math.max(left, right)
    widths[k] = Math.min(1, Math.max(least, gap))
  }
}
