/** Problems of our own, with conditions, categories, whole numbers and logarithmic scales. */
import type { Parameter, Params } from '../../search/parameter.ts'
import type { FrontProblem, SingleProblem } from './search-problem.ts'

const { abs, cos, exp, log2, log10, max, PI } = Math

const PIPELINE: readonly Parameter[] = [
  { name: 'method', type: 'categorical', choices: ['tree', 'net', 'line'] },
  { name: 'rows', type: 'int', low: 100, high: 10_000, log: true },
  { name: 'depth', type: 'int', low: 1, high: 16, if: { param: 'method', in: ['tree'] } },
  {
    name: 'trees',
    type: 'int',
    low: 10,
    high: 500,
    step: 10,
    if: { param: 'method', in: ['tree'] },
  },
  {
    name: 'rate',
    type: 'float',
    low: 1e-5,
    high: 1,
    log: true,
    if: { param: 'method', in: ['net', 'tree'] },
  },
  {
    name: 'width',
    type: 'int',
    low: 4,
    high: 1024,
    log: true,
    if: { param: 'method', in: ['net'] },
  },
  {
    name: 'bend',
    type: 'categorical',
    choices: ['none', 'soft', 'hard'],
    if: { param: 'method', in: ['net'] },
  },
  {
    name: 'slope',
    type: 'float',
    low: 0,
    high: 1,
    step: 0.05,
    if: { param: 'bend', in: ['soft', 'hard'] },
  },
  {
    name: 'ridge',
    type: 'float',
    low: 1e-6,
    high: 1e3,
    log: true,
    if: { param: 'method', in: ['line'] },
  },
  { name: 'scaled', type: 'categorical', choices: [true, false] },
  { name: 'cut', type: 'float', low: 0, high: 0.5 },
]

/** Numbers by name, and what is none beside them. */
interface Values {
  readonly [name: string]: number | undefined
}

function errorOf(given: Params): number {
  const { method } = given
  const params = given as Values
  const { rows, rate, cut } = params
  const shared = 0.3 / log10(rows!) + 0.8 * (cut! - 0.12) ** 2 + (given.scaled === true ? 0 : 0.04)
  if (method === 'line') return 0.35 + shared + 0.01 * (log10(params.ridge!) + 1) ** 2
  const rateGap = log10(rate!)
  if (method === 'tree') {
    const best = -0.5 - 0.6 * log10(params.trees! / 10)
    return 0.12 + shared + 0.05 * (rateGap - best) ** 2 + 0.004 * abs(params.depth! - 6)
  }
  const size = log2(params.width!)
  const bend = { none: 0.15, soft: 0.02, hard: 0 }[String(given.bend)]!
  const slope =
    given.bend === 'none' ? 0 : 0.3 * (params.slope! - (given.bend === 'soft' ? 0.2 : 0.7)) ** 2
  return (
    0.05 + shared + bend + slope + 0.5 * exp(-0.35 * size) + 0.06 * (rateGap + 2 + 0.15 * size) ** 2
  )
}

function costOf(given: Params): number {
  const params = given as Values
  const rows = log10(params.rows!)
  if (given.method === 'line') return 0.7 * rows
  if (given.method === 'tree') return rows + 0.6 * log10(params.trees!) + 0.04 * params.depth! - 0.5
  return rows + 0.75 * log10(params.width!) + (given.bend === 'none' ? 0 : 0.2)
}

/** Chooses one of three methods with its settings: error against the logarithm of the cost. */
export const PIPELINE_FRONT: FrontProblem = {
  name: 'pipeline',
  space: PIPELINE,
  objectives: 2,
  ideal: [0.1, 1.4],
  reference: [1, 6],
  frontVolume: 0.834,
  evaluate: (params) => [errorOf(params), costOf(params)],
}

const LAYOUT: readonly Parameter[] = [
  { name: 'shape', type: 'categorical', choices: ['a', 'b', 'c', 'd', 'e', 'f'] },
  { name: 'order', type: 'categorical', choices: [0, 1, 2, 3] },
  { name: 'block', type: 'int', low: 0, high: 40 },
  { name: 'lanes', type: 'int', low: 1, high: 64, log: true },
  { name: 'fill', type: 'float', low: 0, high: 1 },
  { name: 'skew', type: 'float', low: -1, high: 1 },
  { name: 'ahead', type: 'int', low: 0, high: 12, if: { param: 'order', in: [1, 3] } },
]

/** Time, memory and error of a table's layout: which block is best depends on the shape, and categories act together. */
export const LAYOUT_FRONT: FrontProblem = {
  name: 'layout',
  space: LAYOUT,
  objectives: 3,
  ideal: [0, 0, 0],
  reference: [2, 2, 2],
  frontVolume: 0.738,
  evaluate(params) {
    const { block, lanes, fill, skew, ahead = 6 } = params as Values
    const shape = 'abcdef'.indexOf(String(params.shape))
    const order = Number(params.order)
    const fits = (shape + order) % 3 === 0 ? 0 : 0.25
    const off = ((block! - (6 + 5 * shape)) / 12) ** 2
    const share = log2(lanes!) / 6
    const time =
      0.2 + fits + 0.8 * (1 - share) ** 2 + 0.5 * off + 0.02 * (ahead! - 9) ** 2 * (1 - fill!)
    const memory = 0.1 + 0.9 * share + 0.5 * fill! ** 2 + 0.02 * shape
    const error =
      0.1 + (fill! - 0.9 + 0.4 * share) ** 2 + 0.6 * (skew! - 0.5 * fill!) ** 2 + 0.4 * fits
    return [time, memory, error]
  },
}

/** One objective: the error of {@link PIPELINE_FRONT} and a tenth of its cost, with ripples. */
export const PIPELINE_ERROR: SingleProblem = {
  name: 'pipeline-error',
  space: PIPELINE,
  objectives: 1,
  best: 0.3819,
  evaluate(params) {
    const error = errorOf(params)
    return [error + 0.05 * costOf(params) + 0.02 * max(0, cos(12 * PI * error))]
  },
}
