/**
 * Problems of several objectives from E. Zitzler, K. Deb, L. Thiele, "Comparison of Multiobjective Evolutionary Algorithms",
 * Evolutionary Computation 8, 2000 (ZDT3, ZDT6), and K. Deb, L. Thiele, M. Laumanns, E. Zitzler, "Scalable Test Problems
 * for Evolutionary Multiobjective Optimization", 2005 (DTLZ1, DTLZ7).
 */
import { type FrontProblem, floats, sum, valuesOf } from './search-problem.ts'

const { cos, exp, PI, sin, sqrt } = Math

/** A front in five pieces. */
export const ZDT3: FrontProblem = {
  name: 'zdt3',
  space: floats(10),
  objectives: 2,
  ideal: [0, -1],
  reference: [1.1, 6],
  frontVolume: 0.873,
  evaluate(params) {
    const [f1, ...rest] = valuesOf(params, 10) as [number, ...number[]]
    const g = 1 + sum(rest)
    return [f1, g * (1 - sqrt(f1 / g) - (f1 / g) * sin(10 * PI * f1))]
  },
}

/** Few points near the front, and unevenly along it. */
export const ZDT6: FrontProblem = {
  name: 'zdt6',
  space: floats(10),
  objectives: 2,
  ideal: [0.2807753191, 0],
  reference: [1.1, 10],
  frontVolume: 0.952,
  evaluate(params) {
    const [x, ...rest] = valuesOf(params, 10) as [number, ...number[]]
    const f1 = 1 - exp(-4 * x) * sin(6 * PI * x) ** 6
    const g = 1 + 9 * (sum(rest) / 9) ** 0.25
    return [f1, g * (1 - (f1 / g) ** 2)]
  },
}

/** A plane behind many local fronts. Seven parameters. */
export const DTLZ1: FrontProblem = {
  name: 'dtlz1',
  space: floats(7),
  objectives: 3,
  ideal: [0, 0, 0],
  reference: [150, 150, 150],
  // What is missing is the corner below f1 + f2 + f3 = 1/2.
  frontVolume: 1 - 1 / 300 ** 3 / 6,
  evaluate(params) {
    const [a, b, ...rest] = valuesOf(params, 7) as [number, number, ...number[]]
    const ripples = sum(rest.map((x) => (x - 0.5) ** 2 - cos(20 * PI * (x - 0.5))))
    const g = 1 + 100 * (rest.length + ripples)
    return [0.5 * a * b * g, 0.5 * a * (1 - b) * g, 0.5 * (1 - a) * g]
  },
}

/** A front in four pieces. Ten parameters. */
export const DTLZ7: FrontProblem = {
  name: 'dtlz7',
  space: floats(10),
  objectives: 3,
  ideal: [0, 0, 2.6],
  reference: [1, 1, 20],
  frontVolume: 0.888,
  evaluate(params) {
    const [a, b, ...rest] = valuesOf(params, 10) as [number, number, ...number[]]
    const g = 1 + (9 * sum(rest)) / rest.length
    const h = 3 - sum([a, b].map((f) => (f / (1 + g)) * (1 + sin(3 * PI * f))))
    return [a, b, (1 + g) * h]
  },
}
