/**
 * Measures a run at some of its ticks. Looking never changes a run.
 *
 * Whoever advances the run asks what the meter has to see on the way: with `wantsBefore`, the tick
 * before each that is measured (`remember`); with `wantsEveryTick`, all of them (`note`).
 */
import { fractionBitsOf } from '../fields/channel.ts'
import { planesOf } from '../kernels/program-planes.ts'
import { countCells, isUnbounded } from '../lattice/size.ts'
import { BOX } from '../lattice/topology.ts'
import { axesOf } from '../metrics/measured-axes.ts'
import type { MeasuredChannel, MeasuredState, MeasuredZones } from '../metrics/measured-state.ts'
import type { MeasuredWorld, MetricNeed, MetricValues } from '../metrics/metric.ts'
import { assertMeasurable } from '../metrics/obstacles.ts'
import type { MetricSpec } from '../metrics/parse-metrics.ts'
import { PeriodWatch } from '../metrics/period-watch.ts'
import type { Rule } from '../rules/rule.ts'
import type { Run } from '../scenario/run.ts'
import type { Recurrence } from './classify/can-recur.ts'
import { countStates } from './count-states.ts'
import { countColors } from './damage/defect-walk.ts'
import { OwnRuns } from './damage/own-runs.ts'
import { cellsInBox, countChanged, type KeptMoment } from './kept-moment.ts'
import { readState } from './readable-state.ts'
import { digestMoment, presentRecurrence } from './run-phases.ts'
import type { Simulation } from './simulation.ts'

/** The most cells that are measured: of a larger box only what needs none. */
const MAX_MEASURED_CELLS = 2 ** 28

export class RunMeter {
  /** Whether `note` has to be called at every tick, from the first on. */
  readonly wantsEveryTick: boolean
  readonly #run: Run
  readonly #specs: readonly MetricSpec[]
  readonly #needs: ReadonlySet<MetricNeed>
  readonly #zones: MeasuredZones | undefined
  readonly #watch: PeriodWatch | undefined
  readonly #ownRuns: OwnRuns | undefined
  /** The tick of the last `remember`. */
  #beforeTick: number | undefined
  /** Its state; undefined where the kernel will tell by itself what changes, or it is too large. */
  #before: KeptMoment | undefined
  /** Cells that are written over by the next `remember` and `measure`: new room is slow to come by. */
  readonly #rooms: { before?: Uint8Array; now?: Uint8Array } = {}
  /** Of the rule that was in force when it was last asked. */
  #recurrence: { readonly rule: Rule; readonly recurrence: Recurrence } | undefined

  /**
   * @throws {MetricError} for a metric that was asked for by name and cannot be measured of any state of
   * this world.
   */
  constructor(run: Run, specs: readonly MetricSpec[]) {
    assertMeasurable(specs, describeWorld(run))
    this.#run = run
    this.#specs = specs
    this.#needs = new Set(specs.flatMap(({ metric }) => metric.needs))
    if (specs.some(({ metric }) => metric.isOwnRun)) this.#ownRuns = new OwnRuns(run, specs)
    this.#watch = this.#needs.has('history') ? new PeriodWatch() : undefined
    const canRecur = presentRecurrence({ run, rule: run.rule }).kind === 'periodic'
    const canSwitch = run.commands.some(({ kind }) => kind === 'rule')
    this.wantsEveryTick = this.#watch !== undefined && (canRecur || canSwitch)
    const { living } = run
    this.#zones = living && {
      map: living.zoneMap,
      names: living.zones.map(({ name }) => name),
    }
  }

  /** Whether a run that goes on from one of its moments is measured as if it had come there by itself. */
  get forgetsThePast(): boolean {
    return !this.wantsEveryTick && this.#ownRuns === undefined
  }

  /** Whether `remember` has to be called one tick before a tick that is measured. */
  get wantsBefore(): boolean {
    return this.#needs.has('before') || this.#needs.has('changed')
  }

  /** Keeps the present state as that of the tick before the one that is measured next. */
  async remember(simulation: Simulation): Promise<void> {
    this.#beforeTick = simulation.tick
    const isTold = !this.#needs.has('before') && simulation.tellsNextChange()
    this.#before = isTold ? undefined : await keepMoment(simulation, this.#rooms.before)
    if (this.#before !== undefined) this.#rooms.before = this.#before.cells
  }

  /** Takes the present tick into the history of the run; ticks are noted in their order, each once. */
  async note(simulation: Simulation): Promise<void> {
    if (this.#watch === undefined) return
    // What was done to a state makes it none of those that followed from the states before.
    if (simulation.isCommanded) this.#watch.reset()
    const recurrence = this.#recurrenceOf(simulation)
    const digest =
      recurrence.kind === 'periodic' ? await digestMoment(simulation, recurrence.phases) : undefined
    if (digest === undefined) this.#watch.reset()
    else this.#watch.note(simulation.tick, digest)
  }

  /** Measures the present state. */
  async measure(simulation: Simulation): Promise<MetricValues> {
    const told = this.#beforeTick === simulation.tick - 1 ? simulation.changed() : undefined
    const moment = this.#readsCells(simulation, told)
      ? await keepMoment(simulation, this.#rooms.now)
      : findMoment(simulation)
    if (moment !== undefined && moment.cells.length > 0) this.#rooms.now = moment.cells
    const state = await this.#describe(simulation, moment, told)
    const values: Record<string, number> = {}
    for (const { metric, parameter } of this.#specs) {
      if (moment === undefined && metric.needs.some((need) => !NEEDS_NO_CELLS.has(need))) continue
      Object.assign(values, metric.measure(state, parameter))
    }
    return values
  }

  /** What is known of the whole run up to the last tick that was noted. */
  finish(): MetricValues {
    const { cycle } = this.#watch ?? {}
    if (cycle === undefined) return {}
    const { firstTick, period } = cycle
    return firstTick === undefined ? { period } : { period, 'convergence.tick': firstTick }
  }

  /** Frees the runs that some metrics have beside the run; they begin anew where it is asked again. */
  dispose(): void {
    this.#ownRuns?.dispose()
  }

  #recurrenceOf({ run, rule }: Simulation): Recurrence {
    if (this.#recurrence?.rule !== rule) {
      this.#recurrence = { rule, recurrence: presentRecurrence({ run, rule }) }
      this.#watch?.reset()
    }
    return this.#recurrence.recurrence
  }

  /** Whether the cells themselves have to be looked at. */
  #readsCells({ tick }: Simulation, told: number | undefined): boolean {
    if (this.#needs.has('cells') || this.#needs.has('before')) return true
    return this.#needs.has('changed') && told === undefined && this.#before?.tick === tick - 1
  }

  /**
   * @param moment undefined where there is too much of it.
   * @param told how many cells have changed, where the kernel knows.
   */
  async #describe(
    simulation: Simulation,
    moment: KeptMoment | undefined,
    told: number | undefined,
  ): Promise<MeasuredState> {
    const { tick, rule, run } = simulation
    const { living, topology, dimensions, size } = run
    const cells = moment?.cells ?? new Uint8Array(0)
    const before = this.#before?.tick === tick - 1 ? this.#before : undefined
    const isCounted = this.#needs.has('counts')
    const isCompared = before !== undefined && moment !== undefined
    return {
      tick,
      size: moment?.box.size ?? size,
      topology: isUnbounded(size) ? BOX : topology,
      dimensions,
      axes: axesOf(size),
      rule: living === undefined || living.rules.length === 1 ? rule : undefined,
      states: statesOf(run, rule),
      background: simulation.background,
      counts: isCounted && moment !== undefined ? await countMoment(simulation, moment) : NO_COUNTS,
      cells,
      before: isCompared && this.#needs.has('before') ? cellsInBox(before, moment.box) : undefined,
      changed: told ?? (isCompared ? countChanged(before, moment) : undefined),
      cycle: this.#watch?.cycle,
      zones: this.#zones,
      channels: this.#needs.has('channels') ? await this.#readChannels(simulation) : [],
      ...(await this.#ownRuns?.measure(simulation)),
    }
  }

  async #readChannels(simulation: Simulation): Promise<readonly MeasuredChannel[]> {
    const read: MeasuredChannel[] = []
    for (const channel of this.#run.living?.channels ?? []) {
      const values = new Int32Array(countCells(this.#run.size))
      await simulation.readPlane({ kind: 'channel', name: channel.name }, values)
      read.push({ name: channel.name, values, fractionBits: fractionBitsOf(channel) })
    }
    return read
  }
}

/** Stands where no metric looks at counts. */
const NO_COUNTS = new Float64Array(256)

/** Cells by state, which may be lent. */
function countMoment(
  simulation: Simulation,
  { cells }: KeptMoment,
): Float64Array | Promise<Float64Array> {
  return cells.length > 0 ? countStates(cells) : simulation.counts()
}

const NEEDS_NO_CELLS: ReadonlySet<MetricNeed> = new Set<MetricNeed>([
  'rule',
  'history',
  'damage',
  'lyapunov',
])

/** What metrics ask of the world that they are to be measured of, under its first rule. */
export function describeWorld(run: Run): MeasuredWorld {
  const { size, topology, living, rule } = run
  return {
    size,
    topology,
    states: statesOf(run, rule),
    hasBits: living?.bits !== undefined,
    hasChannels: (living?.channels.length ?? 0) > 0,
    hasPlanes: living !== undefined || planesOf(rule.program).length > 0,
    colors: countColors(size, topology, rule.program),
  }
}

/** States that cells may have under the present rule, or in a living world under any of its rules. */
export function statesOf({ living }: Run, rule: Rule): number {
  return living?.lattice.states ?? rule.states
}

/** Where a moment's state lies, without its cells; undefined where there is too much of it. */
function findMoment(simulation: Simulation): KeptMoment | undefined {
  const box = simulation.findExtent()
  if (box === undefined || countCells(box.size) > MAX_MEASURED_CELLS) return undefined
  const { tick, background } = simulation
  return { tick, background, box, cells: new Uint8Array(0) }
}

/** Undefined where there is too much of the state to be measured. */
async function keepMoment(
  simulation: Simulation,
  room: Uint8Array | undefined,
): Promise<KeptMoment | undefined> {
  const moment = findMoment(simulation)
  return moment && { ...moment, ...(await readState(simulation, room)) }
}
