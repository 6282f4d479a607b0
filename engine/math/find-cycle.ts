/** Where a sequence begins to repeat itself. */

export interface Cycle {
  /** How many values come before the cycle. */
  readonly transient: number
  /** After how many values the cycle comes again. */
  readonly period: number
}

/**
 * Finds the cycle that a sequence x, f(x), f(f(x)), ... has run into, as far as its values are given.
 *
 * With all values at hand neither Floyd's two runners nor Brent's are needed: if any value has come
 * twice, then the last one is on the cycle, so its distance to the nearest equal value before it is
 * the period, and the cycle goes back as far as values equal those one period later. That finds
 * every cycle of which one value is seen again, in linear time and without a table.
 *
 * @param isEqual tells whether two values are the same state. Where a value alone does not decide
 *   what follows it (a population, say), what is found is how the end of the list repeats itself.
 * @returns undefined where the last value has not come before.
 */
export function findCycle<T>(
  sequence: readonly T[],
  isEqual: (a: T, b: T) => boolean = Object.is,
): Cycle | undefined {
  const last = sequence.length - 1
  let period = 1
  while (period <= last && !isEqual(sequence[last - period]!, sequence[last]!)) period++
  if (period > last) return undefined
  let transient = last - period
  while (transient > 0 && isEqual(sequence[transient - 1]!, sequence[transient - 1 + period]!)) {
    transient--
  }
  return { transient, period }
}
