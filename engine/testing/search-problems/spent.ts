/**
 * Problems that were held back until it was chosen by them what a good trial weighs: they say no more what a sampler is worth
 * where nobody looked.
 *
 * C. Fonseca, P. Fleming, "Multiobjective Optimization and Multiple Constraint Handling with Evolutionary Algorithms", 1998;
 * K. Deb, H. Jain, IEEE Transactions on Evolutionary Computation 18, 2014 (convex DTLZ2; the inverted front is of part II);
 * functions of Levy and of Styblinski and Tang. Distances are from a place of its own in each parameter.
 */
import type { Params } from '../../search/parameter.ts'
import {
  type FrontProblem,
  floats,
  type SearchProblem,
  type SingleProblem,
  sum,
  valuesOf,
} from './search-problem.ts'

const { cos, exp, PI, sin, sqrt } = Math

/** How far the parameters from the third on are from where they are best. */
function distanceOf(values: readonly number[]): number {
  const rest = values.slice(2)
  return sum(rest.map((x, i) => (x - 0.25 - (0.45 * i) / (rest.length - 1)) ** 2))
}

const FONSECA: FrontProblem = {
  name: 'fonseca',
  space: floats(6, -2, 2),
  objectives: 2,
  ideal: [0, 0],
  reference: [1, 1],
  // The area below the curve of x = (t, ..., t), by four million strips.
  frontVolume: 0.3421,
  evaluate(params) {
    const x = valuesOf(params, 6)
    const fallFrom = (place: number) => 1 - exp(-sum(x.map((each) => (each - place) ** 2)))
    return [fallFrom(1 / sqrt(6)), fallFrom(-1 / sqrt(6))]
  },
}

const CONVEX_SPHERE: FrontProblem = {
  name: 'convex-sphere',
  space: floats(12),
  objectives: 3,
  ideal: [0, 0, 0],
  reference: [2, 2, 2],
  // What is missing is the corner below sqrt f1 + sqrt f2 + f3 = 1.
  frontVolume: 1 - 1 / 30 / 8,
  evaluate(params) {
    const values = valuesOf(params, 12)
    const [a, b] = values.slice(0, 2).map((x) => (x * PI) / 2) as [number, number]
    const g = 1 + distanceOf(values)
    const [x, y, z] = [g * cos(a) * cos(b), g * cos(a) * sin(b), g * sin(a)]
    return [x ** 4, y ** 4, z ** 2]
  },
}

const INVERTED_PLANE: FrontProblem = {
  name: 'inverted-plane',
  space: floats(9),
  objectives: 3,
  ideal: [0, 0, 0],
  reference: [1.5, 1.5, 1.5],
  // The front is the part of f1 + f2 + f3 = 1 with no number above 1/2.
  frontVolume: (1 + 3 / 2 + 3 / 8 + 1 / 48) / 1.5 ** 3,
  evaluate(params) {
    const values = valuesOf(params, 9)
    const [a, b] = values as [number, number]
    const g = 1 + distanceOf(values)
    return [a * b, a * (1 - b), 1 - a].map((share) => (0.5 - 0.5 * share) * g)
  },
}

const LEVY: SingleProblem = {
  name: 'levy',
  space: floats(6, -10, 7),
  objectives: 1,
  best: 0,
  evaluate(params: Params) {
    const w = valuesOf(params, 6).map((x) => 1 + (x - 1) / 4)
    const [first, last] = [w[0]!, w[5]!]
    const inner = w.slice(0, -1).map((each) => (each - 1) ** 2 * (1 + 10 * sin(PI * each + 1) ** 2))
    const end = (last - 1) ** 2 * (1 + sin(2 * PI * last) ** 2)
    return [sin(PI * first) ** 2 + sum(inner) + end]
  },
}

const STYBLINSKI_TANG: SingleProblem = {
  name: 'styblinski-tang',
  space: floats(5, -5, 5),
  objectives: 1,
  best: -39.16616570377142 * 5,
  evaluate: (params: Params) => [
    sum(valuesOf(params, 5).map((x) => (x ** 4 - 16 * x ** 2 + 5 * x) / 2)),
  ],
}

export const SPENT_PROBLEMS: readonly SearchProblem[] = [
  FONSECA,
  CONVEX_SPHERE,
  INVERTED_PLANE,
  LEVY,
  STYBLINSKI_TANG,
]
