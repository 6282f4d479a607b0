/**
 * What proposes the next trial.
 *
 * A sampler is a function of what it is given: whoever asks again with the same history gets the same proposal. What it
 * keeps between calls may only be what it could compute again.
 */
import type { Params } from './parameter.ts'
import type { Space } from './space.ts'
import type { RunningTrial, SeenTrial } from './trial.ts'

/** All that a sampler may know of a study. */
export interface History {
  readonly space: Space
  /** How many objectives there are; all are losses. */
  readonly objectives: number
  readonly seed: bigint
  /** The trial that is proposed; draws are a function of it and the seed. */
  readonly number: number
  /** Those that ended, by rising number. */
  readonly trials: readonly SeenTrial[]
  /** Those asked for before it that have not ended, by rising number. */
  readonly running: readonly RunningTrial[]
}

export interface Sampler {
  propose(history: History): Params
}
