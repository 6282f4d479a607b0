/**
 * Problems that nothing of a sampler was chosen by: no setting, no way of proposing. What a change earns on the others is
 * checked on these. Once something is chosen by them, they belong to `spent.ts`: `schwefel` and `sparse` are spent for the
 * one choice that was made by them, that there are no trends with one objective.
 *
 * K. Deb, L. Thiele, M. Laumanns, E. Zitzler, "Scalable Test Problems for Evolutionary Multiobjective Optimization", 2005
 * (DTLZ5, here with a place of its own in each parameter that distance is from); functions of Griewank and of Schwefel.
 */
import { PATCHES, TANAKA } from './constrained.ts'
import { BUFFERS, CODEC_FRONT } from './discrete.ts'
import {
  type FrontProblem,
  floats,
  type SearchProblem,
  type SingleProblem,
  sum,
  valuesOf,
} from './search-problem.ts'
import { WFG2, WFG7 } from './wfg.ts'

const { abs, cos, log, PI, sin, sqrt } = Math

/** Three objectives, but the front is a curve. */
const CURVE: FrontProblem = {
  name: 'curve',
  space: floats(10),
  objectives: 3,
  ideal: [0, 0, 0],
  reference: [2, 2, 2],
  // Above each f3 below 1 a square is missing up to sqrt((1 - f3 f3) / 2).
  frontVolume: (8 + 1 / 3 - PI / sqrt(2)) / 8,
  evaluate(params) {
    const [x, y, ...rest] = valuesOf(params, 10) as [number, number, ...number[]]
    const g = sum(rest.map((each, i) => (each - 0.2 - 0.08 * i) ** 2))
    const a = (x * PI) / 2
    const b = ((1 + 2 * g * y) * PI) / (4 * (1 + g))
    return [cos(a) * cos(b), cos(a) * sin(b), sin(a)].map((each) => (1 + g) * each)
  },
}

const DEVIATION = 0.1

/** Two numbers of the normal distribution by the digits of a trial's parameters: the same trial is always off by as much. */
function noiseOf(values: readonly number[]): readonly number[] {
  const words = new Uint32Array(Float64Array.from(values).buffer)
  const draw = (start: number) => {
    let hash = start
    for (const word of words) hash = Math.imul(hash ^ word ^ (hash >>> 15), 0x2c1b3c6d)
    hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39)
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
  }
  const radius = sqrt(-2 * log(1 - draw(1)))
  const angle = 2 * PI * draw(2)
  return [radius * cos(angle), radius * sin(angle)]
}

/** What is seen is off by a tenth, as often up as down; scores are of what is true. */
const NOISY: FrontProblem = {
  name: 'noisy',
  space: floats(8),
  objectives: 2,
  ideal: [0, 0],
  reference: [2, 2],
  // What is missing is the corner below f2 = 1 - sqrt f1.
  frontVolume: 1 - 1 / 3 / 4,
  evaluate(params) {
    const [x, ...rest] = valuesOf(params, 8) as [number, ...number[]]
    const g = 1 + 3 * sum(rest.map((each, i) => (each - 0.15 - 0.1 * i) ** 2))
    return [x * g, (1 - sqrt(x)) * g]
  },
  observe(params) {
    const noise = noiseOf(valuesOf(params, 8))
    return NOISY.evaluate(params).map((loss, k) => loss + DEVIATION * noise[k]!)
  },
}

/** Of the parameters of {@link SPARSE}, those that matter, and where they are best. */
const ACTIVE = [3, 8, 12, 17, 23]
const BEST_AT = [0.63, 0.21, 0.48, 0.86, 0.37]

/** Twenty-five parameters of which five matter: Griewank's function. */
const SPARSE: SingleProblem = {
  name: 'sparse',
  space: floats(25),
  objectives: 1,
  best: 0,
  evaluate(params) {
    const x = valuesOf(params, 25)
    const z = ACTIVE.map((index, i) => 10 * (x[index]! - BEST_AT[i]!))
    const product = z.reduce((before, each, i) => before * cos(each / sqrt(i + 1)), 1)
    return [1 + sum(z.map((each) => each * each)) / 40 - product]
  },
}

/** The second best valley is far from the best one, which is near the ends. */
const SCHWEFEL: SingleProblem = {
  name: 'schwefel',
  space: floats(5, -500, 500),
  objectives: 1,
  best: 0,
  evaluate(params) {
    const x = valuesOf(params, 5)
    return [418.9828872724339 * x.length - sum(x.map((each) => each * sin(sqrt(abs(each)))))]
  },
}

export const HELD_BACK_PROBLEMS: readonly SearchProblem[] = [
  WFG2,
  WFG7,
  CURVE,
  TANAKA,
  PATCHES,
  CODEC_FRONT,
  BUFFERS,
  NOISY,
  SPARSE,
  SCHWEFEL,
]
