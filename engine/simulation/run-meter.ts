/**
 * Measures a run at some of its ticks. Looking never changes a run.
 *
 * Whoever advances the run asks what the meter has to see on the way: with `wantsBefore`, the tick
 * before each that is measured (`remember`); with `wantsEveryTick`, all of them (`note`).
 */
import { fractionBitsOf } from '../fields/channel.ts'
import { countCells } from '../lattice/size.ts'
import type { MeasuredChannel, MeasuredState, MeasuredZones } from '../metrics/measured-state.ts'
import type { MetricNeed, MetricValues } from '../metrics/metric.ts'
import type { MetricSpec } from '../metrics/parse-metrics.ts'
import type { Run } from '../scenario/run.ts'
import { countStates } from './count-states.ts'
import { readState } from './readable-state.ts'
import type { Simulation } from './simulation.ts'

/** What was remembered of the tick before. */
interface Before {
  readonly tick: number
  readonly cells: Uint8Array
}

export class RunMeter {
  readonly #run: Run
  readonly #specs: readonly MetricSpec[]
  readonly #zones: MeasuredZones | undefined
  #before: Before | undefined

  constructor(run: Run, specs: readonly MetricSpec[]) {
    this.#run = run
    this.#specs = specs
    const { living } = run
    this.#zones = living && {
      map: living.zoneMap,
      names: living.zones.map(({ name }) => name),
    }
  }

  /** Whether `remember` has to be called one tick before a tick that is measured. */
  get wantsBefore(): boolean {
    return this.#needs('before') || this.#needs('changed')
  }

  /** Whether `note` has to be called at every tick, from the first on. */
  get wantsEveryTick(): boolean {
    return this.#needs('history')
  }

  /** Keeps the present state as that of the tick before the one that is measured next. */
  async remember(simulation: Simulation): Promise<void> {
    const { cells } = await readState(simulation)
    this.#before = { tick: simulation.tick, cells }
  }

  /** Measures the present state. */
  async measure(simulation: Simulation): Promise<MetricValues> {
    const state = await this.#look(simulation)
    const values: Record<string, number> = {}
    for (const { metric, parameter } of this.#specs) {
      Object.assign(values, metric.measure(state, parameter))
    }
    return values
  }

  #needs(need: MetricNeed): boolean {
    return this.#specs.some(({ metric }) => metric.needs.includes(need))
  }

  async #look(simulation: Simulation): Promise<MeasuredState> {
    const { tick, rule } = simulation
    const { living, topology, dimensions } = this.#run
    const { box, cells } = await readState(simulation)
    const before = this.#before?.tick === tick - 1 ? this.#before.cells : undefined
    const isComparable = before !== undefined && before.length === cells.length
    return {
      tick,
      size: box.size,
      topology,
      dimensions,
      states: living?.lattice.states ?? rule.states,
      counts: countStates(cells),
      cells,
      before: isComparable ? before : undefined,
      changed: isComparable ? countChanged(before, cells) : undefined,
      zones: this.#zones,
      channels: this.#needs('channels') ? await this.#readChannels(simulation) : [],
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

function countChanged(before: Uint8Array, now: Uint8Array): number {
  let changed = 0
  for (let cell = 0; cell < now.length; cell++) if (now[cell] !== before[cell]) changed++
  return changed
}
