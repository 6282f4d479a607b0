/** Moves parameters against their gradients. */
import { z } from 'zod'
import type { Variable } from './tape.ts'

/** What is learned with, and how fast. */
export const OPTIMIZER_SCHEMA = z.strictObject({
  name: z.enum(['adam', 'momentum']).default('adam'),
  learningRate: z
    .number()
    .positive()
    .max(10)
    .default(0.01)
    .describe('Of the first step; it falls evenly to 0 over all steps.'),
  weightDecay: z.number().min(0).max(1).default(0),
  batch: z.int().min(1).max(4096).default(32).describe('Examples of a step.'),
})

export type OptimizerSettings = z.infer<typeof OPTIMIZER_SCHEMA>

/** Decay of the means of gradients and of their squares, and what keeps from dividing by 0 (Kingma, Ba, ICLR 2015). */
const MEAN_DECAY = 0.9
const SQUARE_DECAY = 0.999
const EPSILON = 1e-8

/** A gradient of all parameters that is longer is shortened to this. */
const LONGEST_GRADIENT = 1

export interface Optimizer {
  /** Moves all parameters by their gradients, which are 0 afterwards. */
  step(): void
}

/**
 * Adam, or gradients with momentum, both with decay of the weights apart from the gradient (Loshchilov, Hutter, ICLR 2019).
 *
 * @param steps after how many the rate is 0.
 */
export function createOptimizer(
  { name, learningRate, weightDecay }: OptimizerSettings,
  parameters: readonly Variable[],
  steps: number,
): Optimizer {
  const means = parameters.map(({ values }) => new Float64Array(values.length))
  const squares = parameters.map(
    ({ values }) => new Float64Array(name === 'adam' ? values.length : 0),
  )
  let [done, meanWeight, squareWeight] = [0, 1, 1]
  return {
    step() {
      const rate = learningRate * Math.max(0, 1 - done / steps)
      done++
      meanWeight *= MEAN_DECAY
      squareWeight *= SQUARE_DECAY
      const shorten = shorteningOf(parameters)
      for (const [p, { values, gradient }] of parameters.entries()) {
        const [mean, square] = [means[p]!, squares[p]!]
        for (let i = 0; i < values.length; i++) {
          const slope = gradient[i]! * shorten
          gradient[i] = 0
          let move: number
          if (name === 'adam') {
            mean[i] = MEAN_DECAY * mean[i]! + (1 - MEAN_DECAY) * slope
            square[i] = SQUARE_DECAY * square[i]! + (1 - SQUARE_DECAY) * slope * slope
            const size = Math.sqrt(square[i]! / (1 - squareWeight)) + EPSILON
            move = mean[i]! / (1 - meanWeight) / size
          } else {
            mean[i] = MEAN_DECAY * mean[i]! + slope
            move = mean[i]!
          }
          values[i]! -= rate * (move + weightDecay * values[i]!)
        }
      }
    },
  }
}

/** What gradients are multiplied by so that together they are no longer than they may be. */
function shorteningOf(parameters: readonly Variable[]): number {
  let sum = 0
  for (const { gradient } of parameters) {
    for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!
  }
  const size = Math.sqrt(sum)
  return size > LONGEST_GRADIENT ? LONGEST_GRADIENT / size : 1
}
