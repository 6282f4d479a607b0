/** What all heads are behind: a model that gives numbers for examples, and is known by its parameters. */
import type { Philox } from '../../math/philox.ts'
import { Draws } from '../../search/draws.ts'
import { type Examples, STREAMS, type TaskShape } from '../data/examples.ts'
import { TrainingSpecError } from '../errors.ts'
import { createParameter, Tape, type Variable } from '../tape.ts'
import type { HeadSettings } from './head-schema.ts'

export interface Model {
  readonly settings: HeadSettings
  readonly shape: TaskShape
  /** The seed of what was drawn for it, a decimal u64. */
  readonly seed: string
  /** What is learned, in an order that files rely on. */
  readonly parameters: readonly Variable[]
  /** A row of numbers for each example: scores of classes, or one number. */
  forward(tape: Tape, examples: Examples): Variable
}

/** How a head makes a model; numbers are drawn from `philox`, as many as it likes. */
export type BuildHead<Settings> = (
  settings: Settings,
  shape: TaskShape,
  philox: Philox,
) => Pick<Model, 'parameters' | 'forward'>

/** Models of more numbers are not for training in JavaScript. */
export const MAX_MODEL_PARAMETERS = 2_000_000

/**
 * Gives the parameters of a model one after another, each with first numbers of its own draws.
 * A model that would be too large is refused before there is memory for it.
 */
export class ParameterMaker {
  readonly parameters: Variable[] = []
  readonly #philox: Philox
  #count = 0

  constructor(philox: Philox) {
    this.#philox = philox
  }

  /** All zero, or another number. */
  filled(rows: number, columns: number, value = 0): Variable {
    this.#count += rows * columns
    if (this.#count > MAX_MODEL_PARAMETERS) {
      const problem = `the model would have more than ${MAX_MODEL_PARAMETERS} parameters`
      throw new TrainingSpecError({ field: 'head', problem })
    }
    const parameter = createParameter(rows, columns)
    parameter.values.fill(value)
    this.parameters.push(parameter)
    return parameter
  }

  /** Evenly spread from -limit to limit. */
  spread(rows: number, columns: number, limit: number): Variable {
    const draws = new Draws(this.#philox, this.parameters.length, STREAMS.weights)
    const parameter = this.filled(rows, columns)
    for (let i = 0; i < parameter.values.length; i++) {
      parameter.values[i] = limit * (2 * draws.uniform() - 1)
    }
    return parameter
  }

  /** For a product that keeps the size of numbers (Glorot, Bengio, AISTATS 2010). */
  product(rows: number, columns: number): Variable {
    return this.spread(rows, columns, Math.sqrt(6 / (rows + columns)))
  }
}

/** How many numbers a model has learned. */
export function countParameters({ parameters }: Pick<Model, 'parameters'>): number {
  return parameters.reduce((sum, { values }) => sum + values.length, 0)
}

/** A row of numbers for each example, and what they cost. */
export function predict(model: Model, examples: Examples): { outputs: Variable; tape: Tape } {
  const tape = new Tape(false)
  return { outputs: model.forward(tape, examples), tape }
}
