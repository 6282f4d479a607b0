/** One parameter of a mixture: how likely each kernel makes each value. */
import { exp } from '../../math/exp.ts'
import { ln } from '../../math/log2.ts'
import { lnNormalMass, normalCdf, normalQuantile } from '../../math/normal.ts'
import type { CategoricalParameter } from '../parameter.ts'
import type { Dimension, NumberDimension } from '../space.ts'
import type { Places } from './places.ts'
import type { MotpeSettings } from './settings.ts'

/** Grids of up to so many values have a table; of more, a density at the middle of a cell tells the same. */
const MOST_IN_TABLE = 32
const LN_SQRT_2PI = 0.9189385332046728
/** So many widths from both ends nothing is cut off. */
const FAR = 8.3
const LEAST_MASS = 1e-12

/** A normal distribution a kernel, cut to the scale. The last kernel is the prior. */
interface NormalColumn {
  readonly kind: 'normal'
  readonly index: number
  readonly centers: Float64Array
  readonly widths: Float64Array
}

/** A row of probabilities a kernel. */
interface TableColumn {
  readonly kind: 'table'
  readonly index: number
  /** How many values there are. */
  readonly count: number
  /** Whether values are cells of a scale; else they are choices. */
  readonly isGrid: boolean
  /** Of each kernel, its row; the last is the prior's. */
  readonly rows: Int32Array
  /** Of each row, one a value. */
  readonly shares: Float64Array
  readonly lnShares: Float64Array
}

export type Column = NormalColumn | TableColumn

/** What a column is made with. */
export interface ColumnOptions {
  readonly settings: MotpeSettings
  /** How many parameters the mixture has. */
  readonly dimensions: number
  readonly isJoint: boolean
}

/** The column of a dimension: a kernel at each row, which all have the parameter, and the prior. */
export function buildColumn(
  dimension: Dimension,
  rows: readonly Places[],
  options: ColumnOptions,
): Column {
  const { index } = dimension
  if (dimension.kind === 'choice') {
    const shares = sharesOfChoices(dimension.parameter, rows.length)
    return tableOf(index, false, rows, shares)
  }
  const { count } = dimension.scale
  if (count <= MOST_IN_TABLE) {
    return tableOf(index, true, rows, sharesOfCells(dimension, rows.length, options))
  }
  return buildNormals(dimension, rows, options)
}

/** The kernel of a choice gives every choice the share of the prior in one of as many trials, and itself the rest. */
function sharesOfChoices({ choices, prior }: CategoricalParameter, trials: number): Float64Array[] {
  const size = choices.length
  const total = prior?.reduce((sum, each) => sum + each, 0) ?? size
  const believed = choices.map((_, at) => Math.max((prior?.[at] ?? 1) / total, LEAST_MASS))
  const own = size / Math.max(1, trials)
  const kernels = choices.map((_, row) =>
    Float64Array.from(believed, (each, at) => ((row === at ? 1 : 0) + own * each) / (1 + own)),
  )
  return [...kernels, Float64Array.from(believed)]
}

function sharesOfCells(
  dimension: NumberDimension,
  trials: number,
  options: ColumnOptions,
): Float64Array[] {
  const size = dimension.scale.count
  const width = Math.max(sharedWidth(trials, options), leastWidth(trials, options), 0.3 / size)
  const kernels = Array.from({ length: size }, (_, row) =>
    massesOf((row + 0.5) / size, width, size),
  )
  const { center, spread } = priorOf(dimension)
  return [...kernels, massesOf(center, spread, size)]
}

function massesOf(center: number, width: number, size: number): Float64Array {
  const edges = Array.from({ length: size + 1 }, (_, at) => normalCdf((at / size - center) / width))
  const masses = Float64Array.from({ length: size }, (_, at) =>
    Math.max(edges[at + 1]! - edges[at]!, LEAST_MASS),
  )
  const total = masses.reduce((sum, each) => sum + each, 0)
  return masses.map((each) => each / total)
}

function tableOf(
  index: number,
  isGrid: boolean,
  kernels: readonly Places[],
  table: readonly Float64Array[],
): TableColumn {
  const count = table[0]!.length
  const rows = Int32Array.from({ length: kernels.length + 1 }, (_, k) => {
    const place = kernels[k]?.[index]
    return place === undefined ? table.length - 1 : cellAt(place, count, isGrid)
  })
  const shares = new Float64Array(table.length * count)
  for (const [row, each] of table.entries()) shares.set(each, row * count)
  return { kind: 'table', index, count, isGrid, rows, shares, lnShares: shares.map(ln) }
}

const cellAt = (place: number, count: number, isGrid: boolean) =>
  isGrid ? Math.min(count - 1, Math.floor(place * count)) : place

function buildNormals(
  dimension: NumberDimension,
  rows: readonly Places[],
  options: ColumnOptions,
): NormalColumn {
  const { index, scale } = dimension
  const n = rows.length
  const { center, spread } = priorOf(dimension)
  const centers = Float64Array.from({ length: n + 1 }, (_, k) => rows[k]?.[index] ?? center)
  const widths = new Float64Array(n + 1)
  const cell = Number.isFinite(scale.count) ? 0.5 / scale.count : 0
  const least = Math.max(cell, leastWidth(n, options))
  if (options.isJoint) widths.fill(Math.max(least, sharedWidth(n, options)))
  else fillGaps(centers, widths, least)
  widths[n] = spread
  return { kind: 'normal', index, centers, widths }
}

/** Where the author's belief is on the scale, and how wide; without one, it is everywhere. */
function priorOf({ parameter, scale }: NumberDimension): { center: number; spread: number } {
  const { prior, low, high, log } = parameter
  if (prior === undefined || low === high) return { center: 0.5, spread: 1 }
  const range = log === true ? ln(high) - ln(low) : high - low
  const center = scale.toUnit(Math.min(high, Math.max(low, prior.mean)))
  return { center, spread: Math.max(1e-3, prior.sd / range) }
}

/** Few trials tell little of where to look closely. */
const leastWidth = (trials: number, { settings }: ColumnOptions) =>
  Math.max(settings.leastWidth, 1 / Math.min(100, 1 + trials))

/** Less with more trials, and slower so with more parameters. */
function sharedWidth(trials: number, { settings, dimensions, isJoint }: ColumnOptions): number {
  const factor = isJoint ? settings.jointWidth : 0.2
  return factor * exp(-ln(Math.max(1, trials)) / (dimensions + 4))
}

/** The larger of the gaps to both neighbors, the prior's center among them; at the ends, the gap to the only one. */
function fillGaps(centers: Float64Array, widths: Float64Array, least: number): void {
  const sorted = centers.toSorted()
  /** How many of the same place have had theirs, by the first of them. */
  const taken = new Int32Array(sorted.length)
  for (let k = 0; k < centers.length; k++) {
    const center = centers[k]!
    const first = findFirst(sorted, center)
    const at = first + taken[first]!++
    const left = at === 0 ? 0 : center - sorted[at - 1]!
    const right = at === sorted.length - 1 ? 0 : sorted[at + 1]! - center
    widths[k] = Math.min(1, Math.max(least, left, right))
  }
}

function findFirst(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Takes from terms, one a kernel, what makes the normals of a column sum to 1 on the scale. */
export function normalize(column: Column, terms: Float64Array): void {
  if (column.kind === 'table') return
  const { centers, widths } = column
  for (let k = 0; k < terms.length; k++) {
    const [center, width] = [centers[k]!, widths[k]!]
    const isInside = Math.min(center, 1 - center) > FAR * width
    const lnMass = isInside ? 0 : lnNormalMass(-center / width, (1 - center) / width)
    terms[k]! -= ln(width) + LN_SQRT_2PI + lnMass
  }
}

/** Adds to terms, one a kernel, how likely each makes a place: a logarithm, but for what {@link normalize} takes. */
export function addTerms(column: Column, place: number, terms: Float64Array): void {
  if (column.kind === 'table') {
    const { rows, lnShares, count, isGrid } = column
    const at = cellAt(place, count, isGrid)
    for (let k = 0; k < terms.length; k++) terms[k]! += lnShares[rows[k]! * count + at]!
    return
  }
  const { centers, widths } = column
  for (let k = 0; k < terms.length; k++) {
    const score = (place - centers[k]!) / widths[k]!
    terms[k]! -= 0.5 * score * score
  }
}

/** The place that a kernel has at a number from 0 to below 1. */
export function placeAt(column: Column, k: number, uniform: number): number {
  if (column.kind === 'normal') return cutNormalAt(column.centers[k]!, column.widths[k]!, uniform)
  const { count, rows, shares, isGrid } = column
  const row = rows[k]! * count
  let at = 0
  let rest = uniform
  while (at < count - 1 && rest >= shares[row + at]!) rest -= shares[row + at++]!
  return isGrid ? (at + 0.5) / count : at
}

function cutNormalAt(center: number, width: number, uniform: number): number {
  const low = normalCdf(-center / width)
  const high = normalCdf((1 - center) / width)
  const score = normalQuantile(low + uniform * (high - low))
  return Math.min(1, Math.max(0, center + score * width))
}
