/**
 * Looks for the period of a run that goes on, tick by tick, for a small part of the time.
 *
 * To follow a fast run all the way would make it slow. So it is followed in bursts, each up to twice
 * as long as the one before, with four times as much rest behind each; a run that waits between its
 * ticks anyway is followed without an end. A cycle as long as a burst is found, with its exact period; when
 * it was entered is known if the burst saw a state before it.
 */
import { PERIOD } from '../metrics/period.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import type { Simulation } from '../simulation/simulation.ts'

/** A cycle that was found. */
export interface FoundCycle {
  readonly period: number
  /** The first tick whose state comes back; undefined where it may have been before the burst. */
  readonly convergence: number | undefined
}

/** At most one part in so many of the time. */
const SHARE = 5

const FIRST_BURST_MS = 10
const LAST_BURST_MS = 2000

const SPECS = Object.freeze([Object.freeze({ metric: PERIOD, parameter: '', isOptional: true })])

export class PeriodFollower {
  readonly #now: () => number
  /** Undefined where nothing can come back, and before the first run. */
  #meter: RunMeter | undefined
  #cycle: FoundCycle | undefined
  /** The tick that was noted last in this burst; undefined at rest. */
  #last: number | undefined
  /** Where the burst began, and whether nothing of the run's history lies before. */
  #began = 0
  #isWhole = false
  #burstMs = FIRST_BURST_MS
  #beganMs = 0
  #spentMs = 0
  #restUntilMs = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** What was found since the last `begin`. */
  get cycle(): FoundCycle | undefined {
    return this.#cycle
  }

  /**
   * Forgets what it knows, and goes on from the present tick.
   *
   * @param isWhole whether a history begins here: at the first tick, and where somebody has changed the
   * state or the rule.
   */
  async begin(simulation: Simulation, isWhole: boolean): Promise<void> {
    const meter = new RunMeter(simulation.run, SPECS)
    this.#meter = meter.wantsEveryTick ? meter : undefined
    this.#cycle = undefined
    this.#burstMs = FIRST_BURST_MS
    await this.#startBurst(simulation, isWhole)
  }

  /**
   * Whether the tick after the present one should be noted.
   *
   * @param mayStart whether a new burst may begin here.
   */
  async wantsNext(simulation: Simulation, mayStart: boolean): Promise<boolean> {
    if (this.#meter === undefined || this.#cycle !== undefined) return false
    if (this.#last === simulation.tick) {
      const elapsedMs = this.#now() - this.#beganMs
      if (this.#spentMs <= Math.max(this.#burstMs, elapsedMs / SHARE)) return true
      this.#restUntilMs = this.#now() + (SHARE - 1) * this.#spentMs
      this.#burstMs = Math.min(2 * this.#burstMs, LAST_BURST_MS)
      this.#last = undefined
    }
    if (!mayStart || this.#now() < this.#restUntilMs) return false
    await this.#startBurst(simulation, false)
    return true
  }

  /** Takes in the present tick, the one after that which was wanted; gives a cycle once, when it is found. */
  async note(simulation: Simulation): Promise<FoundCycle | undefined> {
    const startedAtMs = this.#now()
    await this.#meter?.note(simulation)
    this.#last = simulation.tick
    this.#spentMs += this.#now() - startedAtMs
    const { period, 'convergence.tick': first } = this.#meter?.finish() ?? {}
    if (period === undefined || this.#cycle !== undefined) return undefined
    const isSeen = first !== undefined && (this.#isWhole || first > this.#began)
    this.#cycle = { period, convergence: isSeen ? first : undefined }
    return this.#cycle
  }

  async #startBurst(simulation: Simulation, isWhole: boolean): Promise<void> {
    this.#began = simulation.tick
    this.#isWhole = isWhole
    this.#beganMs = this.#now()
    this.#spentMs = 0
    this.#restUntilMs = 0
    // A tick that does not follow on the last makes the watch begin anew.
    if (this.#meter !== undefined) await this.note(simulation)
  }
}
