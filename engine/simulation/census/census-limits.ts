/** What a census gives up at. */

export interface CensusLimits {
  /** Ticks a soup may take to settle. */
  readonly maxTicks: number
  /** The longest period that is looked for. */
  readonly maxPeriod: number
  /** Live cells a soup may have. */
  readonly maxCells: number
}

/** What is taken where nobody says: the longest-lived of many million soups of Life take 30,000 ticks. */
export const DEFAULT_LIMITS: CensusLimits = Object.freeze({
  maxTicks: 20_000,
  maxPeriod: 512,
  maxCells: 30_000,
})
