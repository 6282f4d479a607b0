/**
 * What one-cell changes tell of a rule: whether they heal, stay small or spread, and how fast.
 *
 * S. Wolfram (1984) tells his classes apart by it: a change disappears (1), stays in a finite region (2), affects a
 * region that grows forever (3), or one that varies (4). The exponent of its growth is the Lyapunov-like
 * quantity of F. Bagnoli, R. Rechtman, S. Ruffo, "Damage spreading and Lyapunov exponents in cellular
 * automata", Physics Letters A 172, 1992, as seen in the number of cells that differ.
 */
import { log2 } from '../../math/log2.ts'
import { deviationOf, meanOf } from './spread.ts'
import { slopeOf } from './state-trace.ts'

export interface DamageMeasures {
  readonly spreads: number
  readonly heals: number
  readonly exponent: number
  readonly speed: number
  readonly scatter: number
}

/** A change that spreads has at least so many cells in the end, */
const MIN_SPREAD_CELLS = 6
/** and at least so many times as many as it had, on average, in the second quarter. */
const MIN_SPREAD_RATIO = 1.35

/**
 * Measures trials of equal length.
 *
 * @param trials cells that differ by tick since the change, beginning with the change itself.
 * @param reach how far each came, in cells.
 */
export function measureDamage(
  trials: readonly (readonly number[])[],
  reach: readonly number[],
): DamageMeasures | undefined {
  const ticks = (trials[0]?.length ?? 0) - 1
  if (ticks < 4) return undefined
  const finals = trials.map((curve) => tailMean(curve))
  const mean = meanOf(finals)
  return {
    spreads: meanOf(trials.map((curve) => (isSpreading(curve) ? 1 : 0))),
    heals: meanOf(trials.map((curve) => (curve.at(-1) === 0 ? 1 : 0))),
    exponent: exponentOf(trials),
    speed: meanOf(reach) / ticks,
    scatter: mean === 0 ? 0 : deviationOf(finals, mean) / mean,
  }
}

/** Whether a change goes on growing. */
function isSpreading(curve: readonly number[]): boolean {
  const final = tailMean(curve)
  const quarter = Math.floor(curve.length / 4)
  return (
    final >= MIN_SPREAD_CELLS &&
    final >= MIN_SPREAD_RATIO * meanOf(curve.slice(quarter, 2 * quarter))
  )
}

/** Mean over the last eighth: chaotic damage jumps from tick to tick. */
function tailMean(curve: readonly number[]): number {
  return meanOf(curve.slice(-Math.max(1, Math.floor(curve.length / 8))))
}

/** Slope of log2 of the mean damage over log2 of the time, from the first eighth on; 0 for none. */
function exponentOf(trials: readonly (readonly number[])[]): number {
  const length = trials[0]!.length
  const points: (readonly [number, number])[] = []
  for (let tick = Math.max(2, Math.floor(length / 8)); tick < length; tick++) {
    const mean = meanOf(trials.map((curve) => curve[tick]!))
    if (mean > 0) points.push([log2(tick), log2(mean)])
  }
  return points.length < 4 ? 0 : slopeOf(points)
}
