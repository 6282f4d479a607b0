/**
 * One simulation behind the protocol: what a worker exposes, and what a Node process can hold.
 *
 * Calls come in whenever they like. Whatever touches the simulation goes through one queue, a
 * slice of ticks at a time, so that a pause or a frame never waits longer than a slice.
 */

import type { BitEvent } from '../bits/bit-events.ts'
import type { PatternFormat } from '../formats/pattern.ts'
import { type BackendOffer, listBackends, listLatticeBackends } from '../kernels/list-backends.ts'
import type { Machine } from '../kernels/machine.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import { describeFailure, toResult } from '../protocol/failure.ts'
import type {
  BoxReport,
  EditEvent,
  EditOrder,
  EventSubject,
  FieldPlane,
  Site,
  SiteReport,
  ZoneReport,
} from '../protocol/inspect-api.ts'
import type { MetricOffer } from '../protocol/measure-api.ts'
import type { Failure, Result } from '../protocol/result.ts'
import type {
  Frame,
  KernelNotice,
  OpenedReplay,
  PlayOptions,
  RunInfo,
  RunSource,
  SimulationApi,
  StateHashes,
  StepReport,
} from '../protocol/simulation-api.ts'
import type { Run } from '../scenario/run.ts'
import { NothingLoadedError, TickCountError } from '../simulation/errors.ts'
import { EventLog } from '../simulation/event-log.ts'
import { inspectBox } from '../simulation/inspect-box.ts'
import { inspectSite } from '../simulation/inspect-site.ts'
import { inspectZone } from '../simulation/inspect-zone.ts'
import { listMetrics } from '../simulation/list-metrics.ts'
import { loadRun } from '../simulation/load-run.ts'
import { readReplay } from '../simulation/replay/read-replay.ts'
import { Recording } from '../simulation/replay/recording.ts'
import { readSource } from '../simulation/replay/replay-source.ts'
import { eventOfInput, openReplayRun } from '../simulation/replay/start-replay.ts'
import { writeRecording } from '../simulation/replay/write-recording.ts'
import { probe } from '../simulation/run-to-probes.ts'
import { Simulation } from '../simulation/simulation.ts'
import { writeState } from '../simulation/state-pattern.ts'
import type { Telemetry } from '../telemetry/telemetry-event.ts'
import { BufferPool } from './buffer-pool.ts'
import { countPopulation, describeRun } from './describe-run.ts'
import { EventLoop } from './event-loop.ts'
import { copyField, listZoneNumbers } from './field-planes.ts'
import { FrameMaker } from './frame-maker.ts'
import { LiveMeter } from './live-meter.ts'
import {
  approach,
  canBreakOff,
  followEvents,
  type LoadedRun,
  type OpenedSource,
  prepareRun,
  replaceEdits,
  replaceRow,
  restart,
} from './loaded-run.ts'
import { SpeedMeter } from './speed-meter.ts'
import { TaskQueue } from './task-queue.ts'
import { MAX_SLICE_TICKS, SLICE_MS, TickPacer } from './tick-pacer.ts'

interface FrameRequest {
  readonly afterVersion: number
  readonly resolve: (frame: Frame | undefined) => void
  readonly reject: (thrown: unknown) => void
}

/** A world without an end, whose next tick may be far, is broken off after so long. */
const MAX_SLICE_MS = 50

/** States are looked at in passing for one part in so many of the time. */
const LOOKING_SHARE = 25

/** A very slow player wakes this often to see whether it is still wanted. */
const MAX_SLEEP_MS = 100

export class SimulationService implements SimulationApi {
  readonly #machine: Machine
  readonly #now: () => number
  readonly #queue = new TaskQueue()
  /** Loads take turns, so that the one asked for last is the one that stays. */
  readonly #loads = new TaskQueue()
  readonly #eventLoop = new EventLoop()
  readonly #speed: SpeedMeter
  readonly #buffers = new BufferPool()
  readonly #frames = new FrameMaker(this.#buffers)
  readonly #meter: LiveMeter
  #loaded: LoadedRun | undefined
  #frameRequest: FrameRequest | undefined
  /** Grows with every change of state. */
  #version = 0
  /** A playing or stepping loop goes on only while this is the number it started with. */
  #activity = 0
  #isPlaying = false
  /** Loops that advance to a tick. */
  #advancing = 0
  /** Why play ended by itself, until something else is asked for. */
  #failure: Failure | undefined
  /** When a state was looked at in passing last, and how long that took. */
  #lookedAtMs = 0
  #lookMs = 0
  /** What a back end has said and nobody has been told yet. */
  #notice: KernelNotice | undefined
  #isDisposed = false

  /**
   * @param machine its clock, milliseconds since the epoch, is for pacing and speed only.
   * @param telemetry is told of what is measured while runs go on.
   */
  constructor(machine: Machine, telemetry?: Telemetry) {
    this.#machine = { ...machine, onNotice: (notice) => this.#tell(notice) }
    this.#now = machine.now
    this.#speed = new SpeedMeter(machine.now)
    this.#meter = new LiveMeter(machine.now, telemetry)
  }

  load(source: RunSource, edits: readonly EditEvent[] = []): Promise<Result<RunInfo>> {
    return toResult(() =>
      this.#loads.run(async () => {
        const run = await loadRun(source)
        const opened = { source, edits, recording: new Recording() }
        return this.#queue.run(() => this.#start(run, opened))
      }),
    )
  }

  openReplay(bytes: Uint8Array): Promise<Result<OpenedReplay>> {
    return toResult(() =>
      this.#loads.run(async () => {
        const replay = await readReplay(bytes)
        const run = await openReplayRun(replay)
        const source = readSource(replay.header.source)
        const edits = replay.inputs.map(eventOfInput)
        const opened = { source, edits, recording: new Recording(replay) }
        const info = await this.#queue.run(() => this.#start(run, opened))
        const { lastTick, end } = replay
        return { info, source, edits, lastTick, isComplete: end !== undefined }
      }),
    )
  }

  saveReplay(): Promise<Result<Uint8Array>> {
    return this.#ask(({ simulation, source, edits, recording }) =>
      writeRecording(simulation, { source, edits: edits.events, recording }),
    )
  }

  step(ticks: number): Promise<Result<StepReport>> {
    return toResult(() => {
      assertTicks(ticks)
      return this.#advance(() => ticks)
    })
  }

  runTo(tick: number): Promise<Result<StepReport>> {
    return toResult(() => {
      assertTicks(tick)
      return this.#advance(async (loaded) => {
        const { simulation } = loaded
        const from = simulation.tick
        await approach(loaded, tick)
        if (simulation.tick < from) await this.#meter.begin(simulation)
        return tick - simulation.tick
      })
    })
  }

  play({ ticksPerSecond }: PlayOptions): Promise<Result<void>> {
    return toResult(() => {
      this.#requireLoaded()
      if (ticksPerSecond !== undefined && !(ticksPerSecond > 0 && ticksPerSecond < 1e9)) {
        throw new TickCountError({ value: ticksPerSecond })
      }
      this.#stop()
      this.#isPlaying = true
      // The loop outlives this call; the next frame tells what ends it.
      void this.#keepPlaying(new TickPacer(this.#now, ticksPerSecond), this.#activity)
    })
  }

  pause(): Promise<Result<void>> {
    return toResult(() => {
      this.#stop()
      return this.#queue.run(() => this.#didChange())
    })
  }

  reset(): Promise<Result<void>> {
    return toResult(() => {
      this.#stop()
      return this.#queue.run(async () => {
        const loaded = this.#requireLoaded()
        await restart(loaded)
        await this.#meter.begin(loaded.simulation)
        this.#didChange()
      })
    })
  }

  async cancel(): Promise<void> {
    this.#stop()
  }

  async takeFrame(afterVersion: number): Promise<Frame | undefined> {
    this.#frameRequest?.resolve(undefined)
    if (this.#isDisposed) return undefined
    return new Promise((resolve, reject) => {
      this.#frameRequest = { afterVersion, resolve, reject }
      void this.#queue.run(() => this.#answerFrameRequest())
    })
  }

  async recycle(buffer: ArrayBuffer): Promise<void> {
    this.#buffers.recycle(buffer)
  }

  takeField(channel: string): Promise<Result<FieldPlane>> {
    return this.#ask(({ simulation }) => copyField(simulation, channel, this.#buffers))
  }

  zoneNumbers(): Promise<Result<Uint8Array>> {
    return this.#ask(({ simulation }) => listZoneNumbers(simulation))
  }

  inspect(site: Site): Promise<Result<SiteReport>> {
    return this.#ask(({ simulation }) => inspectSite(simulation, site))
  }

  inspectBox(box: WorldBox): Promise<Result<BoxReport>> {
    return this.#ask(({ simulation }) => inspectBox(simulation, box))
  }

  inspectZone(name: string): Promise<Result<ZoneReport>> {
    return this.#ask(({ simulation }) => inspectZone(simulation, name))
  }

  followEvents(subject: EventSubject | undefined): Promise<Result<readonly BitEvent[]>> {
    return this.#ask((loaded) => followEvents(loaded, subject))
  }

  edit(orders: readonly EditOrder[]): Promise<Result<number>> {
    return this.#ask(async (loaded) => {
      const { simulation, edits, events } = loaded
      events?.beginSlice()
      try {
        await edits.apply(simulation, orders)
      } finally {
        // Also where orders were refused, others may have been done, and the refusals are told.
        loaded.recording.didEdit(simulation.tick)
        await replaceRow(loaded)
        await this.#meter.didEdit(simulation)
        this.#didChange()
      }
      return edits.count
    })
  }

  listEdits(): Promise<Result<readonly EditEvent[]>> {
    return this.#ask(({ edits }) => edits.events)
  }

  replaceEdits(events: readonly EditEvent[]): Promise<Result<void>> {
    return toResult(() => {
      this.#stop()
      return this.#queue.run(async () => {
        const loaded = this.#requireLoaded()
        await replaceEdits(loaded, events)
        await this.#meter.begin(loaded.simulation)
        this.#didChange()
      })
    })
  }

  hash(): Promise<Result<StateHashes>> {
    return this.#ask(async ({ simulation }) => {
      const { tick } = simulation
      const { cellsHash, stateHash, hashReason } = await probe(simulation)
      return { tick, cellsHash, stateHash, reason: hashReason }
    })
  }

  listBackends(): Promise<Result<readonly BackendOffer[]>> {
    return toResult(() => {
      const { run, rule } = this.#requireLoaded().simulation
      const { size, topology, seed, living } = run
      if (living !== undefined) return listLatticeBackends(this.#machine)
      return listBackends({ size, topology, seed, rule }, this.#machine)
    })
  }

  listMetrics(): Promise<Result<readonly MetricOffer[]>> {
    return this.#ask(({ simulation }) => listMetrics(simulation))
  }

  watchMetrics(specs: readonly string[]): Promise<Result<void>> {
    return toResult(() =>
      this.#queue.run(() => {
        this.#meter.watch(specs, this.#loaded?.simulation)
        this.#didChange()
      }),
    )
  }

  exportPattern(format: PatternFormat): Promise<Result<Uint8Array>> {
    return this.#ask(({ simulation }) => writeState(simulation, format))
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    this.#stop()
    this.#frameRequest?.resolve(undefined)
    this.#frameRequest = undefined
    await this.#queue.run(() => {
      this.#loaded?.simulation.dispose()
      this.#loaded = undefined
    })
    this.#eventLoop.dispose()
  }

  /** Replaces what is loaded by a new run, paused at its first tick. */
  async #start(run: Run, opened: OpenedSource): Promise<RunInfo> {
    if (this.#isDisposed) throw new NothingLoadedError()
    const events = run.living && new EventLog(run.living.zoneMap)
    const machine = this.#machine
    const backend = opened.source.overrides?.backend ?? 'auto'
    const simulation = await Simulation.start(run, { backend, machine, bus: events })
    try {
      const loaded = await prepareRun(simulation, events, opened)
      const info = await describeRun(simulation)
      this.#stop()
      this.#loaded?.simulation.dispose()
      this.#frames.clear()
      this.#buffers.clear()
      this.#loaded = loaded
      await this.#meter.begin(simulation)
      this.#didChange()
      return info
    } catch (error) {
      simulation.dispose()
      throw error
    }
  }

  /** Asks something of what is loaded, when its turn comes. */
  #ask<T>(question: (loaded: LoadedRun) => T | Promise<T>): Promise<Result<T>> {
    return toResult(() => this.#queue.run(() => question(this.#requireLoaded())))
  }

  #requireLoaded(): LoadedRun {
    if (this.#loaded === undefined || this.#isDisposed) throw new NothingLoadedError()
    return this.#loaded
  }

  /**
   * Ends what goes on and advances.
   *
   * @param countTicks tells how many ticks, once no other loop changes the state any more.
   */
  async #advance(countTicks: (loaded: LoadedRun) => number | Promise<number>): Promise<StepReport> {
    this.#stop()
    const activity = this.#activity
    const pacer = new TickPacer(this.#now, undefined)
    let left = await this.#queue.run(() =>
      activity === this.#activity ? countTicks(this.#requireLoaded()) : 1,
    )
    this.#advancing++
    try {
      while (left > 0 && activity === this.#activity) {
        left -= await this.#runSlice(pacer, activity, left)
        await this.#eventLoop.yield()
      }
    } finally {
      this.#advancing--
    }
    return this.#queue.run(async () => {
      const { simulation, recording } = this.#requireLoaded()
      const population = await countPopulation(simulation)
      // Where somebody went to is part of the recording, also when they go back from there.
      if (recording.canMark(simulation)) await recording.mark(simulation)
      return { tick: simulation.tick, population, wasCancelled: left > 0 }
    })
  }

  /** Ends whatever loop is running; it notices before its next slice. */
  #stop(): void {
    this.#activity++
    this.#failure = undefined
    this.#speed.reset()
    if (!this.#isPlaying) return
    this.#isPlaying = false
    this.#didChange()
  }

  async #keepPlaying(pacer: TickPacer, activity: number): Promise<void> {
    try {
      while (activity === this.#activity) {
        const done = await this.#runSlice(pacer, activity, Number.POSITIVE_INFINITY)
        const waitMs = done === 0 ? Math.min(pacer.waitMs(), MAX_SLEEP_MS) : 0
        await (waitMs > 1 ? this.#eventLoop.sleep(waitMs) : this.#eventLoop.yield())
      }
    } catch (error) {
      if (activity !== this.#activity) return
      this.#stop()
      this.#failure = describeFailure(error)
    }
  }

  /** Does the ticks that are due, `maxTicks` at the most; gives how many. */
  #runSlice(pacer: TickPacer, activity: number, maxTicks: number): Promise<number> {
    return this.#queue.run(async () => {
      if (activity !== this.#activity) return 0
      const loaded = this.#requireLoaded()
      // A far end lets `auto` see that HashLife pays, which many short calls would not show.
      const isOpenEnded = pacer.isUnlimited && canBreakOff(loaded)
      const { recording } = loaded
      const tillMark = recording.nextGivenAfter(loaded.simulation.tick) - loaded.simulation.tick
      const due = isOpenEnded ? MAX_SLICE_TICKS : pacer.dueTicks()
      const ticks = Math.min(due, maxTicks, tillMark)
      if (ticks === 0) return 0
      const startedAtMs = this.#now()
      const maxMs = isOpenEnded ? SLICE_MS : MAX_SLICE_MS
      const { simulation } = loaded
      const from = simulation.tick
      try {
        loaded.events?.beginSlice()
        await this.#meter.advance(loaded, {
          ticks,
          isOver: () => this.#now() - startedAtMs >= maxMs,
          isLast: ticks === maxTicks,
          isOpenEnded,
        })
      } finally {
        // Also where a tick on the way failed, those before it have changed the state.
        this.#didChange()
      }
      const done = simulation.tick - from
      pacer.didTicks(done, this.#now() - startedAtMs)
      this.#speed.add(done)
      await this.#lookInPassing(loaded)
      return done
    })
  }

  /**
   * Looks at a state on the way: always where the recording that was opened says what it is, else as
   * often as takes a small part of the time.
   */
  async #lookInPassing({ simulation, recording }: LoadedRun): Promise<void> {
    const startedAtMs = this.#now()
    const isGiven = recording.isGivenAt(simulation.tick)
    if (!isGiven && startedAtMs - this.#lookedAtMs < LOOKING_SHARE * this.#lookMs) return
    if (isGiven || recording.canMark(simulation)) {
      await recording.mark(simulation)
      if (recording.canMark(simulation)) await recording.keepMoment(simulation)
    }
    this.#lookedAtMs = this.#now()
    this.#lookMs = this.#lookedAtMs - startedAtMs
  }

  #didChange(): void {
    this.#version++
    if (this.#frameRequest !== undefined) void this.#queue.run(() => this.#answerFrameRequest())
  }

  async #answerFrameRequest(): Promise<void> {
    const request = this.#frameRequest
    const loaded = this.#loaded
    if (request === undefined || loaded === undefined) return
    if (this.#version <= request.afterVersion) return
    this.#frameRequest = undefined
    try {
      request.resolve(await this.#makeFrame(loaded))
    } catch (error) {
      request.reject(error)
    }
  }

  /** Passes a notice on with the next frame. */
  #tell({ code, message }: KernelNotice): void {
    this.#notice = { code, message }
    this.#didChange()
  }

  async #makeFrame({ simulation, history, recording }: LoadedRun): Promise<Frame> {
    const isPlaying = this.#isPlaying
    const notice = this.#notice
    this.#notice = undefined
    if (!isPlaying && this.#advancing === 0) await this.#meter.look(simulation)
    return this.#frames.make(simulation, history, {
      version: this.#version,
      isPlaying,
      ticksPerSecond: isPlaying ? this.#speed.ticksPerSecond : 0,
      sentAtMs: this.#now(),
      failure: this.#failure,
      replay: recording.standing,
      measured: this.#meter.take(),
      notice,
    })
  }
}

function assertTicks(ticks: number): void {
  if (!Number.isSafeInteger(ticks) || ticks < 0) throw new TickCountError({ value: ticks })
}
