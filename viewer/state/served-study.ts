/** A study of the server and its trials, as what shows studies of this browser takes them. */
import {
  MAX_FRONT,
  type StudyOverview,
} from '../../engine/resources/operations/study-operations.ts'
import type { TrialResource } from '../../engine/resources/trial.ts'
import type { Constraint } from '../../engine/search/constraint.ts'
import type { Choice, Parameter, Params } from '../../engine/search/parameter.ts'
import type { StudyFacts, SummaryNews, TrialRow } from '../../engine/worker/search-api.ts'
import { keepsBounds } from './served-bounds.ts'

export type ServedTrial = Omit<TrialResource, 'reports'>

const STATES = {
  proposed: 'running',
  completed: 'complete',
  pruned: 'pruned',
  failed: 'failed',
} as const

/** What was claimed of such a trial is in no front. */
const REFUTED = 'It came to something else when the server made it again.'

/**
 * A trial as tables show it.
 *
 * @param bounds what trials have to keep; undefined where that is not known.
 */
export function toRow(trial: ServedTrial, bounds: readonly Constraint[] | undefined): TrialRow {
  const { number, parameters, values, duration_ms: tookMs } = trial
  const claim = trial.imported === true ? (trial.verified ?? 'claimed') : undefined
  const isRefuted = claim === 'differs'
  const state = isRefuted ? 'failed' : trial.state
  const message = isRefuted ? REFUTED : trial.message
  const told = isRefuted ? [] : trial.measured
  const measured = Object.fromEntries(told.map(({ name, value }) => [name, value]))
  return {
    ...{ number, measured, reports: [], state: STATES[state] },
    params: Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
    isFeasible: state !== 'completed' || keepsBounds(bounds, values, measured),
    seconds: tookMs === undefined ? undefined : tookMs / 1000,
    ...(state === 'completed' && { values }),
    ...(message !== undefined && { reason: message }),
    ...(claim !== undefined && { claim }),
  }
}

/** What a study is; its parameters span what its trials have tried. */
export function describeServed(
  { study_id: id, name, objectives, trials, seconds, failures, sampler, ...rest }: StudyOverview,
  rows: readonly TrialRow[],
  bounds: readonly Constraint[] = [],
): StudyFacts {
  return {
    ...{ id, name, sampler, about: undefined, threads: undefined, runs: 0 },
    constraints: bounds,
    kind: 'automaton',
    objectives: objectives.map((each) => ({
      ...{ name: each.name, direction: each.direction, unit: each.unit },
      ...{ measured: each.measured ?? false, reference: undefined },
    })),
    parameters: describeParameters(rows.map(({ params }) => params)),
    budget: { trials, seconds, failures },
    ...{ repeat: rest.repeat, workers: rest.workers, input: { text: '', files: {} } },
  }
}

/** What a study has come to; of importance a server tells nothing. */
export function summarizeServed(study: StudyOverview): SummaryNews {
  const { proposed, completed, pruned, failed, infeasible, front, knee, hypervolume } = study
  const running = Math.max(0, proposed - completed - pruned - failed)
  return {
    counts: { running, complete: completed, pruned, failed },
    infeasible,
    best: front.map(({ number }) => number),
    ...(front.length >= MAX_FRONT && { bestUpTo: front.at(-1)!.number }),
    knee: front.find(({ trial_id: id }) => id === knee)?.number,
    hypervolume: hypervolume && {
      reference: hypervolume.reference,
      trials: hypervolume.growth.map(({ number }) => number),
      volumes: hypervolume.growth.map(({ value }) => value),
    },
    importance: [],
  }
}

function describeParameters(all: readonly Params[]): readonly Parameter[] {
  const tried = new Map<string, Set<Choice>>()
  for (const params of all) {
    for (const [name, value] of Object.entries(params)) {
      const known = tried.get(name)
      if (known === undefined) tried.set(name, new Set([value]))
      else known.add(value)
    }
  }
  return [...tried].map(([name, values]): Parameter => {
    const numbers = [...values].filter((value) => typeof value === 'number')
    if (numbers.length < values.size) return { name, type: 'categorical', choices: [...values] }
    const least = (a: number, b: number) => Math.min(a, b)
    const most = (a: number, b: number) => Math.max(a, b)
    return { name, type: 'float', low: numbers.reduce(least), high: numbers.reduce(most) }
  })
}
