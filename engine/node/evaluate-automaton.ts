/** Makes trials that are automata in Node, each of their runs in a thread. */
import type { Evaluate } from '../studies/drive-study.ts'
import { evaluateAutomaton, type RunReplicate } from '../studies/evaluate-automaton.ts'
import type { ReplicateRow, ReplicateTask } from '../studies/run-replicate.ts'
import type { AutomatonPlan, StudyPlan } from '../studies/study-plan.ts'
import { openStudyTasks, type StudySource } from './study-task.ts'
import { hasTaskThreads, TaskPool } from './task-pool.ts'

/** What makes trials, and what ends the threads or programs that it has. */
export interface TrialEvaluator {
  readonly evaluate: Evaluate
  close(): Promise<void>
}

/** @param workers threads; with 0 runs are made here, one after another. */
export function evaluateAutomata(
  plan: StudyPlan,
  objective: AutomatonPlan,
  source: StudySource,
  workers: number,
): TrialEvaluator {
  const isAlone = workers === 0 || !hasTaskThreads()
  const pool = isAlone
    ? undefined
    : new TaskPool<ReplicateTask, readonly ReplicateRow[]>(
        { kind: 'study', source },
        { threads: workers },
      )
  const runHere = openStudyTasks(source)
  const run: RunReplicate = async (task, signal) => {
    signal.throwIfAborted()
    return pool?.run(task, signal) ?? runHere(task, () => {})
  }
  return {
    evaluate: (trial, desk) => evaluateAutomaton(plan, objective, trial, desk, run),
    close: async () => pool?.close(),
  }
}
