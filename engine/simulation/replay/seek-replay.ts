/** Going to any tick of a replay, from whichever moment is nearest. */
import { decodeBase64 } from '../../formats/base64.ts'
import { readStateFile } from '../read-state-file.ts'
import type { Simulation } from '../simulation.ts'
import { ReplayFileError } from './errors.ts'
import type { ReplayKeyframe } from './replay-record.ts'
import type { SnapshotStore } from './snapshot-store.ts'

/**
 * Goes to the moment of a keyframe.
 *
 * @throws {ReplayFileError} where it is no base64.
 * @throws the errors of `readStateFile`.
 */
export async function restoreKeyframe(
  simulation: Simulation,
  { tick, state }: ReplayKeyframe,
): Promise<void> {
  const bytes = decodeBase64(state)
  const moment = bytes && (await readStateFile(bytes, simulation.run))
  if (moment?.tick !== tick) {
    const found = moment === undefined ? 'its state is no base64' : `its state is of ${moment.tick}`
    throw new ReplayFileError({
      line: undefined,
      found: `the keyframe of tick ${tick} cannot be used: ${found}`,
      wanted: 'a state file of its tick is wanted',
    })
  }
  await simulation.restore(moment)
}

/** The nearest moment to go to a tick from, and how to get to it; undefined where it is the present. */
export interface SeekStart {
  readonly tick: number
  goThere(): Promise<void>
}

/**
 * Where the way to a tick begins: at the present state, a moment of the store, a keyframe or the
 * first tick, whichever lies closest before it.
 */
export function findSeekStart(
  simulation: Simulation,
  tick: number,
  store: SnapshotStore,
  keyframes: readonly ReplayKeyframe[] = [],
): SeekStart | undefined {
  const starts: SeekStart[] = [{ tick: 0, goThere: () => simulation.restart() }]
  const keyframe = keyframes.findLast((each) => each.tick <= tick)
  if (keyframe !== undefined) {
    starts.push({ tick: keyframe.tick, goThere: () => restoreKeyframe(simulation, keyframe) })
  }
  const kept = store.findTick(tick)
  if (kept !== undefined) {
    starts.push({ tick: kept, goThere: () => simulation.restore(store.find(kept)!) })
  }
  const nearest = starts.reduce((a, b) => (b.tick >= a.tick ? b : a))
  const isOnWay = simulation.tick <= tick && simulation.tick >= nearest.tick
  return isOnWay ? undefined : nearest
}

/**
 * Goes to a tick of a replay, back or on. Moments of the way are kept, so that the next way is short.
 *
 * @throws the errors of advancing and of reading a keyframe.
 */
export async function seek(
  simulation: Simulation,
  tick: number,
  store: SnapshotStore,
  keyframes: readonly ReplayKeyframe[] = [],
): Promise<void> {
  await findSeekStart(simulation, tick, store, keyframes)?.goThere()
  while (simulation.tick < tick) {
    await simulation.advance(Math.min(MOMENT_RHYTHM_TICKS, tick - simulation.tick))
    if (store.wants(simulation.tick)) store.add(await simulation.takeSnapshot())
  }
}

/** Ticks between two moments that are kept of a way. */
const MOMENT_RHYTHM_TICKS = 64
