/** Soups of Life in an endless plane: as many objects of each kind as Catagolue has counted. */
import { CensusTally } from '../../engine/metrics/census/census-tally.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import { DEFAULT_LIMITS } from '../../engine/simulation/census/census-limits.ts'
import { planRuleCensus } from '../../engine/simulation/census/plan-census.ts'
import { SoupCensus } from '../../engine/simulation/census/soup-census.ts'
import type { Campaign, CampaignReport } from '../campaign.ts'

/** Blocks are so many of all objects of Catagolue's census b3s23/C1 (LifeWiki, "Frequency class"). */
const BLOCK_SHARE = 0.309

/**
 * The nine kinds that are 99 % of all, and how often blocks have to be halved to be as many: the
 * frequency classes of LifeWiki's pages, which are rounded to a tenth.
 */
const KINDS = [
  ['block', 'xs4_33', 0],
  ['blinker', 'xp2_7', 0.1],
  ['beehive', 'xs6_696', 0.9],
  ['glider', 'xq4_153', 1.8],
  ['loaf', 'xs7_2596', 2.7],
  ['boat', 'xs5_253', 2.8],
  ['ship', 'xs6_356', 3.3],
  ['tub', 'xs4_252', 5],
  ['pond', 'xs8_6996', 5],
] as const
const ROUNDING_CLASSES = 0.05
const NINE_SHARE = 0.99
const NINE_ROUNDING = 0.005

/** Objects of one soup do not come independently. */
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
    const counts = countKinds(tally)
    const kinds = Object.fromEntries(counts.map(({ name, count }) => [`objects: ${name}`, count]))
    return {
      cases: { soups: tally.soups, objects: tally.objects, ...kinds },
      failures: findFailures(tally),
    }
  },
}

function countKinds(tally: CensusTally) {
  const counts = new Map(tally.listObjects().map(({ code, count }) => [code, count]))
  return KINDS.map(([name, code, halvings]) => {
    return { name, halvings, count: counts.get(code) ?? 0 }
  })
}

function findFailures(tally: CensusTally): string[] {
  const kinds = countKinds(tally)
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  const check = (what: string, count: number, published: number, rounding: number): string[] => {
    const found = count / tally.objects
    const deviation = Math.sqrt((CLUMPING * published * (1 - published)) / tally.objects)
    const isNear = Math.abs(found - published) <= rounding + DEVIATIONS * deviation
    return isNear ? [] : [`${what} are ${percent(found)}, and published are ${percent(published)}`]
  }
  const unsettled = tally.soups - tally.settled
  return [
    ...kinds.flatMap(({ name, halvings, count }) => {
      const share = BLOCK_SHARE / 2 ** halvings
      return check(`objects of kind ${name}`, count, share, share * (2 ** ROUNDING_CLASSES - 1))
    }),
    ...check(
      'nine kinds',
      kinds.reduce((sum, { count }) => sum + count, 0),
      NINE_SHARE,
      NINE_ROUNDING,
    ),
    // About one soup in 100,000 makes a switch engine that grows for ever.
    ...(unsettled > 2 + tally.soups / 10_000 ? [`${unsettled} soups have not settled`] : []),
  ]
}
