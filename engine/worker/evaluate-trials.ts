/** Makes trials in a page, each of their runs or trainings in a thread. */
import type { TrainingResult } from '../learning/train-trial.ts'
import type { Evaluate } from '../studies/drive-study.ts'
import { evaluateAutomaton } from '../studies/evaluate-automaton.ts'
import type { ReplicateRow } from '../studies/run-replicate.ts'
import type { StudyPlan } from '../studies/study-plan.ts'
import type { EpochQuestion } from '../studies/training-task.ts'
import { evaluateTraining } from '../studies/training-trial.ts'
import type { TrialPool } from './trial-pool.ts'

/** What makes the trials of a study with a pool's threads. */
export function evaluateTrials(plan: StudyPlan, pool: TrialPool): Evaluate {
  const { objective } = plan
  switch (objective.kind) {
    case 'automaton':
      return (trial, desk) =>
        evaluateAutomaton(plan, objective, trial, desk, (task, signal) => {
          return pool.run(task, signal) as Promise<readonly ReplicateRow[]>
        })
    case 'training':
      return async (trial, desk) => {
        const { result } = await evaluateTraining(plan, trial, desk, (params, signal, onEpoch) => {
          const answer = (question: unknown) => {
            const { epoch, values } = question as EpochQuestion
            return onEpoch(epoch, values)
          }
          return pool.run(params, signal, answer) as Promise<TrainingResult>
        })
        return result
      }
    case 'command':
      throw new Error('A page starts no programs.')
    default:
      return objective satisfies never
  }
}
