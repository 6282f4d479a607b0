/** Takes parts of a census in Node, wherever it is called: in the program itself or in a thread of its own. */
import type { SoupOutcome } from '../metrics/census/census-tally.ts'
import type { RunSource } from '../protocol/simulation-api.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { CensusLimits } from '../simulation/census/census-limits.ts'
import {
  type CensusWishes,
  planRuleCensus,
  planRunCensus,
} from '../simulation/census/plan-census.ts'
import { type CensusSetup, SoupCensus } from '../simulation/census/soup-census.ts'
import { loadRun } from '../simulation/load-run.ts'

/** What a census is taken of. */
export type CensusSource =
  /** Any notation, the text of a rule file or of a function. */
  | { readonly kind: 'rule'; readonly rule: string; readonly wishes: CensusWishes }
  | {
      readonly kind: 'run'
      readonly run: RunSource
      readonly seed: bigint
      readonly limits: CensusLimits
    }

/** Soups of numbers from `first` on. */
export interface CensusTask {
  readonly first: number
  readonly count: number
}

/**
 * The setup of a census.
 *
 * @throws the named errors of what its source is read by, and of censuses.
 */
export async function planCensus(source: CensusSource): Promise<CensusSetup> {
  if (source.kind === 'rule') return planRuleCensus(parseRule(source.rule), source.wishes)
  return planRunCensus(await loadRun(source.run), source.seed, source.limits)
}

/** What takes parts of a census; what it needs is made once, for the first of them, and never freed. */
export function openCensusTasks(source: CensusSource) {
  let census: Promise<SoupCensus> | undefined
  return async (
    { first, count }: CensusTask,
    onLimit: (seconds: number) => void,
  ): Promise<readonly SoupOutcome[]> => {
    onLimit(Number.POSITIVE_INFINITY)
    census ??= planCensus(source).then((setup) => new SoupCensus(setup))
    const taker = await census
    const outcomes: SoupOutcome[] = []
    for (let soup = first; soup < first + count; soup++) outcomes.push(await taker.take(soup))
    return outcomes
  }
}
