/** Soups of Life in an endless plane: as many objects of each kind as Catagolue has counted. */
import { CensusTally } from '../../engine/metrics/census/census-tally.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import { DEFAULT_LIMITS } from '../../engine/simulation/census/census-limits.ts'
import { planRuleCensus } from '../../engine/simulation/census/plan-census.ts'
import { SoupCensus } from '../../engine/simulation/census/soup-census.ts'
import type { Campaign, CampaignReport } from '../campaign.ts'

/**
 * Blocks are 30.9 % of all objects of Catagolue's census b3s23/C1, and these nine kinds 99 % (LifeWiki,
 * "Frequency class").
 */
const BLOCK_SHARE = 0.309
const NINE_SHARE = 0.99
const NINE = [
  'xs4_33',
  'xp2_7',
  'xs6_696',
  'xs7_2596',
  'xs5_253',
  'xq4_153',
  'xs6_356',
  'xs4_252',
  'xs8_6996',
]

/** Shares are published to so much, and objects of one soup do not come independently. */
const ROUNDING = 0.0005
const DEVIATIONS = 4
const CLUMPING = 2

export const campaign: Campaign = {
  about: 'Soups of Life, against the shares of objects that Catagolue has counted.',
  async run({ seed, minutes, signal, report }): Promise<CampaignReport> {
    const wishes = { density: 128, seed: BigInt(seed), limits: DEFAULT_LIMITS }
    const census = new SoupCensus(planRuleCensus(parseRule('B3/S23'), wishes))
    const tally = new CensusTally()
    const endsAtMs = performance.now() + minutes * 60_000
    for (let soup = 0; performance.now() < endsAtMs && !signal.aborted; soup++) {
      tally.add(await census.take(soup))
      report(tally.soups)
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
    census.dispose()
    return { cases: { soups: tally.soups, objects: tally.objects }, failures: findFailures(tally) }
  },
}

function findFailures(tally: CensusTally): string[] {
  const counts = new Map(tally.listObjects().map(({ code, count }) => [code, count]))
  const shareOf = (codes: readonly string[]) =>
    codes.reduce((sum, code) => sum + (counts.get(code) ?? 0), 0) / tally.objects
  const check = (what: string, found: number, published: number): string[] => {
    const deviation = Math.sqrt((CLUMPING * published * (1 - published)) / tally.objects)
    const isNear = Math.abs(found - published) <= ROUNDING + DEVIATIONS * deviation
    const share = (n: number) => `${(100 * n).toFixed(2)} %`
    return isNear ? [] : [`${what} are ${share(found)}, and published are ${share(published)}`]
  }
  const unsettled = tally.soups - tally.settled
  return [
    ...check('blocks', shareOf(['xs4_33']), BLOCK_SHARE),
    // The nine are published as a round number.
    ...(shareOf(NINE) < NINE_SHARE - 0.01 ? [`nine kinds are ${shareOf(NINE)} of all`] : []),
    // About one soup in 100,000 makes a switch engine that grows for ever.
    ...(unsettled > 2 + tally.soups / 10_000 ? [`${unsettled} soups have not settled`] : []),
  ]
}
