/**
 * Problems from S. Huband, P. Hingston, L. Barone, L. While, "A Review of Multiobjective Test Problems and a Scalable Test
 * Problem Toolkit", IEEE Transactions on Evolutionary Computation 10, 2006: two objectives, two position parameters and
 * eight distance parameters, parameter i from 0 to 2 i.
 */
import type { Parameter, Params } from '../../search/parameter.ts'
import { type FrontProblem, sum, valuesOf } from './search-problem.ts'

const { abs, cos, floor, PI, sin } = Math
const COUNT = 10
const POSITIONS = 2

const space: readonly Parameter[] = Array.from({ length: COUNT }, (_, i) => ({
  name: `x${i}`,
  type: 'float',
  low: 0,
  high: 2 * (i + 1),
}))

const normalize = (params: Params) => valuesOf(params, COUNT).map((x, i) => x / (2 * (i + 1)))

const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length

/** The transformation s_multi: 2 a + 1 valleys, the deepest at c. */
function shiftMultimodal(y: number, a: number, b: number, c: number): number {
  const distance = abs(y - c) / (2 * (floor(c - y) + c))
  return (1 + cos((4 * a + 2) * PI * (0.5 - distance)) + 4 * b * distance * distance) / (b + 2)
}

/** The transformation s_linear: the distance from a. */
const shiftLinear = (y: number, a: number) => abs(y - a) / abs(floor(a - y) + a)

/** The transformation r_nonsep of degree a: numbers and their differences. */
function joinNonseparable(y: readonly number[], a: number): number {
  const total = sum(
    y.map((each, j) => {
      const others = Array.from({ length: a - 1 }, (_, k) => y[(1 + j + k) % y.length]!)
      return each + sum(others.map((other) => abs(each - other)))
    }),
  )
  const half = Math.ceil(a / 2)
  return total / ((y.length / a) * half * (1 + 2 * a - 2 * half))
}

/** The concave front of two objectives, of a position and a distance. */
const shapeConcave = (position: number, distance: number): readonly number[] => [
  distance + 2 * sin((position * PI) / 2),
  distance + 4 * cos((position * PI) / 2),
]

const scored = {
  space,
  objectives: 2,
  ideal: [0, 0],
  reference: [3, 5],
  // A quarter of an ellipse with half axes 2 and 4 is missing.
  frontVolume: 1 - (PI * 2 * 4) / 4 / 15,
} as const

/** Separable, with many valleys. */
export const WFG4: FrontProblem = {
  ...scored,
  name: 'wfg4',
  evaluate(params) {
    const y = normalize(params).map((each) => shiftMultimodal(each, 30, 10, 0.35))
    return shapeConcave(mean(y.slice(0, POSITIONS)), mean(y.slice(POSITIONS)))
  },
}

/** Not separable. */
export const WFG6: FrontProblem = {
  ...scored,
  name: 'wfg6',
  evaluate(params) {
    const y = normalize(params).map((each, i) => (i < POSITIONS ? each : shiftLinear(each, 0.35)))
    const position = joinNonseparable(y.slice(0, POSITIONS), POSITIONS)
    return shapeConcave(position, joinNonseparable(y.slice(POSITIONS), COUNT - POSITIONS))
  },
}

/** A front in five pieces, and distance parameters that act in pairs. */
export const WFG2: FrontProblem = {
  ...scored,
  name: 'wfg2',
  // By two million points of the front.
  frontVolume: 0.76474,
  evaluate(params) {
    const y = normalize(params).map((each, i) => (i < POSITIONS ? each : shiftLinear(each, 0.35)))
    const position = mean(y.slice(0, POSITIONS))
    const pairs = [2, 4, 6, 8].map((i) => joinNonseparable(y.slice(i, i + 2), 2))
    const distance = mean(pairs)
    return [
      distance + 2 * (1 - cos((position * PI) / 2)),
      distance + 4 * (1 - position * cos(5 * PI * position) ** 2),
    ]
  },
}

/** The transformation b_param: a power between `least` and `most`, by what the other parameters are. */
function biasBy(y: number, others: number, [a, least, most]: readonly [number, number, number]) {
  const v = a - (1 - 2 * others) * abs(floor(0.5 - others) + a)
  return y ** (least + (most - least) * v)
}

/** Where a trial lies along the front depends on its distance parameters, by powers up to 50. */
export const WFG7: FrontProblem = {
  ...scored,
  name: 'wfg7',
  evaluate(params) {
    const z = normalize(params)
    const y = z.map((each, i) =>
      i < POSITIONS
        ? biasBy(each, mean(z.slice(i + 1)), [0.98 / 49.98, 0.02, 50])
        : shiftLinear(each, 0.35),
    )
    return shapeConcave(mean(y.slice(0, POSITIONS)), mean(y.slice(POSITIONS)))
  },
}
