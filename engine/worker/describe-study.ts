/** Studies and their trials as plain data, for pages. */
import type { Study } from '../search/study.ts'
import type { Trial } from '../search/trial.ts'
import type { StudyEnd } from '../studies/drive-study.ts'
import type { StudySummary } from '../studies/study-summary.ts'
import type { PageStudy } from './open-page-study.ts'
import type { StudyFacts, StudyInput, SummaryNews, TrialRow } from './search-api.ts'

/** What a study is. */
export function describeStudyFacts(
  { plan, id }: PageStudy,
  { text, files }: StudyInput,
  threads: number | undefined,
): StudyFacts {
  const { title, about, objectives, constraints, space, budget, sampler, repeat, workers } = plan
  return {
    ...{ id, name: title, about, objectives, constraints, budget, repeat, workers, threads },
    input: { text, files },
    kind: plan.objective.kind === 'training' ? 'training' : 'automaton',
    runs: plan.objective.kind === 'automaton' ? (plan.objective.seeds?.length ?? 1) : 0,
    parameters: space.parameters,
    sampler: sampler.name,
  }
}

/** When a trial began last, and when it was last told of; milliseconds since 1970. */
export interface TrialSpan {
  readonly startMs: number
  readonly endMs: number
}

/** A trial as tables show it. */
export function describeTrial(
  { violations = {}, measured = {}, ...trial }: Trial,
  span: TrialSpan | undefined,
): TrialRow {
  const isFeasible = Object.values(violations).every((each) => each <= 0)
  const seconds = span === undefined ? undefined : (span.endMs - span.startMs) / 1000
  return { ...trial, isFeasible, measured, seconds }
}

/** What a study has come to, by the numbers of trials. */
export function describeSummary(summary: StudySummary): SummaryNews {
  const { counts, infeasible, best, knee, hypervolume, importance } = summary
  return {
    ...{ counts, infeasible, importance },
    best: best.map(({ number }) => number),
    knee: knee?.number,
    hypervolume: hypervolume && {
      reference: hypervolume.reference,
      trials: hypervolume.over.map(({ trial }) => trial),
      volumes: hypervolume.over.map(({ volume }) => volume),
    },
  }
}

/** Why a study ended, for people; undefined where somebody ended it who knows. */
export function describeEnd(end: StudyEnd, study: Study): string | undefined {
  switch (end.kind) {
    case 'interrupted':
      return undefined
    case 'stopped':
      return `It cannot go on: ${end.reason}.`
    case 'spent':
      return end.what === 'trials'
        ? `All ${study.trials.length} trials are made.`
        : `Its budget of ${end.what} is spent.`
    default:
      return end satisfies never
  }
}
