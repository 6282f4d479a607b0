/**
 * Measures a run while it goes on, and marks what happens to it. Measuring and the search for a period share
 * one small part of the time.
 *
 * Wall time decides which ticks are looked at, never what is seen there: a sample is what a probe of
 * its tick would measure. Looking never changes the run.
 */

import { MetricError } from '../metrics/errors.ts'
import { formatSpec, type MetricSpec, parseMetrics } from '../metrics/parse-metrics.ts'
import { PERIOD } from '../metrics/period.ts'
import { MAX_WATCHED, type Measured, type RunMark, type Sample } from '../protocol/measure-api.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { describeEntropySample } from '../telemetry/entropy-sample.ts'
import type { EventPublisher } from '../telemetry/event-publisher.ts'
import { describeRule } from './describe-run.ts'
import { advanceRecording, type LoadedRun } from './loaded-run.ts'
import { PeriodFollower } from './period-follower.ts'
import { SLICE_MS } from './tick-pacer.ts'
import { type TimeAccount, TimeBudget } from './time-budget.ts'

/** Measuring and following the ticks take one part in so many of the time, both together. */
const ONE_IN = 5

/** A frame tells no more; of more samples every second is dropped, of marks the oldest. */
const MAX_SAMPLES = 512
const MAX_MARKS = 256

/** How a stretch of ticks is to be gone. */
export interface Stretch {
  readonly ticks: number
  /** Breaks off a tick of a world without an end. */
  readonly isOver: () => boolean
  /** Whether the run stops behind it, so that its last state is measured in any case. */
  readonly isLast: boolean
  /** Whether it is as far as the time reaches: steps of one tick would hide from HashLife that it pays. */
  readonly isOpenEnded: boolean
}

export class LiveMeter {
  readonly #now: () => number
  readonly #publisher: EventPublisher | undefined
  readonly #follower: PeriodFollower
  /** Measuring and following have an account each in it. */
  readonly #budget: TimeBudget
  readonly #account: TimeAccount
  #specs: readonly MetricSpec[] = []
  #wantsPeriod = false
  #meter: RunMeter | undefined
  #era = 0
  #samples: Sample[] = []
  #marks: RunMark[] = []
  /** Switches of the rule that are still to come, the next one first. */
  #switches: { readonly tick: number; readonly rule: string }[] = []
  /** Switches that are known of, passed or not; an edit adds one. */
  #switchCount = 0
  /** The tick that was measured last, unless its state is another by now. */
  #measuredTick: number | undefined

  /**
   * @param now a clock in milliseconds.
   * @param publisher is told of every entropy that was measured.
   */
  constructor(now: () => number, publisher?: EventPublisher) {
    this.#now = now
    this.#publisher = publisher
    this.#budget = new TimeBudget(now, ONE_IN)
    this.#account = this.#budget.open()
    this.#follower = new PeriodFollower(now, this.#budget.open())
  }

  /**
   * Measures by these specs from now on.
   *
   * @throws {MetricError} when there is no such metric, or there are too many; then all stays as it was.
   */
  watch(texts: readonly string[], simulation: Simulation | undefined): void {
    const specs = parseMetrics(texts)
    const own = specs.find(({ metric }) => metric.isOwnRun)
    if (own !== undefined) {
      const details = { spec: formatSpec(own), known: ['thunderline run --metric for it'] }
      throw new MetricError('it takes a run of its own, and is not watched', details)
    }
    if (specs.length > MAX_WATCHED) {
      const details = { spec: formatSpec(specs.at(-1)!), known: [`${MAX_WATCHED} at the most`] }
      throw new MetricError('too many metrics are watched', details)
    }
    this.#wantsPeriod = specs.some(({ metric }) => metric === PERIOD)
    // What one world does not have, the next one may.
    this.#specs = specs
      .filter(({ metric }) => metric !== PERIOD)
      .map((spec) => ({ ...spec, isOptional: true }))
    this.#meter = simulation && this.#createMeter(simulation)
    this.#measuredTick = undefined
    this.#account.clear()
  }

  /** Begins a history: a run was loaded, went back, or was given other edits. */
  async begin(simulation: Simulation): Promise<void> {
    this.#era++
    this.#samples = []
    this.#marks = []
    this.#meter = this.#createMeter(simulation)
    this.#measuredTick = undefined
    this.#budget.clear()
    const switches = simulation.ruleSwitches
    this.#switches = switches.map(({ tick, rule }) => ({ tick, rule: rule.canonical }))
    this.#switchCount = switches.length
    this.#passSwitches(simulation)
    await this.#follower.begin(simulation, simulation.tick === 0)
  }

  /** Somebody changed the present state. */
  async didEdit(simulation: Simulation): Promise<void> {
    const { tick } = simulation
    const last = this.#marks.at(-1)
    // A stroke of the brush is many edits.
    if (last?.kind !== 'edit' || last.tick !== tick) this.#mark({ kind: 'edit', tick })
    const switches = simulation.ruleSwitches
    if (switches.length > this.#switchCount) {
      this.#mark({ kind: 'rule', tick, rule: simulation.rule.canonical })
    }
    this.#switchCount = switches.length
    this.#meter = this.#createMeter(simulation)
    this.#measuredTick = undefined
    await this.#follower.begin(simulation, true)
  }

  /** Advances, or goes less far where it follows the ticks, and measures where it is due. */
  async advance(loaded: LoadedRun, stretch: Stretch): Promise<void> {
    const { simulation } = loaded
    const end = simulation.tick + stretch.ticks
    const meter = stretch.isLast || this.#isDue() ? this.#meter : undefined
    const needsBefore = meter?.wantsBefore === true && stretch.ticks > 0
    await this.#go(loaded, { ...stretch, ticks: stretch.ticks - (needsBefore ? 1 : 0) })
    if (meter === undefined) return
    if (needsBefore && simulation.tick < end) {
      await this.#charging(() => meter.remember(simulation))
      const startedAtMs = this.#now()
      const isOver = () => this.#now() - startedAtMs > SLICE_MS
      await this.#go(loaded, { ...stretch, ticks: 1, isOver })
    }
    await this.#measure(meter, simulation)
  }

  /** Measures the present state, unless that was done. */
  async look(simulation: Simulation): Promise<void> {
    if (this.#meter === undefined || this.#measuredTick === simulation.tick) return
    await this.#measure(this.#meter, simulation)
  }

  /** All since the last call. */
  take(): Measured {
    const measured = { era: this.#era, samples: this.#samples, marks: this.#marks }
    this.#samples = []
    this.#marks = []
    return measured
  }

  #createMeter(simulation: Simulation): RunMeter | undefined {
    if (this.#specs.length === 0 && !this.#wantsPeriod) return undefined
    return new RunMeter(simulation.run, this.#specs)
  }

  #isDue(): boolean {
    return this.#meter !== undefined && this.#account.owedMs() === 0
  }

  /** Goes tick by tick as long as the ticks are followed, then the rest at once. */
  async #go(loaded: LoadedRun, { ticks, isOver, isOpenEnded }: Stretch): Promise<void> {
    const { simulation } = loaded
    const end = simulation.tick + ticks
    const startedAtMs = this.#now()
    while (simulation.tick < end && (await this.#follower.wantsNext(simulation, !isOpenEnded))) {
      const { tick } = simulation
      await advanceRecording(loaded, 1, isOver)
      if (simulation.tick === tick) return
      if (this.#passSwitches(simulation)) await this.#follower.begin(simulation, true)
      else this.#tell(simulation.tick, await this.#follower.note(simulation))
      if (this.#now() - startedAtMs >= SLICE_MS) return
    }
    if (simulation.tick === end) return
    await advanceRecording(loaded, end - simulation.tick, isOver)
    if (this.#passSwitches(simulation)) await this.#follower.begin(simulation, false)
  }

  /** Marks the switches up to the present tick; gives whether there was one. */
  #passSwitches({ tick }: Simulation): boolean {
    let passed = false
    while (this.#switches.length > 0 && this.#switches[0]!.tick <= tick) {
      this.#mark({ kind: 'rule', ...this.#switches.shift()! })
      passed = true
    }
    return passed
  }

  #tell(tick: number, cycle: PeriodFollower['cycle']): void {
    if (cycle === undefined) return
    const { period, convergence } = cycle
    if (convergence !== undefined) this.#mark({ kind: 'convergence', tick: convergence, period })
    this.#mark({ kind: 'period', tick, period })
    // What the present tick was measured to be lacks it.
    this.#measuredTick = undefined
  }

  /** Does a part of measuring, which then owes the time that it took. */
  async #charging<T>(look: () => Promise<T>): Promise<T> {
    const startedAtMs = this.#now()
    const seen = await look()
    this.#account.charge(this.#now() - startedAtMs)
    return seen
  }

  async #measure(meter: RunMeter, simulation: Simulation): Promise<void> {
    const { tick, backend } = simulation
    const measured = await this.#charging(() => meter.measure(simulation))
    const values = { ...measured, ...this.#periodValues() }
    this.#measuredTick = tick
    const last = this.#samples.at(-1)
    if (last?.tick === tick) this.#samples.pop()
    this.#samples.push({ tick, values })
    if (this.#samples.length > MAX_SAMPLES) {
      this.#samples = this.#samples.filter((_, i) => i % 2 === 0)
    }
    const scenario = simulation.run.title
    const rule = describeRule(simulation).canonical
    const event = describeEntropySample({ tick, metrics: values, scenario, rule, backend })
    if (event !== undefined) this.#publisher?.publishEvent(event)
  }

  #periodValues(): Readonly<Record<string, number>> {
    const { cycle } = this.#follower
    if (!this.#wantsPeriod || cycle === undefined) return {}
    const { period, convergence } = cycle
    return convergence === undefined ? { period } : { period, 'convergence.tick': convergence }
  }

  #mark(mark: RunMark): void {
    this.#marks.push(mark)
    if (this.#marks.length > MAX_MARKS) this.#marks.shift()
  }
}
