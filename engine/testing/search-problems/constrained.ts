/**
 * Problems with constraints: M. Tanaka, H. Watanabe, Y. Furukawa, T. Tanino, "GA-based decision support system for multicriteria
 * optimization", 1995; and C2-DTLZ2 of H. Jain, K. Deb, IEEE Transactions on Evolutionary Computation 18, 2014, with a place of
 * its own in each parameter that distance is from.
 */
import { type FrontProblem, floats, sum, valuesOf } from './search-problem.ts'

const { atan2, cos, min, PI, sin, sqrt } = Math

/** A front in three pieces, along a bound that waves. */
export const TANAKA: FrontProblem = {
  name: 'tanaka',
  space: floats(2, 0, PI),
  objectives: 2,
  ideal: [0, 0],
  reference: [1.2, 1.2],
  // By four million points of the bound.
  frontVolume: 0.4549,
  evaluate: (params) => valuesOf(params, 2),
  measure(params) {
    const [a, b] = valuesOf(params, 2) as [number, number]
    return {
      wave: 1 + 0.1 * cos(16 * atan2(a, b)) - a * a - b * b,
      disk: (a - 0.5) ** 2 + (b - 0.5) ** 2 - 0.5,
    }
  },
}

const RADIUS = 0.4

/** A sphere of which four small patches are allowed. */
export const PATCHES: FrontProblem = {
  name: 'patches',
  space: floats(8),
  objectives: 3,
  ideal: [0, 0, 0],
  reference: [2, 2, 2],
  // By 56,000 points of the front, and a quarter as many.
  frontVolume: 0.9247,
  evaluate(params) {
    const [x, y, ...rest] = valuesOf(params, 8) as [number, number, ...number[]]
    const g = 1 + sum(rest.map((each, i) => (each - 0.7 + 0.1 * i) ** 2))
    const [a, b] = [(x * PI) / 2, (y * PI) / 2]
    return [g * cos(a) * cos(b), g * cos(a) * sin(b), g * sin(a)]
  },
  measure(params) {
    const losses = PATCHES.evaluate(params)
    const squares = losses.map((loss) => loss * loss)
    const corners = losses.map((loss, k) => sum(squares) - squares[k]! + (loss - 1) ** 2)
    const middle = sum(losses.map((loss) => (loss - 1 / sqrt(3)) ** 2))
    return { patch: min(...corners, middle) - RADIUS ** 2 }
  },
}
