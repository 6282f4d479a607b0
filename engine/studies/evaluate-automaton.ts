/** Makes trials that are automata: a run a seed, and values of them all. */
import type { Proposal } from '../search/study.ts'
import type { TrialResult } from '../search/trial-result.ts'
import { listReplicates, valuesOfRuns } from './automaton-trial.ts'
import { codeOfFailure, isOfTrial } from './code-of-failure.ts'
import type { TrialDesk } from './drive-study.ts'
import type { ReplicateRow, ReplicateTask } from './run-replicate.ts'
import type { AutomatonPlan, StudyPlan } from './study-plan.ts'

/** Makes a run, here or elsewhere; it rejects when the signal is aborted. */
export type RunReplicate = (
  task: ReplicateTask,
  signal: AbortSignal,
) => Promise<readonly ReplicateRow[]>

/**
 * Makes a trial. What a run throws that has a name fails the trial.
 *
 * @param plan the study, whose objective this is.
 */
export async function evaluateAutomaton(
  plan: Pick<StudyPlan, 'objectives' | 'constraints' | 'pruner'>,
  objective: AutomatonPlan,
  { params }: Proposal,
  desk: TrialDesk,
  run: RunReplicate,
): Promise<TrialResult> {
  const { objectives, constraints, pruner } = plan
  try {
    const tasks = listReplicates(objective, params)
    const runs: (readonly ReplicateRow[])[] = []
    for (const task of tasks) {
      runs.push(await run(task, desk.signal))
      // A step is a run: what several seeds come to is foreseen by the first of them.
      if (pruner.name === 'none' || runs.length === tasks.length) continue
      const soFar = valuesOfRuns(objective.values, runs)
      const values = objectives.map(({ name }) => soFar[name]!)
      if (!(await desk.report(runs.length, values))) return { pruned: true }
    }
    const values = valuesOfRuns(objective.values, runs)
    const others = constraints.filter((each) => each.objective === undefined)
    return {
      values: objectives.map(({ name }) => values[name]!),
      measured: Object.fromEntries(others.map(({ name }) => [name, values[name]!])),
    }
  } catch (error) {
    if (desk.signal.aborted || !isOfTrial(error)) throw error
    return { failed: `${codeOfFailure(error)}: ${error.message}` }
  }
}
