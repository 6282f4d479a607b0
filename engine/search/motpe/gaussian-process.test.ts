import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../../testing/tries.ts'
import { createDraws } from '../draws.ts'
import { buildSpace } from '../space.ts'
import { createFeatures, pointsOf } from './features.ts'
import { fitBeliefs } from './fit-beliefs.ts'
import { GaussianProcess } from './gaussian-process.ts'
import { Trends } from './trend.ts'

const COUNT = 3
const SPACE = buildSpace(
  Array.from({ length: COUNT }, (_, i) => ({ name: `x${i}`, type: 'float', low: 0, high: 1 })),
)
const FEATURES = createFeatures(SPACE)

/** Places that are not too near each other to be told apart. */
const anyRow = fc
  .array(fc.integer({ min: 0, max: 20 }), { minLength: COUNT, maxLength: COUNT })
  .map((steps) => Float64Array.from(steps, (step) => step / 20))
const anyRows = fc.uniqueArray(anyRow, { minLength: 2, maxLength: 12, selector: String })
const anyProcess = fc
  .record({
    rows: anyRows,
    lengths: anyRow,
    noise: fc.double({ min: -9, max: -1, noNaN: true }),
    trend: fc.option(fc.double({ min: -8, max: 3, noNaN: true }), { nil: -Infinity }),
  })
  .map(({ rows, lengths, noise, trend }) => {
    const beliefs = { lnLengths: lengths, lnNoise: noise, lnTrend: trend }
    const values = Float64Array.from(rows, (row, i) => row[0]! - (i % 3))
    return { rows, values, beliefs }
  })

/** Mean and deviation as the textbook has them, by Gaussian elimination. */
function believe(
  {
    rows,
    values,
    beliefs,
  }: Parameters<typeof anyProcess.map>[0] extends (value: infer T) => unknown ? T : never,
  row: Float64Array,
) {
  const correlate = (a: Float64Array, b: Float64Array) => {
    const squares = a.map((x, k) => ((x - b[k]!) / Math.exp(beliefs.lnLengths[k]!)) ** 2)
    const r = Math.sqrt(5 * squares.reduce((sum, each) => sum + each, 0))
    // Legendre's polynomials, each of mean square 1 from 0 to 1.
    const trends = a.map((x, k) => {
      const [s, t] = [2 * x - 1, 2 * b[k]! - 1]
      return 3 * s * t + (5 / 4) * (3 * s * s - 1) * (3 * t * t - 1)
    })
    const trend = (Math.exp(beliefs.lnTrend) / COUNT) * trends.reduce((sum, each) => sum + each, 0)
    return (1 + r + (r * r) / 3) * Math.exp(-r) + trend
  }
  const noise = Math.exp(beliefs.lnNoise) + 1e-8
  const matrix = rows.map((a, i) => rows.map((b, j) => correlate(a, b) + (i === j ? noise : 0)))
  const near = rows.map((each) => correlate(each, row))
  const dot = (a: readonly number[], b: ArrayLike<number>) =>
    a.reduce((sum, each, i) => sum + each * b[i]!, 0)
  const weights = solve(matrix, near)
  const variance = (dot(solve(matrix, [...values]), values) + 1) / (rows.length + 1)
  const left = correlate(row, row) - dot(weights, near)
  return { mean: dot(weights, values), deviation: Math.sqrt(variance * left) }
}

function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!])
  for (const [i, pivot] of rows.entries()) {
    for (const [j, row] of rows.entries()) {
      if (i === j) continue
      const factor = row[i]! / pivot[i]!
      for (let k = i; k < row.length; k++) row[k]! -= factor * pivot[k]!
    }
  }
  return rows.map((row, i) => row.at(-1)! / row[i]!)
}

test('means and deviations are those of the textbook, and the nearest point alone tells no less of a deviation', () => {
  fc.assert(
    fc.property(anyProcess, anyRow, (given, row) => {
      const { rows, values, beliefs } = given
      const points = pointsOf(FEATURES, rows)
      const trends = new Trends(FEATURES, points, true)
      const process = new GaussianProcess(FEATURES, points, values, beliefs, trends)
      const asked = trends.ask(row)
      const squares = new Float64Array(rows.length)
      process.measure(row, squares, 0)
      const expected = believe(given, row)
      expect(process.meanBy(asked, squares, 0)).toBeCloseTo(expected.mean, 5)
      const most = process.mostDeviation(asked)
      const deviation = process.deviationBy(asked, squares, 0)
      expect(deviation).toBeCloseTo(Number.isNaN(expected.deviation) ? 0 : expected.deviation, 3)
      expect(deviation).toBeLessThanOrEqual(most + 1e-9)
    }),
    { numRuns: tries(200) },
  )
})

test('distances of a point that is moved to are those that are measured there', () => {
  fc.assert(
    fc.property(anyProcess, anyRow, anyRow, ({ rows, values, beliefs }, from, to) => {
      const points = pointsOf(FEATURES, rows)
      const trends = new Trends(FEATURES, points, true)
      const process = new GaussianProcess(FEATURES, points, values, beliefs, trends)
      const [moved, measured] = [new Float64Array(rows.length), new Float64Array(rows.length)]
      process.measure(from, moved, 0)
      process.move(from, to, moved, 0)
      process.measure(to, measured, 0)
      for (const [i, square] of moved.entries()) expect(square).toBeCloseTo(measured[i]!, 9)
    }),
    { numRuns: tries(200) },
  )
})

test('what ten parameters add by themselves is told by sixty trials, where correlations alone tell little of it', () => {
  const space = buildSpace(
    Array.from({ length: 10 }, (_, i) => ({ name: `x${i}`, type: 'float', low: 0, high: 1 })),
  )
  const features = createFeatures(space)
  const draws = createDraws(7n, 0, 99)
  const drawRow = () => Float64Array.from({ length: 10 }, () => draws.uniform())
  const [rows, others] = [60, 200].map((count) => Array.from({ length: count }, drawRow))
  // About of mean 0 and variance 1.
  const sumOf = (row: Float64Array) =>
    row.reduce((sum, x, i) => sum + ((x - 0.3 - 0.04 * i) ** 2 - 1 / 12) / 0.3, 0)
  const points = pointsOf(features, rows!)
  const values = Float64Array.from(rows!, sumOf)
  const errorWith = (areThere: boolean) => {
    const trends = new Trends(features, points, areThere)
    const beliefs = fitBeliefs(features, points, values, areThere ? trends : undefined)
    const process = new GaussianProcess(features, points, values, beliefs, trends)
    const squares = others!.map((row) => (process.meanAt(trends.ask(row), row) - sumOf(row)) ** 2)
    return Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / squares.length)
  }
  expect(errorWith(true)).toBeLessThan(errorWith(false) / 4)
})
