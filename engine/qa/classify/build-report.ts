/** From a classification and what it shows to a report. */
import { formatSize } from '../../lattice/size.ts'
import { cutRuleText } from '../../rules/cut-rule-text.ts'
import type { ReportFact } from '../page/page-parts.ts'
import { formatNumber, formatShare } from '../plot/format-number.ts'
import type { Classification } from './classification.ts'
import { buildCharts } from './report-charts.ts'
import type { ReportModel } from './report-model.ts'
import { drawPictures } from './report-pictures.ts'
import { buildTables } from './report-tables.ts'
import { VERDICT_WORDS } from './report-words.ts'
import type { Showcase } from './showcase.ts'

/** What a reader needs to have the same report again. */
export interface ReportOrigin {
  /** As it would be typed. */
  readonly command: string
  readonly version: string
  /** Content hash of the rule's program (`rules/program/serialize-program.ts`). */
  readonly ruleHash: string
}

/** Builds it. */
export function buildReport(
  classification: Classification,
  showcase: Showcase,
  origin: ReportOrigin,
): ReportModel {
  const { run, plan, verdict, wolframClass, decision, soups, patches, searches } = classification
  const words = VERDICT_WORDS[verdict]
  const { canonical, name, family, states } = run.rule
  const beginnings = soups.length + patches.length
  const notation = cutRuleText(canonical)
  const size = formatSize(run.size, run.dimensions)
  const about = [
    name === undefined || name === notation ? undefined : notation,
    `${family}, ${run.dimensions}-D, ${states} states`,
    `${size} ${run.topology.kind}`,
    `${beginnings} beginnings of ${formatNumber(plan.ticks)} ticks`,
    searches.length === 0 ? undefined : `${searches.length} patches searched for movers`,
  ]
  return {
    subject: run.living === undefined ? (name ?? notation) : run.title,
    about: about.filter((part) => part !== undefined).join(' · '),
    verdict: words.title,
    classLabel: wolframClass === undefined ? undefined : `Wolfram class ${wolframClass}`,
    classNumber: wolframClass,
    meaning: words.meaning,
    reasons: decision.reasons,
    facts: buildFacts(classification),
    columns: run.size.y === 1 && run.size.z === 1 ? 3 : 4,
    pictures: drawPictures(classification, showcase),
    charts: buildCharts(classification),
    tables: buildTables(classification),
    reproduce: [
      { label: 'Command', text: origin.command },
      { label: 'Seed', text: String(plan.seed) },
      { label: 'Rule', text: `${notation} #${origin.ruleHash.slice(0, 16)}` },
      { label: 'Shown', text: `seed ${showcase.plan.seed}` },
      { label: 'Version', text: `thunderline ${origin.version}` },
    ],
  }
}

function buildFacts({ decision, spreads, lambda, world }: Classification): ReportFact[] {
  const { asked, agreement, margin, isByMovers } = decision
  const { damageSpreads, lookupDeviation, settledAt, damageExponent } = spreads
  const shown = (value: number | undefined) => formatNumber(value)
  return [
    {
      label: 'Beginnings that agree',
      value: formatShare(agreement),
      note: isByMovers
        ? `${Math.round(agreement * asked)} of ${asked}, on all but what travels`
        : `${Math.round(agreement * asked)} of ${asked} asked; margin ${formatShare(margin)}`,
    },
    {
      label: 'Changes that spread',
      value: damageSpreads === undefined ? '–' : formatShare(damageSpreads.mean),
      note:
        damageExponent === undefined
          ? 'not followed'
          : `damage grows as t^${shown(damageExponent.mean)}`,
    },
    {
      label: 'Entropy deviation',
      value: shown(lookupDeviation?.mean),
      note: `of the lookup entropy, ± ${shown(lookupDeviation?.deviation)}`,
    },
    {
      label: 'Settled after',
      value: settledAt === undefined ? 'never' : `${shown(settledAt.median)} ticks`,
      note:
        settledAt === undefined
          ? `within ${shown(world.ticks)} ticks`
          : `median of ${settledAt.count} that did`,
    },
    {
      label: 'Langton’s λ',
      value: shown(lambda),
      note: lambda === undefined ? 'the rule is no table' : 'of its table does not lead to 0',
    },
  ]
}
