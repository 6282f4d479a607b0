/** The problems are those of the papers: values worked out by hand at points where they are simple. */
import { expect, test } from 'vitest'
import { buildSpace, chooseParams, valueAt } from '../../search/space.ts'
import { tries } from '../tries.ts'
import { HELD_BACK_PROBLEMS } from './held-back.ts'
import type { SearchProblem } from './search-problem.ts'
import { SEARCH_PROBLEMS } from './search-problems.ts'

const PROBLEMS = [...SEARCH_PROBLEMS, ...HELD_BACK_PROBLEMS]

const problemOf = (name: string): SearchProblem => {
  const problem = PROBLEMS.find((each) => each.name === name)
  if (problem === undefined) throw new Error(`there is no ${name}`)
  return problem
}

const at = (...values: readonly number[]) =>
  Object.fromEntries(values.map((value, i) => [`x${i}`, value]))

/** From 1/4 to 7/10, evenly. */
const bestPlaces = (count: number) =>
  Array.from({ length: count }, (_, i) => 0.25 + (0.45 * i) / (count - 1))

const times = (count: number, value: number) => Array<number>(count).fill(value)

test.each([
  // g = 1 on the front: f2 = 1 - sqrt f1 - f1 sin(10 pi f1).
  ['zdt3', at(0.25, ...times(9, 0)), [0.25, 1 - 0.5 - 0.25]],
  ['zdt3', at(0, ...times(9, 1)), [0, 10]],
  // sin(6 pi 0.5) = 0, so that f1 = 1 and f2 = 0 on the front.
  ['zdt6', at(0.5, ...times(9, 0)), [1, 0]],
  ['zdt6', at(0.5, ...times(9, 1)), [1, 10 - 0.1]],
  ['dtlz1', at(0.5, 0.5, ...times(5, 0.5)), [0.125, 0.125, 0.25]],
  // At 0 each distance parameter adds 1/4 - 1 + 1 to g / 100.
  ['dtlz1', at(1, 1, ...times(5, 0)), [63, 0, 0]],
  ['dtlz7', at(0, 0, ...times(8, 0)), [0, 0, 6]],
  ['dtlz7', at(1, 0, ...times(8, 1)), [1, 0, 11 * (3 - 1 / 11)]],
  ['wfg4', at(0.7, 1.4, 2.1, 2.8, 3.5, 4.2, 4.9, 5.6, 6.3, 7), [0, 4]],
  ['wfg6', at(0, 0, 2.1, 2.8, 3.5, 4.2, 4.9, 5.6, 6.3, 7), [0, 4]],
  ['wfg6', at(2, 0, 2.1, 2.8, 3.5, 4.2, 4.9, 5.6, 6.3, 7), [2, 0]],
  ['hartmann6', at(0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573), [-3.32237]],
  ['rosenbrock', at(1.2, -1.9, 2.4, -0.7), [0]],
  ['rosenbrock', at(-0.8, -3.9, 0.4, -2.7), [3]],
  ['ackley', at(1.2, -1.9, 2.4, -0.7, -3.3), [0]],
  ['rastrigin', at(2.2, -1.9, 2.4, -0.7), [1]],
  ['turned-rastrigin', at(1.2, -1.9, 2.4, -0.7), [0]],
  ['ellipsoid', at(1.2, -1.9, 2.4, -0.7, -3.3, 0.5), [0]],
  // At 1/sqrt 6 in all parameters the first loss is 0, the other 1 - exp(-4).
  ['fonseca', at(...times(6, 1 / Math.sqrt(6))), [0, 1 - Math.exp(-4)]],
  // All parameters but the first two are where they are best: the ends of the front.
  ['convex-sphere', at(0, 1, ...bestPlaces(10)), [0, 1, 0]],
  ['convex-sphere', at(1, 0, ...bestPlaces(10)), [0, 0, 1]],
  ['inverted-plane', at(0, 0, ...bestPlaces(7)), [0.5, 0.5, 0]],
  ['inverted-plane', at(1, 1, ...bestPlaces(7)), [0, 0.5, 0.5]],
  ['levy', at(...times(6, 1)), [0]],
  // w = 0 in all parameters: five times 1 + 10 sin(1)^2, and 1 at the end.
  ['levy', at(...times(6, -3)), [5 * (1 + 10 * Math.sin(1) ** 2) + 1]],
  ['styblinski-tang', at(...times(5, 0)), [0]],
  ['styblinski-tang', at(...times(5, -2.903534)), [-39.166166 * 5]],
] as const)('%s has its value where it is simple', (name, params, expected) => {
  const found = problemOf(name).evaluate(params)
  for (const [k, value] of expected.entries()) expect(found[k]).toBeCloseTo(value, 5)
})

test.each(PROBLEMS)('no trial of $name is better than what its score ends at', (problem) => {
  const space = buildSpace(problem.space)
  for (let i = 1; i <= tries(300); i++) {
    // Weyl sequences with irrational steps: even, and the same each time.
    const params = chooseParams(space, (dimension) =>
      valueAt(dimension, (i * Math.sqrt(2 + dimension.index * 3.7)) % 1),
    )
    const losses = problem.evaluate(params)
    expect(losses).toHaveLength(problem.objectives)
    const least = problem.objectives === 1 ? [problem.best] : problem.ideal
    for (const [k, loss] of losses.entries()) expect(loss).toBeGreaterThanOrEqual(least[k]!)
  }
})
