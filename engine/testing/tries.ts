/**
 * How many random inputs the tests in Node try.
 *
 * `npm test` tries a share of them, so that it is over in minutes. `npm run soak -- tests` tries all
 * of them, time and again.
 */

/** The share of inputs that are tried where the environment names none. */
const SHARE = 1 / 8

/** @param full how many inputs are tried when there is time. */
export function tries(full: number): number {
  const named = Number(process.env.THUNDERLINE_TRIES_SHARE)
  return Math.max(1, Math.ceil(full * (named > 0 ? named : SHARE)))
}

/** Of things that would all be tried when there is time, every so manieth, the first among them. */
export function takeShare<T>(all: readonly T[]): readonly T[] {
  const step = all.length / tries(all.length)
  return all.filter((_, place) => Math.floor(place / step) !== Math.floor((place - 1) / step))
}
