/** What a study has come to: how its trials ended, which of them are the best, and how it came there. */

import { findKnees } from '../search/fronts/knee.ts'
import { type Importance, importanceOf } from '../search/importance.ts'
import type { Study } from '../search/study.ts'
import type { SeenTrial, Trial } from '../search/trial.ts'
import { seeTrial } from '../search/trial-result.ts'
import type { StudyPlan } from './study-plan.ts'
import { measureStudyVolume } from './study-volume.ts'
import { readBaselines, type TrainingBaseline } from './training-baselines.ts'

/** Of so many points, by the number of objectives, the hypervolume takes a few seconds at the most. */
const MAX_VOLUME_POINTS: Readonly<Record<number, number>> = Object.freeze({
  2: 100_000,
  3: 20_000,
  4: 3000,
})

/** Of more trials their importance is that of the first. */
const MAX_WEIGHED_TRIALS = 5000

export interface StudySummary {
  readonly counts: Readonly<Record<Trial['state'], number>>
  /** Complete trials that break a constraint. */
  readonly infeasible: number
  /** The feasible trials that no other is better than, by number. */
  readonly best: readonly Trial[]
  /** Of them the one where a little more of one objective costs the most of others; undefined where there is none. */
  readonly knee: Trial | undefined
  /** Undefined of one objective, of more than four, without a feasible trial, of too many, and where it is no finite number. */
  readonly hypervolume: HypervolumeSummary | undefined
  /** Of parameters, the most important first; empty where there are too few trials. */
  readonly importance: readonly Importance[]
  /** Of a study that trains, what its objectives are shown beside; empty of others. */
  readonly baselines: readonly TrainingBaseline[]
}

export interface HypervolumeSummary {
  /** By objective, in its own unit: what is not better in all of them does not count. */
  readonly reference: readonly number[]
  /** After each trial that is complete and feasible, by its number. */
  readonly over: readonly { readonly trial: number; readonly volume: number }[]
}

/** Sums up a study. */
export function summarizeStudy(plan: StudyPlan, study: Study): StudySummary {
  const counts = { running: 0, complete: 0, pruned: 0, failed: 0 }
  for (const { state } of study.trials) counts[state]++
  const seen = study.trials
    .filter(({ state }) => state === 'complete')
    .map((trial) => seeTrial(trial, study.settings))
  const feasible = seen.filter(({ violation }) => violation === 0)
  const [knee] = findKnees(feasible.map(({ losses }) => losses))
  return {
    counts,
    infeasible: seen.length - feasible.length,
    best: study.bestTrials(),
    knee: knee && study.trials[feasible[knee.index]!.number],
    hypervolume: measureVolume(plan, feasible),
    baselines: readBaselines(plan, study.trials),
    importance: importanceOf({
      space: plan.space,
      trials: feasible.slice(0, MAX_WEIGHED_TRIALS),
    }),
  }
}

function measureVolume(
  { objectives }: StudyPlan,
  feasible: readonly SeenTrial[],
): HypervolumeSummary | undefined {
  const volumes = measureStudyVolume(objectives, feasible, MAX_VOLUME_POINTS)
  if (volumes === undefined) return undefined
  const { reference, over } = volumes
  return {
    reference,
    over: feasible.map(({ number }, i) => ({ trial: number, volume: over[i]! })),
  }
}

/** Why trials failed, each reason with how many it is of, the most frequent first. */
export function countReasons(
  trials: readonly Trial[],
): readonly (readonly [reason: string, count: number])[] {
  const counts = new Map<string, number>()
  for (const { reason } of trials) {
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)
}
