/** The problems are those of the papers: values worked out by hand at points where they are simple. */
import { expect, test } from 'vitest'
import { buildSpace, chooseParams, valueAt } from '../../search/space.ts'
import { tries } from '../tries.ts'
import { HELD_BACK_PROBLEMS } from './held-back.ts'
import type { SearchProblem } from './search-problem.ts'
import { SEARCH_PROBLEMS } from './search-problems.ts'
import { SPENT_PROBLEMS } from './spent.ts'

const PROBLEMS = [...SEARCH_PROBLEMS, ...SPENT_PROBLEMS, ...HELD_BACK_PROBLEMS]

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
  // Distances of 0; at position 1/10 the cosine is 0, at 1 it is -1.
  ['wfg2', at(0.2, 0.4, 2.1, 2.8, 3.5, 4.2, 4.9, 5.6, 6.3, 7), [2 - 2 * Math.cos(Math.PI / 20), 4]],
  ['wfg2', at(2, 4, 2.1, 2.8, 3.5, 4.2, 4.9, 5.6, 6.3, 7), [2, 0]],
  // 0 and 1 are so to whatever power.
  ['wfg7', at(0, 0, 2.1, 2.8, 3.5, 4.2, 4.9, 5.6, 6.3, 7), [0, 4]],
  ['wfg7', at(2, 4, 2.1, 2.8, 3.5, 4.2, 4.9, 5.6, 6.3, 7), [2, 0]],
  [
    'curve',
    at(0, 0.9, ...Array.from({ length: 8 }, (_, i) => 0.2 + 0.08 * i)),
    [Math.SQRT1_2, Math.SQRT1_2, 0],
  ],
  ['curve', at(1, 0.3, ...Array.from({ length: 8 }, (_, i) => 0.2 + 0.08 * i)), [0, 0, 1]],
  ['tanaka', at(1, 0.2), [1, 0.2]],
  ['patches', at(0, 1, ...Array.from({ length: 6 }, (_, i) => 0.7 - 0.1 * i)), [0, 1, 0]],
  ['noisy', at(0.25, ...Array.from({ length: 7 }, (_, i) => 0.15 + 0.1 * i)), [0.25, 0.5]],
  ['buffers', at(...times(12, 0)), [0, 69]],
  ['buffers', at(...times(11, 0), 3), [3, 69 - 4.5 + 0.75]],
  ['schwefel', at(...times(5, 420.968746)), [0]],
  ['schwefel', at(...times(5, 0)), [418.9828872724339 * 5]],
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

test.each([
  // 1 + cos(4 pi)/10 is missing at 45 degrees, where the bound is farthest out.
  ['tanaka', at(1, 1), { wave: 1.1 - 2, disk: 0 }],
  ['tanaka', at(0.5, 0.5), { wave: 1.1 - 0.5, disk: -0.5 }],
  // A corner is in the middle of its patch.
  ['patches', at(1, 0.3, ...Array.from({ length: 6 }, (_, i) => 0.7 - 0.1 * i)), { patch: -0.16 }],
] as const)('what %s constrains is what its paper says', (name, params, expected) => {
  const found = problemOf(name).measure!(params)
  for (const [key, value] of Object.entries(expected)) expect(found[key]).toBeCloseTo(value, 9)
})

test('what is seen of a noisy problem is off by a tenth, neither up nor down, and the same each time', () => {
  const problem = problemOf('noisy')
  const trials = Array.from({ length: 2000 }, (_, i) => at(...times(8, i / 2000)))
  for (const k of [0, 1]) {
    const offs = trials.map((each) => problem.observe!(each)[k]! - problem.evaluate(each)[k]!)
    const mean = offs.reduce((a, b) => a + b) / offs.length
    const deviation = Math.sqrt(offs.reduce((a, b) => a + (b - mean) ** 2, 0) / offs.length)
    // Five standard errors.
    expect(Math.abs(mean)).toBeLessThan(0.0112)
    expect(Math.abs(deviation - 0.1)).toBeLessThan(0.008)
  }
  expect(problem.observe!(trials[7]!)).toEqual(problem.observe!(trials[7]!))
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
