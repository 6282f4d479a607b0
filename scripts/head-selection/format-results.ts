/** The table of experiment E2: a line a study. */
import { probabilityAbove, quantile } from '../search-quality/score-traces.ts'
import type { ResultRow } from './rows.ts'
import { bootstrapMean, permutationTest } from './statistics.ts'

const middle = (numbers: readonly number[]) => quantile(numbers, 0.5)
const three = (number: number) => number.toFixed(3)
const HEADS = ['interleaved-rope', 'irope', 'k-gam', 'mlp'] as const

/** Two tables in Markdown: what fronts are worth, and what the best model of each is. Medians over seeds. */
export function formatResults(rows: readonly ResultRow[]): string {
  const studies = [...new Set(rows.map(({ study }) => study))]
  const of = (study: string, arm: ResultRow['arm']) =>
    rows.filter((row) => row.study === study && row.arm === arm).toSorted((a, b) => a.seed - b.seed)
  return [
    '| Study | Seeds | Chosen | MLP | A12 | p | Difference, 95 % | MLP, twice the trials | A12 | Default MLP | Heads on the fronts |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...studies.map((study) => formatShares(study, (arm) => of(study, arm))),
    '',
    '| Study | Chosen | MLP | Default MLP | Ridge | Majority | Floor | Multiply-adds | p95, ms (measured) | Exact |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...studies.map((study) => formatBest(study, (arm) => of(study, arm))),
  ].join('\n')
}

type RowsOf = (arm: ResultRow['arm']) => readonly ResultRow[]

function formatShares(study: string, of: RowsOf): string {
  const [chosen, mlp, onward, fixed] = (['chosen', 'mlp', 'mlp-onward', 'fixed'] as const).map(
    (arm) => of(arm).map(({ share }) => share),
  )
  const differences = chosen!.map((share, i) => share - mlp![i]!)
  const [low, high] = bootstrapMean(differences)
  const spread = (shares: readonly number[]) =>
    `${three(middle(shares))} (${[0.25, 0.75].map((at) => three(quantile(shares, at))).join('-')})`
  const heads = HEADS.map((head) => [head, of('chosen').reduce((n, row) => n + row[head], 0)])
  const all = heads.reduce((sum, [, count]) => sum + Number(count), 0)
  const cells = [
    study,
    chosen!.length,
    spread(chosen!),
    spread(mlp!),
    probabilityAbove(chosen!, mlp!).toFixed(2),
    permutationTest(differences).toFixed(3),
    `${three(low)} to ${three(high)}`,
    three(middle(onward!)),
    probabilityAbove(chosen!, onward!).toFixed(2),
    three(middle(fixed!)),
    heads
      .filter(([, count]) => Number(count) > 0)
      .toSorted(([, a], [, b]) => Number(b) - Number(a))
      .map(([head, count]) => `${head} ${Math.round((100 * Number(count)) / all)} %`)
      .join(', '),
  ]
  return `| ${cells.join(' | ')} |`
}

function formatBest(study: string, of: RowsOf): string {
  const arms = [of('chosen'), of('mlp'), of('fixed')]
  const pair = (show: (rows: readonly ResultRow[]) => string) => arms.map(show).join(' / ')
  const [{ length }] = arms as [readonly ResultRow[]]
  const cells = [
    study,
    ...arms.map((rows) => three(middle(rows.map(({ error }) => error)))),
    ...(['ridge', 'majority', 'floor'] as const).map((name) =>
      three(middle(arms[0]!.map((row) => row[name]))),
    ),
    pair((rows) => String(Math.round(middle(rows.map(({ multiplyAdds }) => multiplyAdds))))),
    pair((rows) => three(middle(rows.map(({ latencyP95Ms }) => latencyP95Ms)))),
    pair((rows) => `${rows.filter(({ error }) => error === 0).length}`).concat(` of ${length}`),
  ]
  return `| ${cells.join(' | ')} |`
}
