/** Trials that are trainings: what is told of epochs, and what comes of them. */
import type { EpochValues, TrainingResult } from '../learning/train-trial.ts'
import type { Params } from '../search/parameter.ts'
import type { Proposal } from '../search/study.ts'
import type { TrialResult } from '../search/trial-result.ts'
import { codeOfFailure, isOfTrial } from './code-of-failure.ts'
import type { TrialDesk } from './drive-study.ts'
import type { StudyPlan } from './study-plan.ts'

/** Trains a model, here or elsewhere; it rejects when the signal is aborted. `onEpoch` gives whether training goes on. */
export type RunTraining = (
  params: Params,
  signal: AbortSignal,
  onEpoch: (epoch: number, values: EpochValues) => Promise<boolean>,
) => Promise<TrainingResult>

/** Numbers that are known after each epoch, by the names that objectives have. */
export const EPOCH_VALUES: readonly string[] = Object.freeze([
  ...(['error', 'longError', 'accuracy', 'longAccuracy', 'loss', 'latencyP95Ms'] as const),
  ...(['memoryBytes', 'multiplyAdds', 'parameters'] as const),
] satisfies (keyof EpochValues)[])

/** The number that no machine gives twice. */
export const MEASURED_VALUE = 'latencyP95Ms'

/** What a trial came to, and its model where it is complete. */
export interface EvaluatedTraining {
  readonly result: TrialResult
  readonly artifact: Uint8Array | undefined
}

/** Makes a trial. What a training throws that has a name fails the trial, as does one that diverges. */
export async function evaluateTraining(
  { objectives }: Pick<StudyPlan, 'objectives'>,
  { params }: Proposal,
  desk: TrialDesk,
  train: RunTraining,
): Promise<EvaluatedTraining> {
  try {
    let isPruned = false
    const { values, measured, artifact } = await train(
      params,
      desk.signal,
      async (epoch, soFar) => {
        const told: Readonly<Record<string, number>> = { ...soFar }
        isPruned = !(await desk.report(
          epoch,
          objectives.map(({ name }) => told[name]!),
        ))
        return !isPruned
      },
    )
    if (isPruned) return { result: { pruned: true }, artifact: undefined }
    if (values === undefined) {
      return { result: { failed: 'learning/diverged: the training diverged' }, artifact: undefined }
    }
    const all: Readonly<Record<string, number>> = { ...values, ...measured }
    const result = { values: objectives.map(({ name }) => all[name]!), measured: all }
    return { result, artifact }
  } catch (error) {
    if (desk.signal.aborted || !isOfTrial(error)) throw error
    return { result: { failed: `${codeOfFailure(error)}: ${error.message}` }, artifact: undefined }
  }
}
