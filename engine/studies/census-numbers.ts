/**
 * Numbers that a census of a scenario has: `census.SOUPS.ships`. So many soups, each the scenario's first state of
 * another seed, are left to themselves until they have settled, and what they leave is counted (docs/census.md).
 */
import { CensusTally, type TalliedObject } from '../metrics/census/census-tally.ts'
import type { Run } from '../scenario/run.ts'
import { type CensusLimits, DEFAULT_LIMITS } from '../simulation/census/census-limits.ts'
import { planRunCensus } from '../simulation/census/plan-census.ts'
import { SoupCensus } from '../simulation/census/soup-census.ts'

/** Soups of one run. */
const MAX_SOUPS = 10_000

/** The longest period that is looked for: what takes longer alone is counted as unknown. */
const MAX_PERIOD = 256

/** A census ends after so many soups that have not settled: rules that explode cost little. */
const PATIENCE = 3

/** Oscillators of longer periods are counted: almost every rule has some of two. */
const COMMON_PERIOD = 2

/** What a census counts, by the last part of a number's name. */
const NUMBERS: Readonly<Record<string, (tally: CensusTally, soups: number) => number | undefined>> =
  Object.freeze({
    /** The share of the soups that settled. */
    settled: ({ settled }, soups) => settled / soups,
    /** Ticks until they had, on average. */
    ticks: ({ settled, settledTicks }) => (settled === 0 ? undefined : settledTicks / settled),
    kinds: (tally) => tally.listObjects().length,
    ships: (tally) => tally.listObjects().filter(isShip).length,
    oscillators: (tally) => tally.listObjects().filter(isLongOscillator).length,
    /** The longest period of what is left; 1 for still lifes, 0 for nothing. */
    period: (tally) => Math.max(0, ...tally.listObjects().map(({ period }) => period)),
  })

const isShip = ({ kind }: TalliedObject) => kind === 'ship'

const isLongOscillator = ({ kind, period }: TalliedObject) =>
  kind === 'oscillator' && period > COMMON_PERIOD

/** How many soups a number is of; undefined for what is no number of a census. */
export function soupsOfNumber(name: string): number | undefined {
  const [, soups, what] = /^census\.([1-9]\d{0,5})\.([a-z]+)$/.exec(name) ?? []
  const isOne = what !== undefined && Object.hasOwn(NUMBERS, what)
  return isOne && Number(soups) <= MAX_SOUPS ? Number(soups) : undefined
}

/** What such a census gives up at, where a soup may take so many ticks to settle. */
export const limitsOfTicks = (ticks: number): CensusLimits => {
  return { ...DEFAULT_LIMITS, maxTicks: ticks, maxPeriod: MAX_PERIOD }
}

/**
 * Takes a census of a run's first states.
 *
 * @param counts after how many soups it is told what there is by then.
 * @param ticks that a soup may take to settle.
 * @throws {CensusError} for rules and worlds that none can be taken of, and for runs that do more than begin.
 */
export async function countSoups(
  run: Run,
  counts: readonly number[],
  ticks: number,
): Promise<Readonly<Record<string, number>>> {
  const census = new SoupCensus(planRunCensus(run, run.seed, limitsOfTicks(ticks)))
  const tally = new CensusTally()
  const numbers: [string, number][] = []
  try {
    for (const soups of [...counts].sort((a, b) => a - b)) {
      while (tally.soups < soups && tally.soups - tally.settled < PATIENCE) {
        tally.add(await census.take(tally.soups))
      }
      for (const [what, count] of Object.entries(NUMBERS)) {
        const number = count(tally, soups)
        if (number !== undefined) numbers.push([`census.${soups}.${what}`, number])
      }
    }
  } finally {
    census.dispose()
  }
  return Object.fromEntries(numbers)
}
