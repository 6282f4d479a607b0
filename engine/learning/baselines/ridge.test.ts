import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPhilox } from '../../math/philox.ts'
import { Draws } from '../../search/draws.ts'
import { thrownBy } from '../../testing/thrown-by.ts'
import type { Examples, TaskShape } from '../data/examples.ts'
import { SystemError } from '../errors.ts'
import { fitMajority } from './baselines.ts'
import { solveInPlace } from './cholesky.ts'
import { applyLinear, solveRidge } from './ridge.ts'

/** Gauss and Jordan, with the largest pivot of each column. */
function solveByElimination(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]!])
  for (let column = 0; column < rows.length; column++) {
    const below = rows.slice(column).map((row) => Math.abs(row[column]!))
    const pivot = column + below.indexOf(Math.max(...below))
    const row = rows[pivot]!
    rows[pivot] = rows[column]!
    rows[column] = row
    for (const [i, other] of rows.entries()) {
      if (i === column) continue
      const factor = other[column]! / row[column]!
      for (let j = column; j < other.length; j++) other[j]! -= factor * row[j]!
    }
  }
  return rows.map((row, i) => row.at(-1)! / row[i]!)
}

const SHAPE: TaskShape = { inputs: { kind: 'vector', width: 3 }, outputs: { kind: 'number' } }

function drawExamples(seed: number, count: number): Examples {
  const draws = new Draws(createPhilox(BigInt(seed)), 0, 0)
  const inputs = Float64Array.from({ length: 3 * count }, () => draws.uniform())
  const targets = Float64Array.from({ length: count }, () => 4 * draws.uniform() - 1)
  return { count, width: 3, inputs, targets }
}

test('a ridge solution is that of the normal equations', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 5, max: 30 }), (seed, count) => {
      const examples = drawExamples(seed, count)
      const price = 0.01
      const { coefficients } = solveRidge(examples, SHAPE, price)
      const rows = Array.from({ length: count }, (_, i) => [
        ...examples.inputs.slice(3 * i, 3 * i + 3),
        1,
      ])
      const a = [0, 1, 2, 3].map((j) =>
        [0, 1, 2, 3].map(
          (k) =>
            rows.reduce((sum, row) => sum + row[j]! * row[k]!, 0) +
            (j === k && j < 3 ? price * count : 0),
        ),
      )
      const b = [0, 1, 2, 3].map((j) =>
        rows.reduce((sum, row, i) => sum + row[j]! * examples.targets[i]!, 0),
      )
      for (const [i, value] of solveByElimination(a, b).entries()) {
        expect(Math.abs(coefficients[i]! - value)).toBeLessThan(1e-7)
      }
    }),
  )
})

test('a linear function is found where there is no price', () => {
  const { count, width, inputs } = drawExamples(1, 20)
  const targets = Float64Array.from(
    { length: count },
    (_, i) => 2 * inputs[3 * i]! - 3 * inputs[3 * i + 2]! + 0.5,
  )
  const examples = { count, width, inputs, targets }
  const outputs = applyLinear(solveRidge(examples, SHAPE, 0), examples, SHAPE)
  for (let i = 0; i < count; i++) expect(outputs[i]).toBeCloseTo(targets[i]!, 8)
})

test('a matrix that is not positive definite is refused by the row where it shows', () => {
  const refused = thrownBy(() =>
    solveInPlace(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1), 2, 1),
  )
  expect(refused).toBeInstanceOf(SystemError)
  expect(refused).toMatchObject({ details: { row: 1 } })
})

test('the majority is the most frequent class, and the mean of numbers', () => {
  const of = (targets: readonly number[]) => ({
    count: targets.length,
    width: 3,
    inputs: new Float64Array(3 * targets.length),
    targets: Float64Array.from(targets),
  })
  const classes: TaskShape = { ...SHAPE, outputs: { kind: 'class', count: 3 } }
  const scores = fitMajority(of([2, 0, 2, 1]), classes)(of([0]))
  expect(scores.indexOf(Math.max(...scores))).toBe(2)
  expect([...fitMajority(of([1, 2, 6]), SHAPE)(of([0, 0]))]).toEqual([3, 3])
})
