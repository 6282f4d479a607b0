/**
 * Models of training trials in a page: none is kept, since a training is the same to the last bit whenever it is made. Who
 * wants a model has its trial trained once more, and gets the bytes that `thunderline search --models` writes.
 */
import type { TrainingResult } from '../learning/train-trial.ts'
import type { Trial } from '../search/trial.ts'
import { MEASURED_VALUE } from '../studies/training-trial.ts'
import { ModelAbsentError } from './errors.ts'
import type { PageStudy } from './open-page-study.ts'
import { TrialPool } from './trial-pool.ts'

/**
 * Trains a trial that is complete, and gives its model.
 *
 * @param startThread begins a worker that serves trials; it has ended when this has.
 * @throws {ModelAbsentError} where the trial is none with a model, or comes to other numbers than its record tells.
 * @throws what {@link TrialPool.run} does.
 */
export async function trainAgain(
  { plan, setup }: PageStudy,
  { number: trial, state, params, values: told = [] }: Trial,
  startThread: () => Worker,
): Promise<Uint8Array<ArrayBuffer>> {
  if (setup.kind !== 'training' || state !== 'complete') {
    throw new ModelAbsentError({ trial, problem: 'Only trainings that are complete have one' })
  }
  // What is complete was not pruned: nobody is asked.
  const source = { ...setup.source, asks: false }
  const pool = new TrialPool({ kind: 'training', source }, 1, startThread)
  try {
    const result = (await pool.run(params, new AbortController().signal)) as TrainingResult
    const made: Readonly<Record<string, number>> = { ...result.values }
    for (const [place, { name }] of plan.objectives.entries()) {
      if (name === MEASURED_VALUE || Object.is(made[name], told[place])) continue
      const problem = `Its ${name} was ${told[place]}, and now it is ${made[name]}: another version made the trial`
      throw new ModelAbsentError({ trial, problem })
    }
    return new Uint8Array(result.artifact)
  } finally {
    pool.close()
  }
}
