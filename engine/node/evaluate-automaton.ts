/** Makes trials that are automata: a run a seed, each in a thread, and values of them all. */
import { isNamedError } from '../named-error.ts'
import type { Proposal } from '../search/study.ts'
import type { TrialResult } from '../search/trial-result.ts'
import { listReplicates, valuesOfRuns } from '../studies/automaton-trial.ts'
import type { Evaluate, TrialDesk } from '../studies/drive-study.ts'
import { StudyStoppedError } from '../studies/errors.ts'
import type { ReplicateRow, ReplicateTask } from '../studies/run-replicate.ts'
import type { AutomatonPlan, StudyPlan } from '../studies/study-plan.ts'
import { TaskFailedError } from './errors.ts'
import { openStudyTasks, type StudySource } from './study-task.ts'
import { hasTaskThreads, TaskPool } from './task-pool.ts'

/** What makes trials, and what ends the threads that it has. */
export interface TrialEvaluator {
  readonly evaluate: Evaluate
  close(): Promise<void>
}

/**
 * @param workers threads; with 0 runs are made here, one after another.
 */
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
  const run = (task: ReplicateTask, { signal }: TrialDesk) => {
    signal.throwIfAborted()
    return pool?.run(task, signal) ?? runHere(task, () => {})
  }
  return {
    evaluate: (trial, desk) => evaluate(plan, objective, trial, desk, run),
    close: async () => pool?.close(),
  }
}

async function evaluate(
  plan: StudyPlan,
  objective: AutomatonPlan,
  { params }: Proposal,
  desk: TrialDesk,
  run: (task: ReplicateTask, desk: TrialDesk) => Promise<readonly ReplicateRow[]>,
): Promise<TrialResult> {
  const { objectives, constraints, pruner } = plan
  try {
    const tasks = listReplicates(objective, params)
    const runs: (readonly ReplicateRow[])[] = []
    for (const task of tasks) {
      runs.push(await run(task, desk))
      // A step is a run: what several seeds come to is foreseen by the first of them.
      if (pruner.name === 'none' || runs.length === tasks.length) continue
      const sofar = valuesOfRuns(objective.values, runs)
      if (
        !(await desk.report(
          runs.length,
          objectives.map(({ name }) => sofar[name]!),
        ))
      ) {
        return { pruned: true }
      }
    }
    const values = valuesOfRuns(objective.values, runs)
    const others = constraints.filter((each) => each.objective === undefined)
    return {
      values: objectives.map(({ name }) => values[name]!),
      measured: Object.fromEntries(others.map(({ name }) => [name, values[name]!])),
    }
  } catch (error) {
    if (desk.signal.aborted || !isNamedError(error) || error instanceof StudyStoppedError)
      throw error
    const code = error instanceof TaskFailedError ? error.details.code : error.code
    return { failed: `${code}: ${error.message}` }
  }
}
