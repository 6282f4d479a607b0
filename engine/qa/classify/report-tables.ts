/** The tables of a report: what was asked, what was measured, and of whom. */

import { ownBehavior } from '../../metrics/classify/decide-behavior.ts'
import type { MeasureName } from '../../metrics/classify/member-measures.ts'
import { THRESHOLDS } from '../../metrics/classify/thresholds.ts'
import { nameStart } from '../../simulation/classify/member-plan.ts'
import type { ReportTable } from '../page/page-parts.ts'
import { formatNumber } from '../plot/format-number.ts'
import type { Classification } from './classification.ts'
import { MEASURE_WORDS } from './report-words.ts'

/** Builds them. */
export function buildTables(classification: Classification): ReportTable[] {
  return [
    criteriaTable(classification),
    measuresTable(classification),
    membersTable(classification),
  ]
}

function criteriaTable({ decision }: Classification): ReportTable {
  return {
    title: 'What was asked, in order',
    columns: ['Question', 'Found', 'At least', 'Met', 'What it means'],
    numeric: [false, true, true, false, false],
    rows: decision.criteria.map(({ name, value, bound, isMet, threshold }) => [
      name,
      formatNumber(value),
      formatNumber(bound),
      isMet ? 'yes' : 'no',
      THRESHOLDS[threshold].meaning,
    ]),
  }
}

function measuresTable({ spreads }: Classification): ReportTable {
  const names = Object.keys(MEASURE_WORDS) as MeasureName[]
  return {
    title: 'Measures, and their spread over the beginnings that live',
    columns: ['Measure', 'Unit', 'Mean', '±', 'Least', 'Median', 'Most', 'Of', 'What it is'],
    numeric: [false, false, true, true, true, true, true, true, false],
    rows: names.flatMap((name) => {
      const spread = spreads[name]
      if (spread === undefined) return []
      const { mean, deviation, min, median, max, count } = spread
      const numbers = [mean, deviation, min, median, max].map(formatNumber)
      return [
        [
          MEASURE_WORDS[name].name,
          MEASURE_WORDS[name].unit,
          ...numbers,
          String(count),
          MEASURE_WORDS[name].meaning,
        ],
      ]
    }),
  }
}

/** More members than this are told by the tables above only. */
const MAX_ROWS = 60

function membersTable({ soups, patches, world }: Classification): ReportTable {
  const members = [...soups, ...patches]
  const cut = members.length > MAX_ROWS ? `, the first ${MAX_ROWS} of ${members.length}` : ''
  return {
    title: `Every beginning${cut}`,
    columns: [
      'Beginning',
      'Seed',
      'Shows',
      'Transient',
      'Period',
      'Entropy',
      'Deviation',
      'Activity',
      'Spreads',
      'Last state',
    ],
    numeric: [false, true, false, true, true, true, true, true, true, true],
    rows: members.slice(0, MAX_ROWS).map((member) => {
      const { plan, measures, digest } = member
      const { transient, period, lookupMean, lookupDeviation, activity, damageSpreads } = measures
      return [
        nameStart(plan.start),
        plan.seed,
        ownBehavior(member, world),
        ...[transient, period, lookupMean, lookupDeviation, activity, damageSpreads].map(
          formatNumber,
        ),
        digest,
      ]
    }),
  }
}
