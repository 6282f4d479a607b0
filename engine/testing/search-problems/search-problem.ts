/** What a problem is that samplers are tried on: a space, a function, and what the best answer is worth. */
import type { Parameter, Params } from '../../search/parameter.ts'

interface AnyProblem {
  readonly name: string
  readonly space: readonly Parameter[]
  /** One loss an objective; less is better. */
  evaluate(params: Params): readonly number[]
  /** What a trial has to keep at most 0, by name; nothing unless said. */
  measure?(params: Params): Readonly<Record<string, number>>
  /** What is seen of the losses, where that is not quite what they are. */
  observe?(params: Params): readonly number[]
}

/** A problem of one objective. */
export interface SingleProblem extends AnyProblem {
  readonly objectives: 1
  /** The least value there is, or the least that is known. */
  readonly best: number
}

/** A problem of several objectives; its score is the hypervolume between `ideal` (0) and `reference` (1 in each objective). */
export interface FrontProblem extends AnyProblem {
  readonly objectives: 2 | 3
  readonly ideal: readonly number[]
  readonly reference: readonly number[]
  /** The score of the front, or the highest that is known. */
  readonly frontVolume: number
}

export type SearchProblem = SingleProblem | FrontProblem

/** `count` floats `x0`, `x1` and so on, in one range. */
export function floats(count: number, low = 0, high = 1): readonly Parameter[] {
  return Array.from({ length: count }, (_, i) => ({ name: `x${i}`, type: 'float', low, high }))
}

/** The values of {@link floats}. */
export function valuesOf(params: Params, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => params[`x${i}`] as number)
}

export const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
