/** The values that trials have of one parameter, in cells of its scale, and how differently some of them are spread. */
import { normalCdf } from '../math/normal.ts'
import { power } from '../math/power.ts'
import type { Choice } from './parameter.ts'
import type { Dimension } from './space.ts'

/** A number's scale has at most so many cells. */
const MAX_CELLS = 50

/** With so few cells each is counted alone: a kernel would blur them into each other. */
const FEW_CELLS = 10

export interface Cells {
  /** How many values there are. */
  readonly count: number
  /** The Pearson divergence of the density of some values, by their indices, from the density of all. */
  divergenceOf(some: readonly number[]): number
}

/** Puts values into cells: one a choice, or one a value of a small grid, else equal parts of the scale. */
export function createCells(dimension: Dimension, values: readonly Choice[]): Cells {
  const cellCount = cellCountOf(dimension)
  const cells = values.map((value) => cellOf(dimension, cellCount, value))
  const isCounted = dimension.kind === 'choice' || cellCount <= FEW_CELLS
  const estimate = (indices: readonly number[]) => {
    const mine = indices.map((i) => cells[i]!)
    return isCounted ? countShares(mine, cellCount) : smooth(mine, cellCount)
  }
  const all = estimate([...cells.keys()])
  return { count: values.length, divergenceOf: (some) => divergence(estimate(some), all) }
}

function cellCountOf(dimension: Dimension): number {
  const { kind } = dimension
  return kind === 'choice' ? dimension.choices.length : Math.min(MAX_CELLS, dimension.scale.count)
}

function cellOf(dimension: Dimension, cellCount: number, value: Choice): number {
  if (dimension.kind === 'choice') return dimension.choices.indexOf(value)
  const place = dimension.scale.toUnit(value as number)
  return Math.min(cellCount - 1, Math.floor(place * cellCount))
}

function countCells(cells: readonly number[], cellCount: number): Float64Array {
  const counts = new Float64Array(cellCount)
  for (const cell of cells) counts[cell]! += 1
  return counts
}

/** The share of each cell, with one more value that is spread over all cells, so that none is empty. */
function countShares(cells: readonly number[], cellCount: number): Float64Array {
  return countCells(cells, cellCount).map((count) => (count + 1 / cellCount) / (cells.length + 1))
}

/** A mixture of normal kernels cut to the scale, one a value, and an even one; the width by D. Scott's rule. */
function smooth(cells: readonly number[], cellCount: number): Float64Array {
  const counts = countCells(cells, cellCount)
  const width = Math.max(MIN_WIDTH, spreadOf(cells) * power(cells.length, -0.2))
  const shares = new Float64Array(cellCount).fill(1 / cellCount / (cells.length + 1))
  // The mass of a kernel below each edge between cells, by the distance from its middle.
  const below = Float64Array.from({ length: 2 * cellCount + 1 }, (_, i) =>
    normalCdf((i - cellCount - 0.5) / width),
  )
  for (let from = 0; from < cellCount; from++) {
    if (counts[from] === 0) continue
    const least = below[cellCount - from]!
    const mass = below[2 * cellCount - from]! - least
    for (let to = 0; to < cellCount; to++) {
      const at = cellCount + to - from
      shares[to]! += (counts[from]! * (below[at + 1]! - below[at]!)) / mass / (cells.length + 1)
    }
  }
  return shares
}

/** In cells. */
const MIN_WIDTH = 0.5

/** The standard deviation, in cells. */
function spreadOf(cells: readonly number[]): number {
  const mean = cells.reduce((sum, cell) => sum + cell, 0) / cells.length
  return Math.sqrt(
    cells.reduce((sum, cell) => sum + (cell - mean) * (cell - mean), 0) / cells.length,
  )
}

/** The mean of (p / q - 1)^2 under q. */
function divergence(p: Float64Array, q: Float64Array): number {
  return p.reduce((sum, share, i) => sum + ((share - q[i]!) * (share - q[i]!)) / q[i]!, 0)
}
