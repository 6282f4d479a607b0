/**
 * The first tick at which two simulations of one run part, and where: what two hashes that differ
 * do not say.
 *
 * Short ways are walked tick by tick, so that a fault which heals is met; long ones are halved first,
 * from moments that both can go back to.
 */
import { compareStates, haveSameDigest, type StateDifference } from './compare-states.ts'
import type { Simulation } from './simulation.ts'

/** Where a run parts from what it should be. */
export interface Divergence extends StateDifference {
  /** The first tick whose states differ. */
  readonly tick: number
}

/** What is looked through; both simulations stand at `from`. */
export interface DivergenceSpan {
  readonly from: number
  readonly to: number
  /** Is asked before each tick; whoever says so ends the search, which then finds nothing. */
  readonly isOver?: () => boolean
}

/** Longer ways are halved until they are no longer than this. */
export const MAX_WALKED_TICKS = 4096

/**
 * Finds the first tick in `from`..`to` whose states differ, and the first cell or number that does.
 * Undefined where all are the same, or the search was ended. Of a way of more than
 * `MAX_WALKED_TICKS` it is the first tick unless states that had parted meet again on it.
 *
 * @param suspect the one that is doubted; both are left where the search ends.
 * @param twin the same run on what is trusted, in the same state at `from`.
 * @throws the errors of advancing, and of moments that are too large to be gone back to.
 */
export async function locateDivergence(
  suspect: Simulation,
  twin: Simulation,
  span: DivergenceSpan,
): Promise<Divergence | undefined> {
  const { from, to, isOver = () => false } = span
  const end = to - from > MAX_WALKED_TICKS ? await narrow(suspect, twin, span) : to
  for (;;) {
    if (!(await haveSameDigest(suspect, twin))) {
      const difference = await compareStates(suspect, twin)
      return difference && { tick: suspect.tick, ...difference }
    }
    if (suspect.tick >= end || isOver()) return undefined
    await suspect.advance(1)
    await twin.advance(1)
  }
}

/** Halves the way until it is short; both stand at its beginning then. Gives its end. */
async function narrow(
  suspect: Simulation,
  twin: Simulation,
  { from, to, isOver = () => false }: DivergenceSpan,
): Promise<number> {
  let [start, end] = [from, to]
  let moments = [await suspect.takeSnapshot(), await twin.takeSnapshot()] as const
  while (end - start > MAX_WALKED_TICKS && !isOver()) {
    const middle = start + Math.floor((end - start) / 2)
    await suspect.advance(middle - start)
    await twin.advance(middle - start)
    if (await haveSameDigest(suspect, twin)) {
      start = middle
      moments = [await suspect.takeSnapshot(), await twin.takeSnapshot()]
      continue
    }
    end = middle
    await suspect.restore(moments[0])
    await twin.restore(moments[1])
  }
  return end
}
