/**
 * Looks for the period of a run that goes on, tick by tick, within a budget of time.
 *
 * To follow a fast run all the way would make it slow. So it is followed in bursts, each up to twice
 * as long as the one before, with rest behind each until its time is paid for; a run whose ticks pay for
 * the looks at them is followed without an end. A cycle as long as a burst is found, with its exact period; when
 * it was entered is known if the burst saw a state before it.
 */
import { PERIOD } from '../metrics/period.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { TimeAccount } from './time-budget.ts'

/** A cycle that was found. */
export interface FoundCycle {
  readonly period: number
  /** The first tick whose state comes back; undefined where it may have been before the burst. */
  readonly convergence: number | undefined
}

/** A burst ends when so much is owed for it. */
const FIRST_BURST_MS = 10
const LAST_BURST_MS = 2000

const SPECS = Object.freeze([Object.freeze({ metric: PERIOD, parameter: '', isOptional: true })])

export class PeriodFollower {
  readonly #now: () => number
  readonly #account: TimeAccount
  /** Undefined where nothing can come back, and before the first run. */
  #meter: RunMeter | undefined
  #cycle: FoundCycle | undefined
  /** The tick that was noted last in this burst; undefined at rest. */
  #last: number | undefined
  /** Where the burst began, and whether nothing of the run's history lies before. */
  #began = 0
  #isWhole = false
  #burstMs = FIRST_BURST_MS

  /**
   * @param now a clock in milliseconds.
   * @param account owes the time of its looks.
   */
  constructor(now: () => number, account: TimeAccount) {
    this.#now = now
    this.#account = account
  }

  /** What was found since the last `begin`. */
  get cycle(): FoundCycle | undefined {
    return this.#cycle
  }

  /**
   * Forgets what it knows, and goes on from the present tick: at once where nothing is owed, or a history
   * begins here.
   *
   * @param isWhole whether it does: at the first tick, and where somebody has changed the state or the rule.
   */
  async begin(simulation: Simulation, isWhole: boolean): Promise<void> {
    const meter = new RunMeter(simulation.run, SPECS)
    this.#meter = meter.wantsEveryTick ? meter : undefined
    this.#cycle = undefined
    this.#burstMs = FIRST_BURST_MS
    this.#last = undefined
    if (isWhole || this.#account.owedMs() === 0) await this.#startBurst(simulation, isWhole)
  }

  /**
   * Whether the tick after the present one should be noted.
   *
   * @param mayStart whether a new burst may begin here.
   */
  async wantsNext(simulation: Simulation, mayStart: boolean): Promise<boolean> {
    if (this.#meter === undefined || this.#cycle !== undefined) return false
    if (this.#last === simulation.tick) {
      if (this.#account.owedMs() <= this.#burstMs) return true
      this.#burstMs = Math.min(2 * this.#burstMs, LAST_BURST_MS)
      this.#last = undefined
    }
    if (!mayStart || this.#account.owedMs() > 0) return false
    await this.#startBurst(simulation, false)
    return true
  }

  /** Takes in the present tick, the one after that which was wanted; gives a cycle once, when it is found. */
  async note(simulation: Simulation): Promise<FoundCycle | undefined> {
    const startedAtMs = this.#now()
    await this.#meter?.note(simulation)
    this.#last = simulation.tick
    this.#account.charge(this.#now() - startedAtMs)
    const { period, 'convergence.tick': first } = this.#meter?.finish() ?? {}
    if (period === undefined || this.#cycle !== undefined) return undefined
    const isSeen = first !== undefined && (this.#isWhole || first > this.#began)
    this.#cycle = { period, convergence: isSeen ? first : undefined }
    return this.#cycle
  }

  async #startBurst(simulation: Simulation, isWhole: boolean): Promise<void> {
    this.#began = simulation.tick
    this.#isWhole = isWhole
    // A tick that does not follow on the last makes the watch begin anew.
    if (this.#meter !== undefined) await this.note(simulation)
  }
}
