/** What is measured of a zone at the beginning of a tick, and can be asked for by meta-rules. */
import type { NumberKind } from './meta-rule.ts'

export interface ZoneMetric extends NumberKind {
  readonly name: string
  readonly about: string
}

/** Shares have 14 fraction bits, as fields do. */
const SHARE = { fractionBits: 14, low: 0, high: 2 ** 14 } as const

/** Counts beyond an i32 are cut off at its end. */
const COUNT = { fractionBits: 0, low: 0, high: 2 ** 31 - 1 } as const

/** The metrics of a zone. Shares are rounded down; those of a zone without cells or bits are 0. */
export const ZONE_METRICS: readonly ZoneMetric[] = Object.freeze([
  { name: 'population', ...COUNT, about: 'Cells of the zone whose state is not 0.' },
  { name: 'density', ...SHARE, about: 'Population divided by the number of cells of the zone.' },
  {
    name: 'activity',
    ...SHARE,
    about: 'Share of the cells whose state has changed in the tick before.',
  },
  { name: 'bits', ...COUNT, about: 'Bits of the zone that are not terminated.' },
  { name: 'active-bits', ...COUNT, about: 'Bits of the zone that tick.' },
])

/** The metrics by name, as meta-rules look them up. */
export const ZONE_METRICS_BY_NAME: ReadonlyMap<string, NumberKind> = new Map(
  ZONE_METRICS.map((metric) => [metric.name, metric]),
)
