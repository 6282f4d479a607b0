/** The charts of a study's report. */
import type { ReportChart } from '../../qa/page/page-parts.ts'
import { formatNumber } from '../../qa/plot/format-number.ts'
import type { Choice } from '../../search/parameter.ts'
import type { Dimension } from '../../search/space.ts'
import type { Study } from '../../search/study.ts'
import type { Trial } from '../../search/trial.ts'
import type { StudyObjective, StudyPlan } from '../study-plan.ts'
import type { StudySummary } from '../study-summary.ts'
import { parallelChart } from './parallel-chart.ts'
import { type PointMark, pointChart } from './point-chart.ts'
import { stepChart } from './step-chart.ts'

/** Objectives that are drawn against each other. */
const MAX_PAIRED = 4

/** Axes of one chart of parameters. */
const MAX_AXES = 12

/** Builds them, in the order in which they are shown. */
export function buildStudyCharts(
  plan: StudyPlan,
  study: Study,
  summary: StudySummary,
): ReportChart[] {
  const complete = study.trials.filter(({ state }) => state === 'complete')
  if (complete.length === 0) return []
  const single = plan.objectives.length === 1
  return [
    ...(single ? [valueChart(plan.objectives[0]!, study)] : frontCharts(plan, complete, summary)),
    ...volumeChart(study, summary),
    parameterChart(plan, complete, summary),
  ]
}

/** A label with its unit and which way is better. */
function nameOf({ name, unit, direction }: StudyObjective): string {
  const wanted = direction === 'minimize' ? 'less is better' : 'more is better'
  return `${name}${unit === undefined ? '' : ` (${unit})`}, ${wanted}`
}

function frontCharts(
  { objectives }: StudyPlan,
  complete: readonly Trial[],
  { best, knee }: StudySummary,
): ReportChart[] {
  const shown = objectives.slice(0, MAX_PAIRED)
  const front = new Set(best.map(({ number }) => number))
  return shown.flatMap((first, a) =>
    shown.slice(a + 1).map((second, k): ReportChart => {
      const b = a + 1 + k
      const points = complete.map(
        ({ number, values, violations = {} }): PointMark => ({
          x: values![a]!,
          y: values![b]!,
          trial: number,
          kind: front.has(number)
            ? 'front'
            : Object.values(violations).some((each) => each > 0)
              ? 'infeasible'
              : 'feasible',
        }),
      )
      const title = `${second.name} over ${first.name}`
      const of = objectives.length > 2 ? ` ${objectives.length} objectives` : ' objectives'
      return {
        title,
        note: `Each mark is a trial; no other is better than one of the front in all${of}. Those that are not feasible are shown as far as they lie here.`,
        draw: (theme, width, height) =>
          pointChart(
            {
              words: {
                title,
                description: `${front.size} of ${points.length} complete trials are on the front.`,
              },
              ...{ width, height, points, knee: knee?.number },
              ...{ xLabel: nameOf(first), yLabel: nameOf(second) },
            },
            theme,
          ),
      }
    }),
  )
}

/** Of one objective, the best so far and all others. */
function valueChart(objective: StudyObjective, { trials }: Study): ReportChart {
  const points = trials.flatMap(({ number, values }) =>
    values === undefined ? [] : [{ at: number, value: values[0]! }],
  )
  const better = objective.direction === 'minimize' ? Math.min : Math.max
  let best: number | undefined
  const steps = trials.flatMap(({ number, values, violations = {} }) => {
    if (values === undefined || Object.values(violations).some((each) => each > 0)) return []
    best = best === undefined ? values[0]! : better(best, values[0]!)
    return [{ at: number, value: best }]
  })
  const title = `${objective.name} over trials`
  return {
    title,
    note: `The best so far, and each trial. ${nameOf(objective)}.`,
    draw: (theme, width, height) =>
      stepChart(
        {
          words: { title, description: `The best value is ${formatNumber(best)}.` },
          ...{ width, height, steps, points, until: trials.length, from: undefined },
          xLabel: 'trial',
        },
        theme,
      ),
  }
}

function volumeChart({ trials }: Study, { hypervolume }: StudySummary): ReportChart[] {
  if (hypervolume === undefined) return []
  const { over, reference } = hypervolume
  const title = 'Hypervolume over trials'
  const steps = over.map(({ trial, volume }) => ({ at: trial, value: volume }))
  return [
    {
      title,
      note: `What the front dominates up to ${reference.map(formatNumber).join(', ')}, in the units of the objectives.`,
      draw: (theme, width, height) =>
        stepChart(
          {
            words: { title, description: `It ends at ${formatNumber(over.at(-1)?.volume)}.` },
            ...{ width, height, steps, points: [], until: trials.length, from: 0 },
            xLabel: 'trial',
          },
          theme,
        ),
    },
  ]
}

function parameterChart(
  { space }: StudyPlan,
  complete: readonly Trial[],
  { best, importance }: StudySummary,
): ReportChart {
  const rank = new Map(importance.map(({ name }, i) => [name, i]))
  const chosen = space.dimensions
    .toSorted((a, b) => (rank.get(a.name) ?? a.index) - (rank.get(b.name) ?? b.index))
    .slice(0, MAX_AXES)
    .sort((a, b) => a.index - b.index)
  const front = new Set(best.map(({ number }) => number))
  const title = 'Parameters of the front among all'
  const left = space.dimensions.length - chosen.length
  const which =
    left > 0 ? ` The ${chosen.length} that matter most, of ${space.dimensions.length}.` : ''
  return {
    title,
    note: `A line a trial, strong for those of the front.${which}`,
    draw: (theme, width, height) =>
      parallelChart(
        {
          words: {
            title,
            description: `Axes: ${chosen.map(({ name }) => name).join(', ')}. The table below has the front's values.`,
          },
          ...{ width, height },
          axes: chosen.map((dimension) => ({ name: dimension.name, ...endsOf(dimension) })),
          lines: complete.map(({ params, number }) => ({
            places: chosen.map((dimension) =>
              Object.hasOwn(params, dimension.name)
                ? placeOf(dimension, params[dimension.name]!, number)
                : undefined,
            ),
            isFront: front.has(number),
          })),
        },
        theme,
      ),
  }
}

function endsOf(dimension: Dimension): { readonly low: string; readonly high: string } {
  if (dimension.kind === 'number') {
    const { low, high } = dimension.parameter
    return { low: formatNumber(low), high: formatNumber(high) }
  }
  const shorten = (choice: Choice | undefined) => String(choice).replace(/^(.{7}).{2,}$/s, '$1…')
  return { low: shorten(dimension.choices[0]), high: shorten(dimension.choices.at(-1)) }
}

/** So much of the room of one value is used by the lines through it. */
const SPREAD = 0.6

/** Of it the golden section gives each trial its own part, far from those before it. */
const GOLDEN = 0.6180339887498949

/** On the scale of the parameter. Where many trials have one value, lines are spread over the room that it has. */
function placeOf(dimension: Dimension, value: Choice, trial: number): number {
  const [low, high] = roomOf(dimension, value)
  const part = 0.5 + SPREAD * (((trial * GOLDEN) % 1) - 0.5)
  return low + part * (high - low)
}

function roomOf(dimension: Dimension, value: Choice): readonly [low: number, high: number] {
  if (dimension.kind === 'number') return dimension.scale.cellOf(Number(value))
  const { choices } = dimension
  const at = choices.indexOf(value)
  return [at / choices.length, (at + 1) / choices.length]
}
