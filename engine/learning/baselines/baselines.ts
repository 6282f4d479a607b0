/** What every result is shown beside: the answer that is always the same, and ridge regression. */
import { countOutputs, type Examples, type TaskShape } from '../data/examples.ts'
import type { Task } from '../data/task.ts'
import { measureOutputs, measureParts, type PartErrors } from '../error.ts'
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

/** The errors of both, `majorityTestError` and so on: each error of a model has that of the baselines beside it. */
export type BaselineErrors = Readonly<
  Record<`${'majority' | 'ridge'}${Capitalize<keyof PartErrors>}`, number>
>

/** By the task they are of, whose trials all tell them. */
const measured = new WeakMap<Task, BaselineErrors>()

/** The errors of both baselines; of a task that comes again they are not worked out again. */
export function measureBaselines(task: Task): BaselineErrors {
  const errors = measured.get(task) ?? workOut(task)
  measured.set(task, errors)
  return errors
}

function workOut(task: Task): BaselineErrors {
  const { shape, train, validation } = task
  const errorsOf = (predict: Predictor) =>
    measureParts(task, (examples) => measureOutputs(predict(examples), examples, shape))
  return {
    ...nameErrors('majority', errorsOf(fitMajority(train, shape))),
    ...nameErrors('ridge', errorsOf(fitRidge(train, validation, shape))),
  }
}

const nameErrors = <Name extends string>(name: Name, errors: PartErrors) =>
  Object.fromEntries(
    Object.entries(errors).map(([part, error]) => [
      `${name}${part[0]!.toUpperCase()}${part.slice(1)}`,
      error,
    ]),
  ) as Record<`${Name}${Capitalize<keyof PartErrors>}`, number>
