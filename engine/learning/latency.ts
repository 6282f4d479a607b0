/** How long one prediction takes. */
import { type Examples, pickExamples } from './data/examples.ts'
import { type Model, predict } from './heads/model.ts'

const WARMUP = 32
const SAMPLES = 200

/**
 * The time that 95 of 100 predictions of a single example stay below, in the unit of the clock. No machine gives it twice.
 *
 * @param examples at least one; they take turns.
 */
export function measureLatencyP95(model: Model, examples: Examples, now: () => number): number {
  const single = Array.from({ length: Math.min(SAMPLES, examples.count) }, (_, i) =>
    pickExamples(examples, [i]),
  )
  for (let i = 0; i < WARMUP; i++) predict(model, single[i % single.length]!)
  const times = Float64Array.from({ length: SAMPLES }, (_, i) => {
    const from = now()
    predict(model, single[i % single.length]!)
    return now() - from
  }).sort()
  return times[Math.ceil(0.95 * SAMPLES) - 1]!
}
