/** Makes trials that are trainings in Node, each in a thread, and keeps their models. */
import { join } from 'node:path'
import type { TrainingResult } from '../learning/train-trial.ts'
import type { Params } from '../search/parameter.ts'
import type { Evaluate } from '../studies/drive-study.ts'
import type { StudyPlan, TrainingPlan } from '../studies/study-plan.ts'
import { evaluateTraining, type RunTraining } from '../studies/training-trial.ts'
import type { EvaluatorOptions, TrialEvaluator } from './evaluate-automaton.ts'
import { writeFileWhole } from './files.ts'
import { throwLost } from './lost-trial.ts'
import { hasTaskThreads, TaskPool } from './task-pool.ts'
import { type EpochQuestion, openTrainingTasks, type TrainingSource } from './training-task.ts'

/** What else is to be done with trials and their models. */
export interface TrainingOptions extends EvaluatorOptions {
  /** Is given the model of each complete trial before the trial ends. */
  readonly keepModel?: ((trial: number, model: Uint8Array) => Promise<void>) | undefined
}

/**
 * @param workers threads; with 0 models are trained here, one after another.
 * @param models a folder that is there, where each complete trial leaves its model, `trial-3.model`; none are kept without.
 */
export function evaluateTrainings(
  plan: StudyPlan,
  { spec, timeLimitSeconds }: TrainingPlan,
  workers: number,
  models: string | undefined,
  { losesTrials = false, keepModel }: TrainingOptions = {},
): TrialEvaluator {
  const source: TrainingSource = { spec, timeLimitSeconds, asks: plan.pruner.name !== 'none' }
  const isAlone = workers === 0 || !hasTaskThreads()
  const pool = isAlone
    ? undefined
    : new TaskPool<Params, TrainingResult>({ kind: 'training', source }, { threads: workers })
  const trainHere = openTrainingTasks(source)
  const train: RunTraining = async (params, signal, onEpoch) => {
    signal.throwIfAborted()
    const answer = (question: unknown) => {
      const { epoch, values } = question as EpochQuestion
      return onEpoch(epoch, values)
    }
    if (pool === undefined) return await trainHere(params, () => {}, answer)
    const running = pool.run(params, signal, answer)
    return await (losesTrials ? running.catch(throwLost) : running)
  }
  const evaluate: Evaluate = async (trial, desk) => {
    const { result, artifact } = await evaluateTraining(plan, trial, desk, train)
    if (models !== undefined && artifact !== undefined) {
      await writeFileWhole(join(models, `trial-${trial.number}.model`), artifact)
    }
    if (artifact !== undefined) await keepModel?.(trial.number, artifact)
    return result
  }
  return { evaluate, close: async () => pool?.close() }
}
