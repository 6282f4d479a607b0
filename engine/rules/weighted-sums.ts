/** Weighted sums: what a rule by sums is made of, and which sums its neighbors can make. */
import type { WeightedSite } from './range-shapes.ts'

/** The most that sums may be apart: tables have an entry for every sum. */
export const MAX_SUMS = 2 ** 18

/** The sums a rule lists, each once. */
export type Sums = ReadonlySet<number>

export interface WeightedRule {
  readonly states: number
  /** Places in the order y, x; the cell itself is not among them. */
  readonly sites: readonly WeightedSite[]
  /** What the cell's own state is multiplied by. */
  readonly center: number
  /** What each state counts; `[0, 1]` and zeros where only live cells do. */
  readonly stateWeights: readonly number[]
  /** The sums, center included, on which a cell is born and survives. */
  readonly birth: Sums
  readonly survival: Sums
}

/** What each state counts where nothing else is said: 1 for live cells. */
export function plainStateWeights(states: number): number[] {
  return Array.from({ length: states }, (_, state) => (state === 1 ? 1 : 0))
}

/** The least and the greatest sum that neighbors can make. */
export function rangeOfSums({ sites, stateWeights }: Pick<WeightedRule, 'sites' | 'stateWeights'>) {
  const [least, most] = [Math.min(...stateWeights), Math.max(...stateWeights)]
  let [low, high] = [0, 0]
  for (const { weight } of sites) {
    low += weight * (weight > 0 ? least : most)
    high += weight * (weight > 0 ? most : least)
  }
  return { low, high }
}

/** The greatest sum that can be listed: that of the neighbors and the cell itself, or 0. */
export function highestSum(rule: Pick<WeightedRule, 'sites' | 'center' | 'stateWeights'>): number {
  const own = Math.max(0, rule.center * Math.max(...rule.stateWeights))
  return Math.max(0, rangeOfSums(rule).high + own)
}

/** The sums that some neighbors make. */
export interface Attainable {
  readonly low: number
  /** 1 for every sum from `low` on that some neighbors make. */
  readonly sums: Uint8Array
}

/** Finds the sums that live neighbors of these weights make, all others counting nothing. */
export function findAttainableSums(sites: readonly WeightedSite[]): Attainable {
  const { low, high } = rangeOfSums({ sites, stateWeights: [0, 1] })
  // Bit i stands for the sum low + i: starting with all negative weights, every weight only adds.
  let made = 1n
  for (const { weight } of sites) made |= made << BigInt(Math.abs(weight))
  const digits = made.toString(16)
  const sums = Uint8Array.from({ length: high - low + 1 }, (_, i) => {
    const digit = Number.parseInt(digits[digits.length - 1 - (i >> 2)]!, 16)
    return (digit >> (i & 3)) & 1
  })
  return { low, sums }
}

/** The least sum that is selected and made by some neighbors, where that is below 0; else 0. */
export function leastOf(selected: Sums, { low, sums }: Attainable): number {
  for (let sum = low; sum < 0; sum++) if (sums[sum - low] === 1 && selected.has(sum)) return sum
  return 0
}

/**
 * The selected sums, shifted by what the center counts. Sums that nothing makes are taken along
 * inside a run and left out elsewhere, so that lists are short and equal rules have equal lists.
 */
export function fillUnattainable(
  selected: Sums,
  { low, sums }: Attainable,
  center: number,
): Uint8Array {
  const filled = new Uint8Array(Math.max(0, low + sums.length + center))
  let runEnd = -1
  for (let i = 0; i < sums.length; i++) {
    if (sums[i] === 0) continue
    const sum = i + low
    const at = sum + center
    if (!selected.has(sum) || at < 0) {
      runEnd = -1
      continue
    }
    filled.fill(1, runEnd === -1 ? at : runEnd, at + 1)
    runEnd = at + 1
  }
  return filled
}
