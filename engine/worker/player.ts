/**
 * Lets the loaded run go on: played at a speed, by a number of ticks, or to a tick; one of them at a time.
 *
 * It goes a slice of ticks at a time through the queue of the run, so that a pause or a frame never waits
 * longer than a slice.
 */

import { describeFailure } from '../protocol/failure.ts'
import type { Failure } from '../protocol/result.ts'
import type { PlayOptions, StepReport, TickSpan } from '../protocol/simulation-api.ts'
import { TickCountError } from '../simulation/errors.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { countPopulation } from './describe-run.ts'
import { EventLoop } from './event-loop.ts'
import type { Pace } from './frame-desk.ts'
import type { LiveMeter } from './live-meter.ts'
import { approach, canBreakOff, type LoadedRun, restart } from './loaded-run.ts'
import { PassingLooks } from './passing-looks.ts'
import type { RunSlot } from './run-slot.ts'
import { SpeedMeter } from './speed-meter.ts'
import { MAX_SLICE_TICKS, SLICE_MS, TickPacer } from './tick-pacer.ts'

/** A world without an end, whose next tick may be far, is broken off after so long. */
const MAX_SLICE_MS = 50

/** A very slow player wakes this often to see whether it is still wanted. */
const MAX_SLEEP_MS = 100

export class Player {
  readonly #slot: RunSlot
  readonly #meter: LiveMeter
  readonly #now: () => number
  readonly #didChange: () => void
  readonly #eventLoop = new EventLoop()
  readonly #speed: SpeedMeter
  readonly #looks: PassingLooks
  /** A playing or stepping loop goes on only while this is the number it started with. */
  #activity = 0
  #isPlaying = false
  /** Loops that advance to a tick. */
  #advancing = 0
  #failure: Failure | undefined

  /**
   * @param now a clock in milliseconds, for pacing and speed only.
   * @param didChange is told of whatever a picture would show.
   */
  constructor(slot: RunSlot, meter: LiveMeter, now: () => number, didChange: () => void) {
    this.#slot = slot
    this.#meter = meter
    this.#now = now
    this.#didChange = didChange
    this.#speed = new SpeedMeter(now)
    this.#looks = new PassingLooks(now)
  }

  /** How the run goes on at present. */
  get pace(): Pace {
    return {
      isPlaying: this.#isPlaying,
      isMoving: this.#isPlaying || this.#advancing > 0,
      ticksPerSecond: this.#isPlaying ? this.#speed.ticksPerSecond : 0,
      failure: this.#failure,
    }
  }

  /**
   * Plays until something else is asked for.
   *
   * @throws {NothingLoadedError} when there is no run.
   * @throws {TickCountError} for a speed that is none, or a loop that does not go on.
   */
  play({ ticksPerSecond, loop }: PlayOptions): void {
    this.#slot.require()
    if (ticksPerSecond !== undefined && !(ticksPerSecond > 0 && ticksPerSecond < 1e9)) {
      throw new TickCountError({ value: ticksPerSecond })
    }
    if (loop !== undefined) {
      assertTicks(loop.from)
      assertTicks(loop.to)
      if (loop.to <= loop.from) throw new TickCountError({ value: loop.to })
    }
    this.stop()
    this.#isPlaying = true
    // The loop outlives this call; the next frame tells what ends it.
    void this.#keepPlaying(new TickPacer(this.#now, ticksPerSecond), this.#activity, loop)
  }

  /** Goes on by so many ticks, or fewer when something else is asked for meanwhile. */
  async step(ticks: number): Promise<StepReport> {
    assertTicks(ticks)
    return this.#advance(() => ticks)
  }

  /** Goes to a tick, wherever the run stands, or not so far when something else is asked for meanwhile. */
  async runTo(tick: number): Promise<StepReport> {
    assertTicks(tick)
    return this.#advance(async (loaded) => {
      const { simulation } = loaded
      const from = simulation.tick
      await approach(loaded, tick)
      if (simulation.tick < from) await this.#meter.goBack(loaded)
      return tick - simulation.tick
    })
  }

  /** Goes back to the first tick. */
  reset(): Promise<void> {
    this.stop()
    return this.#slot.inTurn(async () => {
      const loaded = this.#slot.require()
      await restart(loaded)
      await this.#meter.goBack(loaded)
      this.#didChange()
    })
  }

  /** Ends whatever loop is running; it notices before its next slice. */
  stop(): void {
    this.#activity++
    this.#failure = undefined
    this.#speed.reset()
    if (!this.#isPlaying) return
    this.#isPlaying = false
    this.#didChange()
  }

  /** Lets everyone go who still waits; nothing is played after it. */
  dispose(): void {
    this.#eventLoop.dispose()
  }

  /**
   * Ends what goes on and advances.
   *
   * @param countTicks tells how many ticks, once no other loop changes the state any more.
   */
  async #advance(countTicks: (loaded: LoadedRun) => number | Promise<number>): Promise<StepReport> {
    this.stop()
    const activity = this.#activity
    const pacer = new TickPacer(this.#now, undefined)
    let left = await this.#slot.inTurn(() =>
      activity === this.#activity ? countTicks(this.#slot.require()) : 1,
    )
    this.#advancing++
    try {
      while (left > 0 && activity === this.#activity) {
        const most = left
        left -= await this.#runSlice(pacer, activity, () => most)
        await this.#eventLoop.yield()
      }
    } finally {
      this.#advancing--
    }
    return this.#slot.inTurn(async () => {
      const { simulation, recording } = this.#slot.require()
      const population = await countPopulation(simulation)
      // Where somebody went to is part of the recording, also when they go back from there.
      if (recording.canMark(simulation)) await recording.mark(simulation)
      return { tick: simulation.tick, population, wasCancelled: left > 0 }
    })
  }

  async #keepPlaying(
    pacer: TickPacer,
    activity: number,
    loop: TickSpan | undefined,
  ): Promise<void> {
    try {
      while (activity === this.#activity) {
        if (loop !== undefined) await this.#enter(loop, pacer, activity)
        const end = loop?.to ?? Number.POSITIVE_INFINITY
        const done = await this.#runSlice(pacer, activity, ({ tick }) => end - tick)
        const waitMs = done === 0 ? Math.min(pacer.waitMs(), MAX_SLEEP_MS) : 0
        await (waitMs > 1 ? this.#eventLoop.sleep(waitMs) : this.#eventLoop.yield())
      }
    } catch (error) {
      if (activity !== this.#activity) return
      this.stop()
      this.#failure = describeFailure(error)
    }
  }

  /** Goes to the first tick of a span, at once, where the run stands at its last one or elsewhere. */
  async #enter({ from, to }: TickSpan, pacer: TickPacer, activity: number): Promise<void> {
    const isWithin = await this.#slot.inTurn(async () => {
      const loaded = this.#slot.require()
      const { simulation } = loaded
      const { tick } = simulation
      // The last picture of the span stands as long as any other.
      if (activity !== this.#activity || (tick >= from && tick < to)) return true
      if (tick === to && pacer.dueTicks() === 0) return true
      await approach(loaded, from)
      if (simulation.tick < tick) await this.#meter.goBack(loaded)
      pacer.didTicks(1, 0)
      this.#didChange()
      return false
    })
    if (isWithin) return
    const hurry = new TickPacer(this.#now, undefined)
    const isBefore = () => (this.#slot.loaded?.simulation.tick ?? from) < from
    while (activity === this.#activity && isBefore()) {
      await this.#runSlice(hurry, activity, ({ tick }) => from - tick)
      await this.#eventLoop.yield()
    }
    await this.#slot.inTurn(async () => {
      const loaded = this.#slot.loaded
      if (loaded === undefined || loaded.simulation.tick !== from) return
      const { simulation, recording } = loaded
      // So that the next way back is none.
      const isKept = recording.moments.findTick(from) === from
      if (from > 0 && !isKept && recording.canMark(simulation)) {
        recording.moments.add(await simulation.takeSnapshot())
      }
    })
  }

  /** Does the ticks that are due, as many as are left at the most; gives how many. */
  #runSlice(
    pacer: TickPacer,
    activity: number,
    countLeft: (simulation: Simulation) => number,
  ): Promise<number> {
    return this.#slot.inTurn(async () => {
      if (activity !== this.#activity) return 0
      const loaded = this.#slot.require()
      const { simulation, recording } = loaded
      const maxTicks = countLeft(simulation)
      // A far end lets `auto` see that HashLife pays, which many short calls would not show.
      const isOpenEnded = pacer.isUnlimited && canBreakOff(loaded)
      const from = simulation.tick
      const tillMark = recording.nextGivenAfter(from) - from
      const due = isOpenEnded ? MAX_SLICE_TICKS : pacer.dueTicks()
      const ticks = Math.min(due, maxTicks, tillMark)
      if (ticks <= 0) return 0
      const startedAtMs = this.#now()
      const maxMs = isOpenEnded ? SLICE_MS : MAX_SLICE_MS
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
      await this.#looks.look(loaded)
      return done
    })
  }
}

function assertTicks(ticks: number): void {
  if (!Number.isSafeInteger(ticks) || ticks < 0) throw new TickCountError({ value: ticks })
}
