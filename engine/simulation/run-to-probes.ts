/**
 * Runs a simulation from probe to probe and reports what each one sees.
 */
import type { Expectation, Run } from '../scenario/run.ts'
import { countStates, populationOf } from './count-states.ts'
import type { Simulation } from './simulation.ts'
import { type Hashes, hashState } from './state-hash.ts'

/** What is known of one tick. */
export interface Probe extends Hashes {
  readonly tick: number
  readonly population: number
  /** Cells in each of the rule's states. */
  readonly counts: readonly number[]
}

/** Looks at the present state. */
export async function probe(simulation: Simulation): Promise<Probe> {
  const cells = await simulation.readCells()
  const counts = countStates(cells)
  return {
    tick: simulation.tick,
    population: populationOf(counts),
    counts: [...counts.subarray(0, simulation.rule.states)],
    ...(await hashState(cells)),
  }
}

export interface RunOptions {
  /** Ticks to look at, ascending, none before the simulation's own. */
  readonly probes: readonly number[]
  /** Where the run ends; at least the last probe. */
  readonly ticks: number
  /** Told after each slice; time spent in it is not part of the run. */
  readonly onTick: (tick: number) => void
  /** A clock in milliseconds, for speed and slicing only. */
  readonly now: () => number
}

export interface RunReport {
  readonly probes: readonly Probe[]
  /** Milliseconds spent on ticks alone, hashing and counting left out. */
  readonly tickingMs: number
}

/** Between two reports of progress about this much time passes. */
const SLICE_MS = 50

/** Advances to `ticks`, stopping at each probe. */
export async function runToProbes(simulation: Simulation, options: RunOptions): Promise<RunReport> {
  const probes: Probe[] = []
  let tickingMs = 0
  let sliceTicks = 1
  const stops = new Set([...options.probes, options.ticks])
  for (const stop of stops) {
    while (simulation.tick < stop) {
      const startedAtMs = options.now()
      await simulation.advance(Math.min(sliceTicks, stop - simulation.tick))
      const tookMs = options.now() - startedAtMs
      tickingMs += tookMs
      sliceTicks =
        tookMs < SLICE_MS ? Math.min(sliceTicks * 2, 2 ** 20) : Math.max(1, sliceTicks >> 1)
      options.onTick(simulation.tick)
    }
    if (options.probes.includes(stop)) probes.push(await probe(simulation))
  }
  return { probes, tickingMs }
}

/** One expectation that does not hold. */
export interface Breach {
  readonly tick: number
  /** `population`, `counts.3`, `cellsHash` or `stateHash`. */
  readonly what: string
  readonly expected: string | number
  readonly found: string | number
}

/** Compares what was seen with what a run expects; ticks without a probe are passed over. */
export function findBreaches(run: Pick<Run, 'expectations'>, probes: readonly Probe[]): Breach[] {
  return run.expectations.flatMap((expectation) => {
    const seen = probes.find(({ tick }) => tick === expectation.tick)
    return seen === undefined ? [] : compare(expectation, seen)
  })
}

function compare(expected: Expectation, seen: Probe): Breach[] {
  const pairs: [what: string, expected: string | number | undefined, found: string | number][] = [
    ['population', expected.population, seen.population],
    ['cellsHash', expected.cellsHash, seen.cellsHash],
    ['stateHash', expected.stateHash, seen.stateHash],
  ]
  for (const [state, count] of Object.entries(expected.counts ?? {})) {
    pairs.push([`counts.${state}`, count, seen.counts[Number(state)] ?? 0])
  }
  return pairs.flatMap(([what, want, found]) =>
    want === undefined || want === found ? [] : [{ tick: seen.tick, what, expected: want, found }],
  )
}
