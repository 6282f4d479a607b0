/** Makes training trials in Node, wherever it is called: in the program itself or in a thread of its own. */
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

/** What trains, one model at a time; the data are made once. What a training throws, it throws. */
export function openTrainingTasks({ spec, timeLimitSeconds, asks }: TrainingSource) {
  let task: Task | undefined
  return async (
    params: Params,
    onLimit: (seconds: number) => void,
    ask: (question: EpochQuestion) => Promise<unknown>,
  ): Promise<TrainingResult> => {
    onLimit(timeLimitSeconds)
    task ??= makeTask(spec.task)
    return trainTrial(spec, params, {
      task,
      nowMs: () => performance.now(),
      shouldPrune: asks
        ? async (epoch, values) => (await ask({ epoch, values })) !== true
        : undefined,
    })
  }
}
