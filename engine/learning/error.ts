/** How wrong a model is, as one number that is 0 for a perfect one. */
import { type Examples, pickExamples, type TaskShape } from './data/examples.ts'
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

/** Examples that are predicted at a time. */
const BATCH = 256

/** What a model gives for examples, row after row. */
export function predictAll(model: Model, examples: Examples): Float64Array {
  const parts: Float64Array[] = []
  for (let from = 0; from < examples.count; from += BATCH) {
    const length = Math.min(BATCH, examples.count - from)
    const places = Int32Array.from({ length }, (_, i) => from + i)
    parts.push(predict(model, pickExamples(examples, places)).outputs.values)
  }
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** The error of a model on examples; see {@link measureOutputs}. */
export function measureError(model: Model, examples: Examples): number {
  return measureOutputs(predictAll(model, examples), examples, model.shape)
}
