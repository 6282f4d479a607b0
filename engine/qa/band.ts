/**
 * Bands: how far a number may be from the one that a baseline holds.
 *
 * What is computed by whole numbers alone is the same on every machine and has to be exact. A band is
 * for what a researcher lets change: the entropy of a scenario whose parameters are tuned, say.
 */

export type Band =
  /** The baseline's number itself. */
  | { readonly kind: 'exact' }
  /** At most so much of the baseline's number away from it: 0.05 is 5 %. */
  | { readonly kind: 'relative'; readonly share: number }
  /** At most so far from the baseline's number. */
  | { readonly kind: 'absolute'; readonly distance: number }
  /** Within fixed limits, whatever the baseline says. */
  | { readonly kind: 'limits'; readonly min: number | undefined; readonly max: number | undefined }

/** Bands by the names of metrics; a name that ends in `*` is for all that begin like it. */
export type Bands = Readonly<Record<string, Band>>

export const EXACT: Band = Object.freeze({ kind: 'exact' })

/**
 * What is said of a metric: of its own name, else of the longest beginning of it; undefined where
 * nothing is.
 */
export function matchBand(bands: Bands, metric: string): Band | undefined {
  const own = Object.hasOwn(bands, metric) ? bands[metric] : undefined
  if (own !== undefined) return own
  const begins = Object.keys(bands).filter(
    (name) => name.endsWith('*') && metric.startsWith(name.slice(0, -1)),
  )
  const longest = begins.toSorted((a, b) => b.length - a.length)[0]
  return longest === undefined ? undefined : bands[longest]
}

/** The band of a metric: exact where nothing is said of it. */
export function findBand(bands: Bands, metric: string): Band {
  return matchBand(bands, metric) ?? EXACT
}

/** Tells whether a number lies in a band around the one expected. */
export function isWithin(band: Band, expected: number, found: number): boolean {
  switch (band.kind) {
    case 'exact':
      return Object.is(expected + 0, found + 0)
    case 'relative':
      return isNear(expected, found, band.share * Math.abs(expected))
    case 'absolute':
      return isNear(expected, found, band.distance)
    case 'limits':
      return found >= (band.min ?? -Infinity) && found <= (band.max ?? Infinity)
    default:
      return band satisfies never
  }
}

/** The edge belongs to the band, though a difference such as 1 - 0.95 may be rounded beyond it. */
function isNear(expected: number, found: number, distance: number): boolean {
  const rounding = Number.EPSILON * (Math.abs(expected) + Math.abs(found))
  return Math.abs(found - expected) <= distance + rounding
}

/** The band in words: `within 5 %`. */
export function formatBand(band: Band): string {
  switch (band.kind) {
    case 'exact':
      return 'exact'
    case 'relative':
      return `within ${Number((100 * band.share).toPrecision(6))} %`
    case 'absolute':
      return `within ${band.distance}`
    case 'limits':
      if (band.min === undefined) return `at most ${band.max}`
      return band.max === undefined ? `at least ${band.min}` : `${band.min} to ${band.max}`
    default:
      return band satisfies never
  }
}
