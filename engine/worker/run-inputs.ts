/** What goes into a run: its source or its recording at the start, and edits on the way. */
import type { Machine } from '../kernels/machine.ts'
import type { EditEvent, EditOrder } from '../protocol/inspect-api.ts'
import type { OpenedReplay, RunInfo, RunSource } from '../protocol/simulation-api.ts'
import type { Run } from '../scenario/run.ts'
import { NothingLoadedError } from '../simulation/errors.ts'
import { EventLog } from '../simulation/event-log.ts'
import { loadRun } from '../simulation/load-run.ts'
import { readReplay } from '../simulation/replay/read-replay.ts'
import { Recording } from '../simulation/replay/recording.ts'
import { readSource } from '../simulation/replay/replay-source.ts'
import { eventOfInput, openReplayRun } from '../simulation/replay/start-replay.ts'
import { writeRecording } from '../simulation/replay/write-recording.ts'
import { Simulation } from '../simulation/simulation.ts'
import { describeRun } from './describe-run.ts'
import type { FrameDesk } from './frame-desk.ts'
import type { LiveMeter } from './live-meter.ts'
import {
  type LoadedRun,
  type OpenedSource,
  prepareRun,
  replaceEdits,
  replaceRow,
} from './loaded-run.ts'
import type { Player } from './player.ts'
import type { RunSlot } from './run-slot.ts'
import { TaskQueue } from './task-queue.ts'

/** Whoever has to know that the run is another one. */
interface Audience {
  readonly slot: RunSlot
  readonly meter: LiveMeter
  readonly frames: FrameDesk
  readonly player: Player
}

export class RunInputs {
  readonly #machine: Machine
  readonly #audience: Audience
  /** Loads take turns, so that the one asked for last is the one that stays. */
  readonly #loads = new TaskQueue()

  constructor(machine: Machine, audience: Audience) {
    this.#machine = machine
    this.#audience = audience
  }

  /** Puts a new run in the place of whatever runs; where it cannot be had, the old one stays. */
  load(source: RunSource, edits: readonly EditEvent[]): Promise<RunInfo> {
    return this.#loads.run(async () => {
      const run = await loadRun(source)
      return this.#startInTurn(run, { source, edits, recording: new Recording() })
    })
  }

  /** As `load`, what was recorded; its marks are compared as their ticks come. */
  openReplay(bytes: Uint8Array): Promise<OpenedReplay> {
    return this.#loads.run(async () => {
      const replay = await readReplay(bytes)
      const run = await openReplayRun(replay)
      const source = readSource(replay.header.source)
      const edits = replay.inputs.map(eventOfInput)
      const recording = new Recording(replay)
      const info = await this.#startInTurn(run, { source, edits, recording })
      const { lastTick, end } = replay
      return { info, source, edits, lastTick, isComplete: end !== undefined }
    })
  }

  /** The run as a replay file, in its turn. */
  save({ simulation, source, edits, recording }: LoadedRun): Promise<Uint8Array> {
    return writeRecording(simulation, { source, edits: edits.events, recording })
  }

  /** Changes the present state, in its turn; gives how many edits the run has had. */
  async edit(loaded: LoadedRun, orders: readonly EditOrder[]): Promise<number> {
    const { simulation, edits, events } = loaded
    const { meter, frames } = this.#audience
    events?.beginSlice()
    try {
      await edits.apply(simulation, orders)
    } finally {
      // Also where orders were refused, others may have been done, and the refusals are told.
      loaded.recording.didEdit(simulation.tick)
      await replaceRow(loaded)
      await meter.didEdit(loaded)
      frames.didChange()
    }
    return edits.count
  }

  /** Goes back to the first tick, with these edits in place of those that the run had. */
  replaceEdits(events: readonly EditEvent[]): Promise<void> {
    const { slot, meter, frames, player } = this.#audience
    player.stop()
    return slot.inTurn(async () => {
      const loaded = slot.require()
      await meter.goBack(loaded, await replaceEdits(loaded, events))
      frames.didChange()
    })
  }

  #startInTurn(run: Run, opened: OpenedSource): Promise<RunInfo> {
    return this.#audience.slot.inTurn(() => this.#start(run, opened))
  }

  /** Replaces what is loaded by a new run, paused at its first tick. */
  async #start(run: Run, opened: OpenedSource): Promise<RunInfo> {
    const { slot, meter, frames, player } = this.#audience
    if (slot.isClosed) throw new NothingLoadedError()
    const events = run.living && new EventLog(run.living.zoneMap)
    const machine = this.#machine
    const backend = opened.source.overrides?.backend ?? 'auto'
    const simulation = await Simulation.start(run, { backend, machine, bus: events })
    try {
      const loaded = await prepareRun(simulation, events, opened)
      const { recording } = loaded
      // Nobody passes by the first state.
      if (recording.isGivenAt(simulation.tick) && recording.canMark(simulation)) {
        await recording.mark(simulation)
      }
      const info = await describeRun(simulation)
      player.stop()
      slot.put(loaded)
      frames.clear()
      meter.forgetProbes()
      await meter.begin(loaded)
      frames.didChange()
      return info
    } catch (error) {
      simulation.dispose()
      throw error
    }
  }
}
