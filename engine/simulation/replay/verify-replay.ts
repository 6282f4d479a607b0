/**
 * Makes a recorded run again and compares it with its marks; where it departs, the first tick and
 * cell are looked for beside a twin on another back end, which also tells who is to blame.
 */
import type { BackendName } from '../../kernels/kernel.ts'
import type { Run } from '../../scenario/run.ts'
import { compareStates } from '../compare-states.ts'
import type { SimulationOptions } from '../create-world.ts'
import { StateTooLargeError } from '../errors.ts'
import { type Divergence, locateDivergence } from '../locate-divergence.ts'
import type { Simulation } from '../simulation.ts'
import { ReplayFileError } from './errors.ts'
import { compareMarks, type MarkDifference, readMark } from './read-mark.ts'
import type { Replay } from './read-replay.ts'
import type { ReplayMark } from './replay-record.ts'
import { restoreKeyframe } from './seek-replay.ts'
import { startReplay } from './start-replay.ts'

/** Where a run departs from its recording. */
export interface ReplayDivergence extends MarkDifference {
  /** The tick of the first mark that does not hold. */
  readonly tick: number
  /** The last tick at which all was well; undefined where none was. */
  readonly goodTick: number | undefined
  /**
   * `backend`: the twin agrees with the file, and this back end is at fault. `file`: the twin departs
   * as well, so the file was made by hand, or what its rules mean has changed.
   */
  readonly blame: 'backend' | 'file'
  readonly twin: BackendName
  /** The first tick, plane and cell; undefined where they could not be found. */
  readonly place: Divergence | undefined
}

export interface ReplayVerdict {
  readonly backend: BackendName
  /** Marks that were compared. */
  readonly marks: number
  /** The last tick that was compared. */
  readonly ticks: number
  /** Undefined where all marks hold. */
  readonly divergence: ReplayDivergence | undefined
}

export interface VerifyOptions extends Pick<SimulationOptions, 'backend' | 'machine'> {
  /** Is told how far it has come, at each mark. */
  readonly onTick?: (tick: number) => void
}

/**
 * Verifies a replay against its run (`openReplayRun`).
 *
 * @throws {ReplayFileError} where there is nothing to compare with.
 * @throws the errors of `startReplay` and of advancing.
 */
export async function verifyReplay(
  replay: Replay,
  run: Run,
  options: VerifyOptions = {},
): Promise<ReplayVerdict> {
  const { backend, machine, onTick } = options
  if (replay.marks.length === 0) {
    const wanted = 'one at least is wanted, to compare with'
    throw new ReplayFileError({ line: undefined, found: 'it holds no mark', wanted })
  }
  const foldsDigests = replay.marks.some(({ runDigest }) => runDigest !== undefined)
  const start = (on: SimulationOptions['backend']) =>
    startReplay(replay, run, { ...(on && { backend: on }), machine, foldsDigests })
  const suspect = await start(backend)
  try {
    let good: number | undefined
    for (const [i, mark] of replay.marks.entries()) {
      await suspect.advance(mark.tick - suspect.tick)
      const difference = compareMarks(mark, await readMark(suspect, mark.stateHash !== undefined))
      if (difference !== undefined) {
        const name = suspect.backend
        const twin = await start(name === 'reference' ? 'auto' : 'reference')
        try {
          const found = await blame({ replay, suspect, twin, mark, good })
          const divergence = { tick: mark.tick, ...difference, goodTick: good, ...found }
          return { backend: name, marks: i + 1, ticks: mark.tick, divergence }
        } finally {
          twin.dispose()
        }
      }
      good = mark.tick
      onTick?.(mark.tick)
    }
    const { marks } = replay
    return {
      backend: suspect.backend,
      marks: marks.length,
      ticks: suspect.tick,
      divergence: undefined,
    }
  } finally {
    suspect.dispose()
  }
}

interface Doubt {
  readonly replay: Replay
  readonly suspect: Simulation
  readonly twin: Simulation
  /** The mark that does not hold. */
  readonly mark: ReplayMark
  readonly good: number | undefined
}

async function blame(doubt: Doubt): Promise<Pick<ReplayDivergence, 'blame' | 'twin' | 'place'>> {
  const { replay, suspect, twin, mark, good } = doubt
  const from = good ?? 0
  await suspect.restart()
  await suspect.advance(from)
  await followTo(from, twin, suspect)
  const back = await snapshotOf(twin)
  await twin.advance(mark.tick - from)
  const isTwinGood =
    compareMarks(mark, await readMark(twin, mark.stateHash !== undefined)) === undefined
  if (!isTwinGood) {
    const place = await compareWithKeyframe(replay, suspect, twin)
    return { blame: 'file', twin: twin.backend, place }
  }
  if (back === undefined) {
    await twin.restart()
    await twin.advance(from)
  } else await twin.restore(back)
  const place = await locateDivergence(suspect, twin, { from, to: mark.tick })
  return { blame: 'backend', twin: twin.backend, place }
}

/** Brings a twin to the state that another is in, which is known to be good; the short way. */
async function followTo(tick: number, twin: Simulation, good: Simulation): Promise<void> {
  const moment = tick === 0 ? undefined : await snapshotOf(good)
  if (moment === undefined) await twin.advance(tick)
  else await twin.restore(moment)
}

async function snapshotOf(simulation: Simulation) {
  try {
    return await simulation.takeSnapshot()
  } catch (error) {
    if (error instanceof StateTooLargeError) return undefined
    throw error
  }
}

/** Where the state of the file is another than the twin's, if the file holds the state of this tick. */
async function compareWithKeyframe(
  replay: Replay,
  suspect: Simulation,
  twin: Simulation,
): Promise<Divergence | undefined> {
  const { tick } = twin
  const keyframe = replay.keyframes.find((each) => each.tick === tick)
  if (keyframe === undefined) return undefined
  await restoreKeyframe(suspect, keyframe)
  const difference = await compareStates(twin, suspect)
  return difference && { tick, ...difference }
}
