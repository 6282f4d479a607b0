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
import type { ProbeSpec } from '../protocol/analysis-api.ts'
import { MAX_WATCHED, type Measured, type RunMark, type Sample } from '../protocol/measure-api.ts'
import { marksBefore } from '../protocol/run-marks.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { checkProbes, readProbes } from '../simulation/site-probes.ts'
import { describeEntropySample } from '../telemetry/entropy-sample.ts'
import type { EventPublisher } from '../telemetry/event-publisher.ts'
import { AgeFollower } from './age-follower.ts'
import { describeRule } from './describe-run.ts'
import { advanceRecording, type LoadedRun } from './loaded-run.ts'
import { PeriodFollower } from './period-follower.ts'
import { RuleWatch } from './rule-watch.ts'
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

/** What of a loaded run says where its marks are. */
type MarkedRun = Pick<LoadedRun, 'simulation' | 'edits' | 'events'>

export class LiveMeter {
  /** Follows how old cells are, for pictures, in the same part of the time. */
  readonly ages: AgeFollower
  readonly #now: () => number
  readonly #publisher: EventPublisher | undefined
  readonly #follower: PeriodFollower
  readonly #rules: RuleWatch
  /** Measuring and following have an account each in it. */
  readonly #budget: TimeBudget
  readonly #account: TimeAccount
  #specs: readonly MetricSpec[] = []
  #wantsPeriod = false
  /** Of the run that is loaded. */
  #probes: readonly ProbeSpec[] = []
  #meter: RunMeter | undefined
  #era = 0
  #samples: Sample[] = []
  #marks: RunMark[] = []
  /** Switches of the rule and edits that are still to come, the next one first. */
  #planned: RunMark[] = []
  /** The first tick that was changed since the last frame; undefined where none was. */
  #revisedFrom: number | undefined
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
    this.#rules = new RuleWatch(now, this.#budget.open())
    this.ages = new AgeFollower(now, this.#budget.open())
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

  /**
   * Reads these probes from now on, whenever the run is measured, until another run is loaded.
   *
   * @throws {ProbeError | NoSuchFieldError} when one does not fit the run; then all stays as it was.
   */
  probe(probes: readonly ProbeSpec[], simulation: Simulation): void {
    this.#probes = checkProbes(simulation, probes)
    this.#meter = this.#createMeter(simulation)
    this.#measuredTick = undefined
  }

  /** Another run was loaded: what was probed was of the one before. */
  forgetProbes(): void {
    this.#probes = []
  }

  /** Begins a history: a run was loaded. */
  async begin(loaded: MarkedRun): Promise<void> {
    this.#era++
    this.#samples = []
    this.#marks = []
    this.#revisedFrom = undefined
    await this.#goOnFrom(loaded)
  }

  /**
   * The same run went back: what is known of its later ticks stays so.
   *
   * @param revisedFrom the first tick that is another one than before, as where it was given other edits.
   */
  async goBack(loaded: MarkedRun, revisedFrom?: number): Promise<void> {
    if (revisedFrom !== undefined) this.#revise(revisedFrom)
    await this.#goOnFrom(loaded)
  }

  /** Somebody changed the present state. */
  async didEdit(loaded: MarkedRun): Promise<void> {
    const { simulation } = loaded
    const { tick } = simulation
    this.#revise(tick)
    for (const mark of planOf(loaded))
      if (mark.tick === tick && mark.kind !== 'edit') this.#mark(mark)
    // A stroke of the brush is many edits: those that were marked are among what was revised.
    this.#mark({ kind: 'edit', tick })
    this.#hear(loaded)
    this.#meter = this.#createMeter(simulation)
    this.#measuredTick = undefined
    await this.#rules.begin(simulation)
    await this.#follower.begin(simulation, true)
  }

  /** Advances, or goes less far where it follows the ticks, and measures where it is due. */
  async advance(loaded: LoadedRun, stretch: Stretch): Promise<void> {
    const { simulation } = loaded
    const end = simulation.tick + stretch.ticks
    const meter = stretch.isLast || this.#isDue() ? this.#meter : undefined
    const needsBefore = meter?.wantsBefore === true && stretch.ticks > 0
    await this.#go(loaded, { ...stretch, ticks: stretch.ticks - (needsBefore ? 1 : 0) })
    await this.#lookAtRules(simulation, stretch.isLast)
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
    const [samples, marks, revisedFrom] = [this.#samples, this.#marks, this.#revisedFrom]
    this.#samples = []
    this.#marks = []
    this.#revisedFrom = undefined
    const measured = { era: this.#era, samples, marks }
    return revisedFrom === undefined ? measured : { ...measured, revisedFrom }
  }

  /** Measures and follows from the present tick on; what lies behind it is not known to whoever looks. */
  async #goOnFrom(loaded: MarkedRun): Promise<void> {
    const { simulation } = loaded
    this.#meter = this.#createMeter(simulation)
    this.#measuredTick = undefined
    this.#budget.clear()
    this.#planned = [...planOf(loaded)]
    this.#passPlanned(simulation)
    this.#hear(loaded)
    await this.#rules.begin(simulation)
    await this.#follower.begin(simulation, simulation.tick === 0)
  }

  /** Gives up what was said of a tick and later ones, and tells with the next frame that it was. */
  #revise(tick: number): void {
    this.#revisedFrom = Math.min(this.#revisedFrom ?? tick, tick)
    this.#samples = this.#samples.filter((sample) => sample.tick < tick)
    this.#marks = [...marksBefore(this.#marks, tick)]
  }

  /** Marks that sites follow other rules than when that was last looked at. */
  async #lookAtRules(simulation: Simulation, isLast: boolean): Promise<void> {
    const count = await this.#rules.look(simulation, isLast)
    if (count > 0) this.#mark({ kind: 'meta-rule', tick: simulation.tick, count })
  }

  /** Marks what bits have told since. */
  #hear({ events }: MarkedRun): void {
    for (const mark of events?.takeMarks() ?? []) this.#mark(mark)
  }

  #createMeter(simulation: Simulation): RunMeter | undefined {
    const isIdle = this.#specs.length === 0 && this.#probes.length === 0
    if (isIdle && !this.#wantsPeriod) return undefined
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
    while (simulation.tick < end) {
      const isFollowed = await this.#follower.wantsNext(simulation, !isOpenEnded)
      const areAgesFollowed = !isOpenEnded && this.ages.wantsNext(simulation)
      if (!isFollowed && !areAgesFollowed) break
      const { tick } = simulation
      await advanceRecording(loaded, 1, isOver)
      if (simulation.tick === tick) return
      this.#hear(loaded)
      if (areAgesFollowed) await this.ages.note(simulation)
      if (this.#passPlanned(simulation)) await this.#follower.begin(simulation, isFollowed)
      else if (isFollowed) this.#tell(simulation.tick, await this.#follower.note(simulation))
      if (this.#now() - startedAtMs >= SLICE_MS) return
    }
    if (simulation.tick === end) return
    await advanceRecording(loaded, end - simulation.tick, isOver)
    this.#hear(loaded)
    if (this.#passPlanned(simulation)) await this.#follower.begin(simulation, false)
  }

  /** Marks what was planned up to the present tick; gives whether there was anything. */
  #passPlanned({ tick }: Simulation): boolean {
    let passed = false
    while (this.#planned.length > 0 && this.#planned[0]!.tick <= tick) {
      this.#mark(this.#planned.shift()!)
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
    const measured = await this.#charging(async () => ({
      ...(await meter.measure(simulation)),
      ...(await readProbes(simulation, this.#probes)),
    }))
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

/** The switches of the rule and the edits of a run, by tick; edits of one tick are one. */
function planOf({ simulation, edits }: MarkedRun): readonly RunMark[] {
  const switches = simulation.ruleSwitches.map(
    ({ tick, rule }): RunMark => ({ kind: 'rule', tick, rule: rule.canonical }),
  )
  const editTicks = new Set(edits.ticks)
  const edited = [...editTicks].map((tick): RunMark => ({ kind: 'edit', tick }))
  return [...switches, ...edited].toSorted((a, b) => a.tick - b.tick)
}
