/** Makes trials that are automata in Node, each of their runs in a thread. */
import type { Evaluate } from '../studies/drive-study.ts'
import { evaluateAutomaton, type RunReplicate } from '../studies/evaluate-automaton.ts'
import type { ReplicateRow, ReplicateTask } from '../studies/run-replicate.ts'
import type { AutomatonPlan, StudyPlan } from '../studies/study-plan.ts'
import { throwLost } from './lost-trial.ts'
import { openStudyTasks, type StudySource } from './study-task.ts'
import { hasTaskThreads, TaskPool } from './task-pool.ts'

/** What makes trials, and what ends the threads or programs that it has. */
export interface TrialEvaluator {
  readonly evaluate: Evaluate
  close(): Promise<void>
}

/** One that makes trials of automata; other plans of the same scenario have the same threads. */
export interface AutomatonEvaluator extends TrialEvaluator {
  evaluateAs(plan: StudyPlan, objective: AutomatonPlan): Evaluate
}

/** What becomes of a trial whose thread ended without a result. */
export interface EvaluatorOptions {
  /** It is lost, and can be made again elsewhere; it fails where that is left out. */
  readonly losesTrials?: boolean
}

/** @param workers threads; with 0 runs are made here, one after another. */
export function evaluateAutomata(
  plan: StudyPlan,
  objective: AutomatonPlan,
  source: StudySource,
  workers: number,
  { losesTrials = false }: EvaluatorOptions = {},
): AutomatonEvaluator {
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
    if (pool === undefined) return await runHere(task, () => {})
    const running = pool.run(task, signal)
    return await (losesTrials ? running.catch(throwLost) : running)
  }
  const evaluateAs: AutomatonEvaluator['evaluateAs'] = (of, by) => (trial, desk) =>
    evaluateAutomaton(of, by, trial, desk, run)
  return {
    evaluate: evaluateAs(plan, objective),
    evaluateAs,
    close: async () => pool?.close(),
  }
}
