/** The tables of a study's report. */
import type { ReportTable } from '../../qa/page/page-parts.ts'
import { formatNumber, formatShare } from '../../qa/plot/format-number.ts'
import type { Parameter, Params } from '../../search/parameter.ts'
import type { Study } from '../../search/study.ts'
import type { Trial } from '../../search/trial.ts'
import type { StudyPlan } from '../study-plan.ts'
import { countReasons, type StudySummary } from '../study-summary.ts'

/** Trials of the front that are listed; the record has them all. */
const MAX_ROWS = 100

const MAX_REASONS = 20

/** Builds them. */
export function buildStudyTables(
  plan: StudyPlan,
  study: Study,
  summary: StudySummary,
): ReportTable[] {
  return [
    frontTable(plan, summary),
    objectiveTable(plan, study),
    parameterTable(plan, summary),
    ...failureTable(study.trials),
  ]
}

/** The best of the first objective first, the knee marked; below them the baselines of a training. */
function frontTable(
  { objectives, space }: StudyPlan,
  { best, knee, baselines }: StudySummary,
): ReportTable {
  const sign = objectives[0]!.direction === 'minimize' ? 1 : -1
  const sorted = best.toSorted(
    (a, b) => sign * (a.values![0]! - b.values![0]!) || a.number - b.number,
  )
  const parameters = space.parameters.filter(({ name }) =>
    best.some(({ params }) => name in params),
  )
  const title = objectives.length === 1 ? 'The best trial' : 'The front'
  const left = sorted.length - MAX_ROWS
  return {
    title: left > 0 ? `${title}, the first ${MAX_ROWS} of ${sorted.length}` : title,
    columns: [
      'Trial',
      ...objectives.map(({ name, unit }) => (unit === undefined ? name : `${name} (${unit})`)),
      ...parameters.map(({ name }) => name),
    ],
    numeric: [
      false,
      ...objectives.map(() => true),
      ...parameters.map(({ type }) => type !== 'categorical'),
    ],
    rows: [
      ...sorted
        .slice(0, MAX_ROWS)
        .map(({ number, values, params }) => [
          number === knee?.number ? `${number} (knee)` : String(number),
          ...values!.map(formatNumber),
          ...parameters.map(({ name }) => formatParam(params, name)),
        ]),
      ...baselines.map(({ name, values }) => [
        name,
        ...values.map((value) => (value === undefined ? '–' : formatNumber(value))),
        ...parameters.map(() => '–'),
      ]),
    ],
  }
}

function formatParam(params: Params, name: string): string {
  if (!Object.hasOwn(params, name)) return '–'
  const value = params[name]
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value)
}

function objectiveTable({ objectives, constraints }: StudyPlan, { trials }: Study): ReportTable {
  const complete = trials.filter(({ state }) => state === 'complete')
  const ofObjectives = objectives.map(({ name, direction, unit, measured }, i) => {
    const values = complete.map((trial) => trial.values![i]!).sort((a, b) => a - b)
    const [best, worst] =
      direction === 'minimize' ? [values[0], values.at(-1)] : [values.at(-1), values[0]]
    const bound = constraints.find(({ objective }) => objective === i)
    return [
      name,
      direction,
      unit ?? '–',
      bound === undefined ? '–' : formatBounds(bound),
      measured ? 'measured, never twice the same' : 'the same on any machine',
      ...[best, values[Math.floor(values.length / 2)], worst].map(formatNumber),
    ]
  })
  const others = constraints.filter(({ objective }) => objective === undefined)
  const ofOthers = others.map((constraint) => {
    const kept = complete.filter(({ violations = {} }) => violations[constraint.name] === 0)
    const share = `kept by ${kept.length} of ${complete.length}`
    return [constraint.name, 'constraint', '–', formatBounds(constraint), share, '–', '–', '–']
  })
  return {
    title: 'What was wanted',
    columns: ['Objective', 'Direction', 'Unit', 'Bounds', 'Kind', 'Best', 'Median', 'Worst'],
    numeric: [false, false, false, false, false, true, true, true],
    rows: [...ofObjectives, ...ofOthers],
  }
}

function formatBounds({ atLeast, atMost }: StudyPlan['constraints'][number]): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${formatNumber(atLeast)}`]),
    ...(atMost === undefined ? [] : [`at most ${formatNumber(atMost)}`]),
  ]
  return bounds.join(', ')
}

function parameterTable({ space }: StudyPlan, { importance, best }: StudySummary): ReportTable {
  const shares = new Map(importance.map(({ name, share }) => [name, share]))
  return {
    title: 'Parameters',
    columns: ['Parameter', 'Type', 'Values', 'Where', 'On the front', 'Importance'],
    numeric: [false, false, false, false, false, true],
    rows: space.parameters.map((parameter) => {
      const share = shares.get(parameter.name)
      return [
        parameter.name,
        parameter.type,
        formatValues(parameter),
        parameter.if === undefined
          ? '–'
          : `${parameter.if.param} is ${parameter.if.in.join(' or ')}`,
        formatRange(parameter, best),
        share === undefined ? '–' : formatShare(share),
      ]
    }),
  }
}

function formatValues(parameter: Parameter): string {
  if (parameter.type === 'categorical') return parameter.choices.join(', ')
  const { low, high, log, step } = parameter
  const more = [
    ...(log ? ['logarithmic'] : []),
    ...(step === undefined ? [] : [`in steps of ${step}`]),
  ]
  return [`${low} to ${high}`, ...more].join(', ')
}

/** Which values the best trials have. */
function formatRange(parameter: Parameter, best: readonly Trial[]): string {
  const values = best.flatMap(({ params }) =>
    Object.hasOwn(params, parameter.name) ? [params[parameter.name]!] : [],
  )
  if (values.length === 0) return '–'
  if (parameter.type === 'categorical') return [...new Set(values)].join(', ')
  const numbers = values.map(Number).sort((a, b) => a - b)
  const [low, high] = [formatNumber(numbers[0]), formatNumber(numbers.at(-1))]
  return low === high ? low : `${low} to ${high}`
}

function failureTable(trials: readonly Trial[]): ReportTable[] {
  const reasons = countReasons(trials)
  if (reasons.length === 0) return []
  const left = reasons.length - MAX_REASONS
  return [
    {
      title:
        left > 0
          ? `Why trials failed, ${MAX_REASONS} reasons of ${reasons.length}`
          : 'Why trials failed',
      columns: ['Reason', 'Trials'],
      numeric: [false, true],
      rows: reasons.slice(0, MAX_REASONS).map(([reason, count]) => [reason, String(count)]),
    },
  ]
}
