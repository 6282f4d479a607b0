/** What a search on the command line tells, as a document and as text. */
import type { OpenStudy } from '../node/open-study.ts'
import type { StudyOutcome } from '../node/run-study.ts'
import { formatNumber } from '../qa/plot/format-number.ts'
import type { Study } from '../search/study.ts'
import type { Trial } from '../search/trial.ts'
import type { StudyEnd } from '../studies/drive-study.ts'
import type { StudyPlan } from '../studies/study-plan.ts'
import { countReasons, type StudySummary } from '../studies/study-summary.ts'

/** Rows of the table that people read; the document has them all. */
const SHOWN_ROWS = 20

/** Parameters of that table. */
const SHOWN_PARAMETERS = 8

/** Reasons of failures that are told, each with how often it came. */
const SHOWN_REASONS = 3

const MAX_CELL_CHARS = 24

/** The document that `--json` prints. */
export function describeSearch(
  { plan, id }: OpenStudy,
  { end, resumed }: StudyOutcome,
  { counts, infeasible, best, knee, hypervolume, importance, baselines }: StudySummary,
  out: string,
) {
  const named = (values: readonly number[]) =>
    Object.fromEntries(plan.objectives.map(({ name }, i) => [name, values[i]!]))
  return {
    study: plan.title,
    id,
    record: out,
    end: end.kind === 'spent' ? end.what : end.kind,
    trials: { ...counts, infeasible, resumed },
    objectives: plan.objectives.map(({ name, direction, unit, measured }) => ({
      name,
      direction,
      unit: unit ?? null,
      measured,
    })),
    best: best.map(({ number, params, values = [] }) => ({
      trial: number,
      params,
      values: named(values),
    })),
    knee: knee?.number ?? null,
    hypervolume:
      hypervolume === undefined
        ? null
        : {
            value: hypervolume.over.at(-1)?.volume ?? 0,
            reference: named(hypervolume.reference),
            over: hypervolume.over,
          },
    baselines: Object.fromEntries(
      baselines.map(({ name, values }) => [
        name,
        Object.fromEntries(plan.objectives.map((each, i) => [each.name, values[i] ?? null])),
      ]),
    ),
    importance: Object.fromEntries(importance.map(({ name, share }) => [name, share])),
  }
}

/** What stands behind the numbers of progress: how large the front is. */
export function noteOnProgress(study: Study): string {
  const { length } = study.bestTrials()
  return length === 0 ? '' : `; ${length} on the front`
}

/**
 * Why a study ended before its budget was spent.
 *
 * @param words those after `thunderline search` that it goes on with.
 */
export function formatEnd(
  end: Exclude<StudyEnd, { kind: 'spent' }>,
  study: Study,
  words: readonly string[],
): string {
  const done = study.trials.filter(({ state }) => state !== 'running').length
  const after = `after ${done} ${done === 1 ? 'trial' : 'trials'}`
  const how = `thunderline search ${words.join(' ')} --resume goes on`
  return end.kind === 'interrupted'
    ? `Interrupted ${after}; ${how}.`
    : `Stopped ${after}: ${end.reason}; when that is mended, ${how}.`
}

/** The text that people read. */
export function formatSearch(
  plan: StudyPlan,
  { study, resumed, end }: StudyOutcome,
  summary: StudySummary,
  out: string,
): string {
  const { counts, infeasible, best } = summary
  const done = counts.complete + counts.pruned + counts.failed
  const parts = [
    `${done} ${done === 1 ? 'trial' : 'trials'}`,
    ...(resumed > 0 ? [`${resumed} of them taken over`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.pruned > 0 ? [`${counts.pruned} pruned`] : []),
    ...(infeasible > 0 ? [`${infeasible} not feasible`] : []),
    ...(counts.running > 0 ? [`${counts.running} to be run again`] : []),
  ]
  const single = plan.objectives.length === 1
  return [
    `${plan.title}: ${parts.join(', ')}`,
    ...(end.kind === 'spent' && end.what !== 'trials'
      ? [`ended: the budget of ${end.what} is spent`]
      : []),
    ...formatReasons(study.trials),
    ...(best.length === 0
      ? ['no trial is complete and feasible']
      : [single ? 'the best trial:' : describeFront(summary), ...formatBest(plan, summary)]),
    `record: ${out}`,
    '',
  ].join('\n')
}

function describeFront({ best, knee, hypervolume }: StudySummary): string {
  const parts = [
    `the front, ${best.length} of them`,
    ...(knee === undefined ? [] : [`its knee trial ${knee.number}`]),
    ...(hypervolume === undefined
      ? []
      : [
          `hypervolume ${formatNumber(hypervolume.over.at(-1)?.volume)} up to ${hypervolume.reference.map(formatNumber).join(', ')}`,
        ]),
  ]
  return `${parts.join('; ')}:`
}

/** Sorted by the first objective, the best first; baselines below. */
function formatBest({ objectives, space }: StudyPlan, { best, baselines }: StudySummary): string[] {
  const sign = objectives[0]!.direction === 'minimize' ? 1 : -1
  const sorted = best.toSorted(
    (a, b) => sign * (a.values![0]! - b.values![0]!) || a.number - b.number,
  )
  const shown = space.parameters.filter(({ name }) => best.some(({ params }) => name in params))
  const columns = shown.slice(0, SHOWN_PARAMETERS).map(({ name }) => name)
  const header = [
    'trial',
    ...objectives.map(({ name, unit }) => (unit ? `${name} (${unit})` : name)),
    ...columns,
  ]
  const rows = sorted
    .slice(0, SHOWN_ROWS)
    .map(({ number, values, params }) => [
      String(number),
      ...values!.map(formatNumber),
      ...columns.map((name) => (name in params ? formatChoice(params[name]) : '-')),
    ])
  const beside = baselines.map(({ name, values }) => [
    name,
    ...values.map((value) => (value === undefined ? '-' : formatNumber(value))),
    ...columns.map(() => '-'),
  ])
  const left = sorted.length - rows.length
  const hidden = shown.length - columns.length
  return [
    ...layOut([header.map(cut), ...rows, ...beside]),
    ...(left > 0 ? [`and ${left} more, which --json has`] : []),
    ...(hidden > 0 ? [`and ${hidden} more parameters, which --json has`] : []),
  ]
}

function formatReasons(trials: readonly Trial[]): string[] {
  const reasons = countReasons(trials)
  const left = reasons.length - SHOWN_REASONS
  return [
    ...reasons
      .slice(0, SHOWN_REASONS)
      .map(([reason, count]) => `failed ${count === 1 ? 'once' : `${count} times`}: ${reason}`),
    ...(left > 0 ? [`and for ${left} reasons more`] : []),
  ]
}

const formatChoice = (value: unknown) =>
  cut(typeof value === 'number' ? String(Number(value.toPrecision(5))) : String(value))

const cut = (text: string) =>
  text.length > MAX_CELL_CHARS ? `${text.slice(0, MAX_CELL_CHARS - 1)}…` : text

function layOut(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => row.map((cell, i) => cell.padStart(widths[i]!)).join('  '))
}
