/** The tables of experiment E2: a line a study. */
import { ARM_NAMES, type ArmName } from '../../engine/learning/compare-heads.ts'
import { probabilityAbove, quantile } from '../search-quality/score-traces.ts'
import type { ModelRow, ResultRow } from './rows.ts'
import { measureShares, type SharesOf } from './shares.ts'
import { bootstrapMean, correctByHolm, permutationTest } from './statistics.ts'

const middle = (numbers: readonly number[]) => quantile(numbers, 0.5)
const three = (number: number) => number.toFixed(3)
const line = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`
const head = (cells: readonly string[]) => [line(cells), line(cells.map(() => '---'))]
const HEADS = ['interleaved-rope', 'irope', 'k-gam', 'mlp'] as const
/** Arms beside the MLP that choosing is held to. */
const OTHERS = ['k-gam', 'irope', 'interleaved-rope'] as const
const TITLES: Readonly<Record<ArmName, string>> = {
  chosen: 'Chosen',
  mlp: 'MLP',
  'mlp-equal': 'MLP, equal work',
  'k-gam': 'K-GAM',
  irope: 'iROPE',
  'interleaved-rope': 'interleaved',
  fixed: 'Default MLP',
}

/** Tables in Markdown: what fronts are worth, what was spent for them, and what the best model of each is. Medians over seeds. */
export function formatResults(rows: readonly ResultRow[], models: readonly ModelRow[]): string {
  const studies = [...new Set(rows.map(({ study }) => study))]
  const shares = new Map(studies.map((study) => [study, measureShares(study, models)]))
  const of = (study: string, arm: ArmName) =>
    rows.filter((row) => row.study === study && row.arm === arm)
  const arms = ARM_NAMES.filter((arm) => rows.some((row) => row.arm === arm))
  const trained = arms.filter((arm) => arm !== 'fixed')
  return [
    ...formatFronts(studies, shares, models),
    '',
    ...OTHERS.filter((arm) => arms.includes(arm)).flatMap((arm) => [
      ...formatOther(arm, studies, shares),
      '',
    ]),
    ...head(['Trials, epochs, G multiply-adds', ...trained.map((arm) => TITLES[arm])]),
    ...studies.map((study) => line([study, ...trained.map((arm) => formatSpent(of(study, arm)))])),
    '',
    ...head(['Error', ...arms.map((arm) => TITLES[arm]), 'Ridge', 'Majority', 'Floor']),
    ...studies.map((study) =>
      line([
        study,
        ...arms.map((arm) => formatError(of(study, arm))),
        ...(['ridge', 'majority', 'floor'] as const).map((name) =>
          three(middle(of(study, 'chosen').map((row) => row[name]))),
        ),
      ]),
    ),
    '',
    ...formatModels(studies, arms, of),
  ].join('\n')
}

/** Of two arms with the same seeds. */
function compare(shares: SharesOf, one: ArmName, other: ArmName) {
  const [ours, theirs] = [shares(one), shares(other)]
  const seeds = [...ours.keys()].filter((seed) => theirs.has(seed)).toSorted((a, b) => a - b)
  const [a, b] = [ours, theirs].map((each) => seeds.map((seed) => each.get(seed)!))
  const differences = seeds.map((_, i) => a![i]! - b![i]!)
  return { a: a!, b: b!, differences, p: permutationTest(differences) }
}

const spread = (shares: readonly number[]) =>
  `${three(middle(shares))} (${[0.25, 0.75].map((at) => three(quantile(shares, at))).join('-')})`

/** What is said of a comparison: how often the first is better, p, p corrected for all studies, and the difference. */
function tell({ a, b, differences, p }: ReturnType<typeof compare>, corrected: number) {
  const [low, high] = bootstrapMean(differences)
  const interval = `${three(low)} to ${three(high)}`
  return [probabilityAbove(a, b).toFixed(2), three(p), three(corrected), interval]
}

function formatFronts(
  studies: readonly string[],
  shares: ReadonlyMap<string, SharesOf>,
  models: readonly ModelRow[],
): readonly string[] {
  const against = (arm: ArmName) => studies.map((each) => compare(shares.get(each)!, 'chosen', arm))
  const [same, equal] = [against('mlp'), against('mlp-equal')]
  const [pSame, pEqual] = [same, equal].map((all) => correctByHolm(all.map(({ p }) => p)))
  const test = ['A12', 'p', 'Holm', 'Difference, 95 %']
  return [
    ...head(['Study', 'Seeds', 'Chosen', 'MLP', ...test, 'Heads on the fronts']),
    ...studies.map((study, i) => {
      const { a, b } = same[i]!
      const told = tell(same[i]!, pSame![i]!)
      return line([study, a.length, spread(a), spread(b), ...told, formatHeads(study, models)])
    }),
    '',
    ...head(['Study', 'Seeds', 'Chosen', 'MLP, equal work', ...test, 'Default MLP']),
    ...studies.map((study, i) => {
      const { a, b } = equal[i]!
      const fixed = three(middle([...shares.get(study)!('fixed').values()]))
      return line([study, a.length, spread(a), spread(b), ...tell(equal[i]!, pEqual![i]!), fixed])
    }),
  ]
}

/** Choosing beside a search over another head alone, of as many trials, where there is one. */
function formatOther(
  arm: ArmName,
  studies: readonly string[],
  shares: ReadonlyMap<string, SharesOf>,
): readonly string[] {
  const there = studies.filter((study) => shares.get(study)!(arm).size > 0)
  const all = there.map((study) => compare(shares.get(study)!, 'chosen', arm))
  const corrected = correctByHolm(all.map(({ p }) => p))
  return [
    ...head(['Study', 'Seeds', 'Chosen', TITLES[arm], 'A12', 'p', 'Holm', 'Difference, 95 %']),
    ...there.map((study, i) => {
      const { a, b } = all[i]!
      return line([study, a.length, spread(a), spread(b), ...tell(all[i]!, corrected[i]!)])
    }),
  ]
}

function formatHeads(study: string, models: readonly ModelRow[]): string {
  const front = models.filter(
    (each) => each.study === study && each.arm === 'chosen' && each.front === 1,
  )
  const counts = HEADS.map(
    (name) => [name, front.filter((each) => each.head === name).length] as const,
  )
  return counts
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${Math.round((100 * count) / front.length)} %`)
    .join(', ')
}

const formatError = (rows: readonly ResultRow[]) =>
  rows.length === 0 ? '' : three(middle(rows.map(({ error }) => error)))

const formatSpent = (rows: readonly ResultRow[]) =>
  rows.length === 0
    ? ''
    : [
        Math.round(middle(rows.map(({ trials }) => trials))),
        Math.round(middle(rows.map(({ epochs }) => epochs))),
        (middle(rows.map(({ work }) => work)) / 1e9).toFixed(2),
      ].join(', ')

/** Of the models with the least error that searches saw: cost, latency, and how many are exact. */
function formatModels(
  studies: readonly string[],
  arms: readonly ArmName[],
  of: (study: string, arm: ArmName) => readonly ResultRow[],
): readonly string[] {
  return [
    ...head(['Multiply-adds; p95, ms (measured); exact', ...arms.map((arm) => TITLES[arm])]),
    ...studies.map((study) =>
      line([
        study,
        ...arms.map((arm) => {
          const rows = of(study, arm)
          if (rows.length === 0) return ''
          const products = Math.round(middle(rows.map(({ multiplyAdds }) => multiplyAdds)))
          const latency = three(middle(rows.map(({ latencyP95Ms }) => latencyP95Ms)))
          const exact = rows.filter(({ error }) => error === 0).length
          return `${products}; ${latency}; ${exact} of ${rows.length}`
        }),
      ]),
    ),
  ]
}
