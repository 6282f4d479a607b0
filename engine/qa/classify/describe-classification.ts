/** A classification as the one document of `--json`, and as lines for people. */
import { formatSize } from '../../lattice/size.ts'
import { ownBehavior } from '../../metrics/classify/decide-behavior.ts'
import type { MeasureName } from '../../metrics/classify/member-measures.ts'
import type { MemberReport } from '../../simulation/classify/member-report.ts'
import { formatNumber, formatShare } from '../plot/format-number.ts'
import type { Classification } from './classification.ts'
import { MEASURE_WORDS, VERDICT_WORDS } from './report-words.ts'

/** Everything but the series and pictures. Equal ensembles, equal documents. */
export function describeClassification(classification: Classification) {
  const { run, plan, world, verdict, wolframClass, decision, spreads, lambda } = classification
  const member = (report: MemberReport) => ({
    start: report.plan.start,
    seed: report.plan.seed,
    behavior: ownBehavior(report, world),
    isUniform: report.isUniform,
    digest: report.digest,
    measures: report.measures,
  })
  return {
    rule: run.rule.canonical,
    name: run.rule.name ?? null,
    size: run.size,
    topology: run.topology,
    seed: String(plan.seed),
    ticks: plan.ticks,
    verdict,
    wolframClass: wolframClass ?? null,
    leaning: decision.leaning ?? null,
    agreement: decision.agreement,
    margin: decision.margin,
    reasons: decision.reasons,
    criteria: decision.criteria,
    lambda: lambda ?? null,
    spreads,
    members: [...classification.soups, ...classification.patches].map(member),
    searches: {
      tried: classification.searches.length,
      digests: classification.searches.map(({ digest }) => digest),
    },
  }
}

/** Measures that the lines for people tell. */
const TOLD: readonly MeasureName[] = [
  'damageSpreads',
  'damageHeals',
  'damageExponent',
  'lookupMean',
  'lookupDeviation',
  'activity',
  'settledAt',
  'period',
  'compression',
]

/** A few lines: the verdict, why, and the measures with their spread. Ends with a line break. */
export function formatClassification(classification: Classification, label: string): string {
  const { run, plan, verdict, wolframClass, decision, spreads, lambda, soups, patches } =
    classification
  const { title, meaning } = VERDICT_WORDS[verdict]
  const wolfram = wolframClass === undefined ? '' : `, Wolfram class ${wolframClass}`
  const rows = TOLD.flatMap((name) => {
    const spread = spreads[name]
    if (spread === undefined) return []
    const { name: word, unit } = MEASURE_WORDS[name]
    const [mean, deviation, min, max] = [spread.mean, spread.deviation, spread.min, spread.max].map(
      formatNumber,
    )
    return [
      `  ${word.padEnd(22)} ${mean!.padStart(8)} ± ${deviation!.padEnd(8)} ${min} to ${max} ${unit}`.trimEnd(),
    ]
  })
  return [
    `${label}: ${title.toLowerCase()}${wolfram}. ${meaning}`,
    `${formatSize(run.size, run.dimensions)} ${run.topology.kind}, ${soups.length + patches.length} beginnings of ${plan.ticks} ticks, seed ${plan.seed}`,
    `${formatShare(decision.agreement)} of those asked agree, margin ${formatShare(decision.margin)}`,
    ...decision.reasons.map((reason) => `- ${reason}`),
    ...rows,
    `  ${"Langton's lambda".padEnd(22)} ${formatNumber(lambda).padStart(8)}`,
    '',
  ].join('\n')
}
