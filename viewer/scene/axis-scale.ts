/** Where numbers stand along an axis: at even steps, few enough to be read. */

/** At the most so many steps to an axis. */
const MAX_STEPS = 5

/**
 * The cells that are numbered, the first of the axis's own among them where it is one.
 *
 * @param start the site of the first cell, which need not be 0 in a world without an end.
 */
export function listTicks(start: number, cells: number): readonly number[] {
  const step = stepOf(cells)
  const first = Math.ceil(start / step) * step
  const ticks: number[] = []
  for (let at = first; at < start + cells; at += step) ticks.push(at)
  return ticks
}

/** The least of 1, 2 and 5 times a power of ten, or 4, 8, 16 and so on, that makes few enough steps. */
function stepOf(cells: number): number {
  const least = cells / MAX_STEPS
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)))
  const decimal = [1, 2, 5, 10].find((digit) => digit * power >= least)! * power
  const binary = 2 ** Math.max(0, Math.ceil(Math.log2(least)))
  // Worlds whose sizes are powers of two are read more easily in such steps.
  return Number.isInteger(Math.log2(cells)) ? binary : Math.max(1, decimal)
}
