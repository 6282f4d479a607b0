/** Examples as every head takes them, and what they are of. */
import type { Philox } from '../../math/philox.ts'
import { Draws } from '../../search/draws.ts'
import { TrainingSpecError } from '../errors.ts'

/** What is drawn for: purposes draw independently. Streams below 100 are the samplers'. */
export const STREAMS = {
  examples: 100,
  labels: 101,
  split: 102,
  score: 103,
  weights: 104,
  order: 105,
  groups: 106,
  table: 107,
} as const

/** What a model takes and gives. */
export interface TaskShape {
  readonly inputs: /** Numbers from 0 to 1. */
    | { readonly kind: 'vector'; readonly width: number }
    /** Whole numbers from 0 to below `vocabulary`; `length` is that of the sequences trained with. */
    | { readonly kind: 'sequence'; readonly length: number; readonly vocabulary: number }
  readonly outputs: { readonly kind: 'class'; readonly count: number } | { readonly kind: 'number' }
}

/** Rows of inputs, and what is wanted for each. */
export interface Examples {
  readonly count: number
  /** Numbers of a row; the length, where rows are sequences. */
  readonly width: number
  readonly inputs: Float64Array
  /** A class or a number for each row. */
  readonly targets: Float64Array
}

/** Inputs of all examples of a task. */
const MAX_NUMBERS = 2 ** 23

/** @throws {TrainingSpecError} where examples would have more inputs together than there is memory for. */
export function assertRoom(numbers: number): void {
  if (numbers <= MAX_NUMBERS) return
  const problem = `its examples have ${numbers} inputs together, and at most ${MAX_NUMBERS} are made`
  throw new TrainingSpecError({ field: 'task', problem })
}

/** How many numbers a model gives for an example. */
export function countOutputs({ outputs }: TaskShape): number {
  return outputs.kind === 'class' ? outputs.count : 1
}

/** Rows as examples. All have the same length. */
export function joinExamples(
  rows: readonly (readonly [input: ArrayLike<number>, target: number])[],
  width: number,
): Examples {
  const inputs = new Float64Array(rows.length * width)
  for (const [i, [input]] of rows.entries()) inputs.set(input, i * width)
  const targets = Float64Array.from(rows, ([, target]) => target)
  return { count: rows.length, width, inputs, targets }
}

/** Some of the rows, in the order of `places`. */
export function pickExamples(examples: Examples, places: ArrayLike<number>): Examples {
  const { width } = examples
  const inputs = new Float64Array(places.length * width)
  const targets = new Float64Array(places.length)
  for (let i = 0; i < places.length; i++) {
    const from = places[i]! * width
    for (let j = 0; j < width; j++) inputs[i * width + j] = examples.inputs[from + j]!
    targets[i] = examples.targets[places[i]!]!
  }
  return { count: places.length, width, inputs, targets }
}

/** The parts that examples are split into, with the share of each in hundredths. */
const SHARES = [
  ['train', 60],
  ['validation', 20],
  ['test', 20],
] as const
export type Part = (typeof SHARES)[number][0]

/** The part of an example: a hash of the seed and its number, whatever other examples there are. */
export function partOf(philox: Philox, example: number): Part {
  let left = new Draws(philox, example, STREAMS.split).below(100)
  for (const [part, share] of SHARES) {
    if (left < share) return part
    left -= share
  }
  return 'test'
}

/** Numbers from 0 on in the order of an epoch: a shuffle (Fisher, Yates) by draws of the seed and the epoch. */
export function shuffle(philox: Philox, epoch: number, count: number): Int32Array {
  const draws = new Draws(philox, epoch, STREAMS.order)
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = draws.below(i + 1)
    const other = order[j]!
    order[j] = order[i]!
    order[i] = other
  }
  return order
}
