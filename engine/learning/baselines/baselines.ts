/** What every result is shown beside: the answer that is always the same, and ridge regression. */
import { countOutputs, type Examples, type TaskShape } from '../data/examples.ts'
import type { Task } from '../data/task.ts'
import { measureOutputs } from '../error.ts'
import { fitRidge } from './ridge.ts'

/** Gives outputs for examples, row after row. */
export type Predictor = (examples: Examples) => Float64Array

/** The most frequent class (the first of equal ones), or the mean, of the examples trained with. */
export function fitMajority(train: Examples, shape: TaskShape): Predictor {
  const answer = new Float64Array(countOutputs(shape))
  const { count, targets } = train
  for (let i = 0; i < count; i++) {
    if (shape.outputs.kind === 'class') answer[targets[i]!]! += 1
    else answer[0]! += targets[i]! / count
  }
  return (examples) =>
    Float64Array.from(
      { length: examples.count * answer.length },
      (_, i) => answer[i % answer.length]!,
    )
}

/** Errors on the validation and the test part. */
export interface BaselineErrors {
  readonly majorityError: number
  readonly majorityTestError: number
  readonly ridgeError: number
  readonly ridgeTestError: number
}

export function measureBaselines({ shape, train, validation, test }: Task): BaselineErrors {
  const majority = fitMajority(train, shape)
  const ridge = fitRidge(train, validation, shape)
  const error = (predictor: Predictor, part: Examples) =>
    measureOutputs(predictor(part), part, shape)
  return {
    majorityError: error(majority, validation),
    majorityTestError: error(majority, test),
    ridgeError: error(ridge, validation),
    ridgeTestError: error(ridge, test),
  }
}
