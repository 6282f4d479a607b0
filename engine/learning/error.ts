/** How wrong a model is, as one number that is 0 for a perfect one. */
import { countOutputs, type Examples, pickExamples, type TaskShape } from './data/examples.ts'
import type { LongPart, Task } from './data/task.ts'
import { type Model, predict } from './heads/model.ts'

/**
 * The error of outputs: of classes, the share of examples whose largest score is another's (the first of equal ones
 * counts); of numbers, the mean square of what they are off by, over the variance of the targets.
 *
 * @param outputs row after row.
 */
export function measureOutputs(
  outputs: Float64Array,
  { count, targets }: Examples,
  { outputs: of }: TaskShape,
): number {
  if (of.kind === 'class') {
    let wrong = 0
    for (let i = 0; i < count; i++) {
      if (largestOf(outputs, i * of.count, of.count) !== targets[i]) wrong++
    }
    return wrong / count
  }
  let [sum, squares] = [0, 0]
  for (let i = 0; i < count; i++) {
    sum += targets[i]!
    squares += (outputs[i]! - targets[i]!) * (outputs[i]! - targets[i]!)
  }
  const mean = sum / count
  let spread = 0
  for (let i = 0; i < count; i++) spread += (targets[i]! - mean) * (targets[i]! - mean)
  return spread > 0 ? squares / spread : squares > 0 ? Number.POSITIVE_INFINITY : 0
}

/** The place of the largest of some scores. */
export function largestOf(scores: Float64Array, from: number, count: number): number {
  let best = 0
  for (let j = 1; j < count; j++) if (scores[from + j]! > scores[from + best]!) best = j
  return best
}

/** Examples that are predicted at a time: as many as their numbers leave room for. */
const MAX_BATCH = 256
const BATCH_BYTES = 2 ** 26

/** What a model gives for examples, row after row. */
export function predictAll(model: Model, examples: Examples): Float64Array {
  const columns = countOutputs(model.shape)
  const all = new Float64Array(examples.count * columns)
  let batch = 1
  for (let from = 0; from < examples.count; ) {
    const length = Math.min(batch, examples.count - from)
    const places = Int32Array.from({ length }, (_, i) => from + i)
    const { outputs, tape } = predict(model, pickExamples(examples, places))
    all.set(outputs.values, from * columns)
    from += length
    batch = Math.min(MAX_BATCH, Math.max(1, Math.floor((BATCH_BYTES * length) / tape.bytes)))
  }
  return all
}

/** The error of a model on examples; see {@link measureOutputs}. */
export function measureError(model: Model, examples: Examples): number {
  return measureOutputs(predictAll(model, examples), examples, model.shape)
}

/** The error on a part of the longest sequences; undefined where there are no longer ones. */
export function measureLongError(
  model: Model,
  long: readonly LongPart[],
  part: 'validation' | 'test',
): number | undefined {
  const longest = long.at(-1)
  return longest === undefined ? undefined : measureError(model, longest[part])
}

/** Errors on the parts of a task by which nothing is learned. */
export interface PartErrors {
  /** On the validation part: what a search is to want. */
  readonly error: number
  /** On the test part, which nothing is chosen by. */
  readonly testError: number
  /** As `error` and `testError` on the longest sequences; where there are no longer ones, the same as those. */
  readonly longError: number
  readonly longTestError: number
  /**
   * On the table of the rule that is learned, each entry once: 0 where the rule is found exactly. Where there is no table,
   * the same as `testError`.
   */
  readonly ruleError: number
}

/** The errors of whatever predicts examples, on each part of a task. */
export function measureParts(
  { validation, test, long, table }: Task,
  errorOf: (examples: Examples) => number,
): PartErrors {
  const longest = long.at(-1)
  const [error, testError] = [errorOf(validation), errorOf(test)]
  return {
    error,
    testError,
    longError: longest === undefined ? error : errorOf(longest.validation),
    longTestError: longest === undefined ? testError : errorOf(longest.test),
    ruleError: table === undefined ? testError : errorOf(table),
  }
}
