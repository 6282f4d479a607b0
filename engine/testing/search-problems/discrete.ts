/** Problems of our own without any real number: their fronts are known, since all their trials can be counted. */
import type { Parameter, Params } from '../../search/parameter.ts'
import { type FrontProblem, sum, valuesOf } from './search-problem.ts'

const { abs, exp, log2, max } = Math

const inFamily = (...families: readonly string[]) => ({ param: 'family', in: families })

const CODEC: readonly Parameter[] = [
  { name: 'family', type: 'categorical', choices: ['block', 'wave', 'line'] },
  { name: 'edge', type: 'int', low: 3, high: 6, if: inFamily('block') },
  { name: 'taps', type: 'categorical', choices: [3, 5, 7, 9], if: inFamily('wave') },
  { name: 'depth', type: 'int', low: 1, high: 6, if: inFamily('wave') },
  { name: 'smooth', type: 'categorical', choices: [true, false], if: inFamily('block', 'wave') },
  { name: 'entropy', type: 'categorical', choices: ['prefix', 'range', 'none'] },
  { name: 'context', type: 'int', low: 0, high: 12, if: { param: 'entropy', in: ['range'] } },
  { name: 'effort', type: 'int', low: 0, high: 9 },
  { name: 'lanes', type: 'int', low: 1, high: 16 },
  { name: 'step', type: 'int', low: 1, high: 40 },
  { name: 'order', type: 'categorical', choices: ['xyz', 'xzy', 'zxy', 'zyx'] },
]

/** How well each order of axes suits each family. */
const ORDERS: Readonly<Record<string, readonly number[]>> = {
  block: [0.1, 0, 0.3, 0.2],
  wave: [0.3, 0.2, 0, 0.15],
  line: [0, 0.35, 0.2, 0.4],
}

interface Numbers {
  readonly [name: string]: number
}

function sizeOf(params: Params): number {
  const { edge, taps, depth, context, effort, step } = params as unknown as Numbers
  const order =
    ORDERS[String(params.family)]![['xyz', 'xzy', 'zxy', 'zyx'].indexOf(String(params.order))]!
  const family = {
    block: () => 0.9 + 0.12 * abs(edge! - 5) + (params.smooth === true ? 0.05 : 0.15),
    wave: () =>
      0.6 + 0.06 * abs(taps! - 7) + 0.07 * abs(depth! - 4) + (params.smooth === true ? 0.2 : 0),
    line: () => 1.4,
  }[String(params.family) as 'block' | 'wave' | 'line']()
  const coded = {
    prefix: () => 0.75,
    range: () => 0.5 + 0.02 * abs(context! - 7),
    none: () => 1,
  }[String(params.entropy) as 'prefix' | 'range' | 'none']()
  const best = params.family === 'wave' ? 22 : 12
  return (family + order) * coded * (0.7 + 0.3 * exp(-effort! / 3)) + 0.0015 * (step! - best) ** 2
}

function timeOf(params: Params): number {
  const { edge, taps, depth, context, effort, lanes } = params as unknown as Numbers
  const family = {
    block: () => 0.8 + 0.15 * edge!,
    wave: () => 0.7 + 0.1 * taps! * depth!,
    line: () => 0.4,
  }[String(params.family) as 'block' | 'wave' | 'line']()
  const coded = {
    prefix: () => 0.3,
    range: () => 0.7 + 0.12 * context!,
    none: () => 0,
  }[String(params.entropy) as 'prefix' | 'range' | 'none']()
  // Lanes help where there is something to share, up to a number of them that depends on the family.
  const most = params.family === 'line' ? 4 : params.family === 'block' ? 14 : 8
  const shared = (family + coded) * (1 + 0.25 * effort!)
  return log2(1 + shared / lanes! + 0.06 * max(0, lanes! - most) + 0.1 * effort!)
}

/** Size against time of a way to store cells: three families, categories of which one is best for each. */
export const CODEC_FRONT: FrontProblem = {
  name: 'codec',
  space: CODEC,
  objectives: 2,
  ideal: [0, 0],
  reference: [2.5, 3.5],
  // By all of them, each with the step and the order that suit it best.
  frontVolume: 0.8588,
  evaluate: (params) => [sizeOf(params), timeOf(params)],
}

/** What a place of each buffer costs, and how much is waited for there. */
const PRICES = [3, 1, 2, 5, 1, 4, 2, 3, 1, 2, 6, 1]
const WAITS = [9, 2, 4, 12, 3, 1, 7, 5, 8, 2, 10, 6]

/** Twelve whole numbers from 0 to 15: the price of buffers in a line against what is waited for; neighbors should be alike. */
export const BUFFERS: FrontProblem = {
  name: 'buffers',
  space: PRICES.map((_, i) => ({ name: `x${i}`, type: 'int', low: 0, high: 15 })),
  objectives: 2,
  ideal: [0, 0],
  reference: [300, 80],
  // The least that is waited for at each price, from one buffer of the line to the next.
  frontVolume: 0.78669,
  evaluate(params) {
    const sizes = valuesOf(params, PRICES.length)
    const price = sum(sizes.map((size, i) => PRICES[i]! * size))
    const waits = sum(sizes.map((size, i) => WAITS[i]! / (1 + size)))
    const steps = sum(sizes.slice(1).map((size, i) => abs(size - sizes[i]!)))
    return [price, waits + 0.25 * steps]
  },
}
