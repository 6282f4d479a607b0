/** Makes training trials on one thread, whatever that is of. */
import { makeTask } from '../learning/data/make-task.ts'
import type { Task } from '../learning/data/task.ts'
import { type EpochValues, type TrainingResult, trainTrial } from '../learning/train-trial.ts'
import type { TrainingSpec } from '../learning/training-schema.ts'
import type { Params } from '../search/parameter.ts'

/** What all trials of a study have in common. */
export interface TrainingSource {
  readonly spec: TrainingSpec
  readonly timeLimitSeconds: number
  /** Whether each epoch is told of, and asked about. */
  readonly asks: boolean
}

/** What is told after an epoch; the answer is whether training goes on. */
export interface EpochQuestion {
  readonly epoch: number
  readonly values: EpochValues
}

/** Trains a model; `onLimit` is told first how many seconds it may take. */
export type MakeTraining = (
  params: Params,
  onLimit: (seconds: number) => void,
  ask: (question: EpochQuestion) => Promise<unknown>,
) => Promise<TrainingResult>

/**
 * What trains, one model at a time; the data are made once. What a training throws, it throws.
 *
 * @param nowMs a clock that only goes forward, in milliseconds.
 */
export function openTrainings(
  { spec, timeLimitSeconds, asks }: TrainingSource,
  nowMs: () => number,
): MakeTraining {
  let task: Task | undefined
  return async (params, onLimit, ask) => {
    onLimit(timeLimitSeconds)
    task ??= makeTask(spec.task)
    return trainTrial(spec, params, {
      task,
      nowMs,
      shouldPrune: asks
        ? async (epoch, values) => (await ask({ epoch, values })) !== true
        : undefined,
    })
  }
}
