/** A task: what a model takes and gives, and the examples that it learns from and is judged by. */
import type { Examples, TaskShape } from './examples.ts'

/** Sequences of a length that is not trained with. */
export interface LongPart {
  readonly length: number
  readonly validation: Examples
  readonly test: Examples
}

export interface Task {
  readonly shape: TaskShape
  /** Parts that share no example. */
  readonly train: Examples
  /** What searches and early stopping see. */
  readonly validation: Examples
  /** What nothing is chosen by. */
  readonly test: Examples
  /** By rising length; empty where there are none. */
  readonly long: readonly LongPart[]
  /** The table of a rule, where one is learned: what nothing is chosen by, and films may not show. */
  readonly table?: Examples | undefined
  /**
   * The error on the test part of whoever knows how the data are made but not the noise; 0 where there is none.
   * See `measureError` for what an error is.
   */
  readonly floorError: number
}
