/** The charts of a report. */

import { wolframClassOf } from '../../metrics/classify/behavior.ts'
import { decidersOf, ownBehavior } from '../../metrics/classify/decide-behavior.ts'
import { meanOf, quantileOf } from '../../metrics/classify/spread.ts'
import { nameStart } from '../../simulation/classify/member-plan.ts'
import type { MemberReport, MemberSeries } from '../../simulation/classify/member-report.ts'
import type { ReportChart } from '../page/page-parts.ts'
import { type Bands, bandChart } from '../plot/band-chart.ts'
import { formatNumber } from '../plot/format-number.ts'
import { histogram } from '../plot/histogram.ts'
import { scatter } from '../plot/scatter.ts'
import { verdictStrip } from '../plot/verdict-strip.ts'
import type { Classification } from './classification.ts'
import { landmarksOf } from './landmarks.ts'

/** Names of Wolfram's classes in legends. */
const CLASS_NAMES = ['1 uniform', '2 periodic', '3 chaotic', '4 complex']

/** Least deviation that the map of rules tells apart from none. */
const MAP_FLOOR = 1e-4

/** Builds them, in the order in which they are shown. */
export function buildCharts(classification: Classification): ReportChart[] {
  const { soups, patches, world } = classification
  const all = [...soups, ...patches]
  const deciding = decidersOf({ soups, patches }, world)
  const shown = deciding.length === 0 ? all : deciding
  const charts = [
    seriesChart(
      shown,
      'lookup',
      'Lookup entropy over time',
      'Line: the median of the beginnings that decide. Bands: half of them, and all.',
      1,
    ),
    seriesChart(
      shown,
      'activity',
      'Activity over time',
      'The share of cells that change from tick to tick.',
      0.02,
    ),
    damageChart(shown),
    settlingChart(all),
    mapChart(classification),
    stripChart(classification),
  ]
  return charts.filter((chart) => chart !== undefined)
}

function seriesChart(
  members: readonly MemberReport[],
  name: Exclude<keyof MemberSeries, 'ticks'>,
  title: string,
  note: string,
  minTop: number,
): ReportChart {
  const bands = bandsOf(
    members[0]?.series.ticks ?? [],
    members.map(({ series }) => series[name]),
  )
  const last = bands.median.at(-1)
  return {
    title,
    note,
    draw: (theme, width, height) =>
      bandChart(
        {
          words: { title, description: `It ends at a median of ${formatNumber(last)}.` },
          width,
          height,
          bands,
          xLabel: 'ticks',
          minTop,
        },
        theme,
      ),
  }
}

function damageChart(members: readonly MemberReport[]): ReportChart | undefined {
  const trials = members.flatMap(({ damage }) => damage?.trials ?? [])
  if (trials.length === 0) return undefined
  const length = trials[0]!.length
  const at = Array.from({ length: length - 1 }, (_, i) => i + 1)
  const bands = bandsOf(
    at,
    trials.map((curve) => curve.slice(1)),
  )
  const means = at.map((tick) => meanOf(trials.map((curve) => curve[tick]!)))
  const title = 'What one changed cell changes'
  return {
    title,
    note: `Cells that differ after one was changed: the mean of ${trials.length} trials, and some of them.`,
    draw: (theme, width, height) =>
      bandChart(
        {
          words: {
            title,
            description: `After ${length - 1} ticks ${formatNumber(means.at(-1))} cells differ on average.`,
          },
          width,
          height,
          bands,
          line: means,
          xLabel: 'ticks since the change, both axes logarithmic',
          isLog: true,
          minTop: 10,
          runs: trials
            .filter((_, i) => i % Math.ceil(trials.length / 16) === 0)
            .map((curve) => curve.slice(1)),
        },
        theme,
      ),
  }
}

function settlingChart(members: readonly MemberReport[]): ReportChart {
  const title = 'How long until it repeats'
  const valuesOf = (name: 'transient' | 'period') =>
    members.flatMap(({ measures }) => measures[name] ?? [])
  const [transients, periods] = [valuesOf('transient'), valuesOf('period')]
  const missing = members.length - transients.length
  return {
    title,
    note: 'Ticks before the exact cycle, and its length; at the right what never came back.',
    draw: (theme, width, height) =>
      histogram(
        {
          words: {
            title,
            description: `${missing} of ${members.length} beginnings did not come back.`,
          },
          width,
          height,
          series: [
            { name: 'transient', values: transients, missing },
            { name: 'period', values: periods, missing },
          ],
          xLabel: 'ticks, bars from one power of two to the next',
          missingLabel: 'none',
        },
        theme,
      ),
  }
}

function mapChart(classification: Classification): ReportChart {
  const { run, spreads, wolframClass } = classification
  const title = 'Where it lies among rules'
  const x = spreads.lookupMean?.mean ?? 0
  const y = spreads.lookupDeviation?.mean ?? 0
  const name = run.rule.name ?? (run.rule.canonical.length > 20 ? 'this rule' : run.rule.canonical)
  const landmarks = landmarksOf(run.dimensions)
  return {
    title,
    note: `Mean lookup entropy (across) and its deviation in time (up); ${landmarks.length} known rules of ${run.dimensions} dimension${run.dimensions > 1 ? 's' : ''}.`,
    draw: (theme, width, height) =>
      scatter(
        {
          words: {
            title,
            description: `Its mean is ${formatNumber(x)}, its deviation ${formatNumber(y)}.`,
          },
          width,
          height,
          points: landmarks,
          subject: { x, y, name, group: wolframClass },
          xLabel: 'mean lookup entropy',
          groupNames: CLASS_NAMES,
          yFloor: MAP_FLOOR,
        },
        theme,
      ),
  }
}

function stripChart({ soups, patches, world }: Classification): ReportChart {
  const title = 'What each beginning shows by itself'
  const groups = Map.groupBy([...soups, ...patches], ({ plan }) => nameStart(plan.start))
  const rows = [...groups].map(([name, members]) => ({
    name,
    classes: members.map((member) => wolframClassOf(ownBehavior(member, world)) ?? 1),
  }))
  return {
    title,
    note: 'A mark for each, by what it began with; how many agree is the confidence of the verdict.',
    draw: (theme, width, height) =>
      verdictStrip(
        {
          words: {
            title,
            description: rows
              .map(({ name, classes }) => `${name}: classes ${classes.join(', ')}`)
              .join('; '),
          },
          width,
          height,
          rows,
          groupNames: CLASS_NAMES,
        },
        theme,
      ),
  }
}

/** Quantiles over lists, place by place. */
function bandsOf(at: readonly number[], lists: readonly (readonly number[])[]): Bands {
  const columns = at.map((_, i) => lists.map((list) => list[i]!).sort((a, b) => a - b))
  const quantile = (share: number) => columns.map((column) => quantileOf(column, share))
  return {
    at,
    min: quantile(0),
    lower: quantile(0.25),
    median: quantile(0.5),
    upper: quantile(0.75),
    max: quantile(1),
  }
}
