/**
 * The thresholds between behaviors, as data: what they bound, and where they come from.
 *
 * Four are numbers that `npm run soak -- classification` finds on one half of the rules with a published class and tries on
 * the other half; docs/classification.md has the table. The rest say what a word means.
 */

export interface Threshold {
  readonly value: number
  /** What is on its two sides. */
  readonly meaning: string
  /** Who says so, or how it was found. */
  readonly source: string
}

const FITTED = 'found on half of the rules with a published class (docs/classification.md)'

/** By name. */
export const THRESHOLDS = Object.freeze({
  /** Of all members. */
  deadShare: {
    value: 0.95,
    meaning: 'a rule dies when at least this share of its members does',
    source: 'Wolfram 1984: almost all beginnings',
  },
  shortPeriod: {
    value: 64,
    meaning: 'a period, or one but for a movement, up to this many ticks is short',
    source: 'Wolfram 1984: class 2 has short periods',
  },
  quickSettling: {
    value: 0.5,
    meaning: 'settled before this many diameters of the world, no signal of speed 1 has crossed it',
    source: 'half a torus is as far as two cells can be apart',
  },
  settledShare: {
    value: 0.9,
    meaning: 'members are settled as a whole when at least this share of them is',
    source: 'a convention',
  },
  chaoticSpread: {
    value: 0.75,
    meaning: 'at least this share of one-cell changes goes on spreading: chaotic',
    source: `Wolfram 1984; ${FITTED}`,
  },
  survivorSpread: {
    value: 0.9,
    meaning: 'or this share of the changes that do not heal, with half as many of all',
    source: 'as above, for rules that hide changes in refractory states',
  },
  complexSpread: {
    value: 0.2,
    meaning: 'at least this share of changes spreads, but fewer than are chaotic: complex',
    source: `Wolfram 1984: changes of class 4 spread irregularly; ${FITTED}`,
  },
  complexDeviation: {
    value: 0.02,
    meaning: 'at least this deviation of the lookup entropy over time: complex',
    source: `Wuensche 1999; ${FITTED}`,
  },
  slowSettling: {
    value: 1.125,
    meaning: 'unsettled, or settled only after this many diameters of the world: complex',
    source: `Wolfram 1984: class 4 has long transients; ${FITTED}`,
  },
  movers: {
    value: 1,
    meaning: 'at least so many beginnings leave an object that travels over what stands: complex',
    source: 'Bays 1987: in a game of Life gliders occur naturally',
  },
  agreement: {
    value: 0.4,
    meaning: 'at least this share of members must show it by themselves, or nothing is decided',
    source: `most rules do different things at different densities; ${FITTED}`,
  },
} as const satisfies Record<string, Threshold>)

/** Names of thresholds. */
export type ThresholdName = keyof typeof THRESHOLDS

/** Thresholds by name; `THRESHOLDS` unless somebody tries others. */
export type ThresholdValues = Readonly<Record<ThresholdName, number>>

/** The values of `THRESHOLDS`. */
export const THRESHOLD_VALUES: ThresholdValues = Object.freeze(
  Object.fromEntries(
    Object.entries(THRESHOLDS).map(([name, { value }]) => [name, value]),
  ) as Record<ThresholdName, number>,
)
