/**
 * Runs a simulation from probe to probe and reports what each one sees.
 */

import { countCells, isUnbounded } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import { formatDigest } from '../math/digest-terms.ts'
import type { Expectation, Run } from '../scenario/run.ts'
import { addStates, populationOf } from './count-states.ts'
import { LivingMetrics } from './living-metrics.ts'
import type { RunMeter } from './run-meter.ts'
import { nextVisitAfter, type RunVisitor, visitNow } from './run-visitor.ts'
import type { Simulation } from './simulation.ts'
import { MAX_HASHED_CELLS, type StateHasher, startStateHash } from './state-hash.ts'

/** What is known of one tick. */
export interface Probe {
  readonly tick: number
  /** Cells that are not 0; undefined where they are infinitely many. */
  readonly population: number | undefined
  /**
   * Cells in each state of the rule, or of all rules of a living world; those in the background of
   * an endless world left out.
   */
  readonly counts: readonly number[]
  /** Undefined where there is none, for the reason that `hashReason` tells. */
  readonly cellsHash: string | undefined
  readonly stateHash: string | undefined
  readonly hashReason: string | undefined
  /** What was measured, by name: what the run's meter measures, and of a living world `LivingMetrics`. */
  readonly metrics: Readonly<Record<string, number>>
  /** Digests of this state and of all since the start, where the run was asked to fold them. */
  readonly digests: ProbeDigests | undefined
}

/** 16 lower-case hexadecimal digits each; undefined where a state spans too many cells. */
export interface ProbeDigests {
  readonly digest: string | undefined
  readonly runDigest: string | undefined
}

/** Looks at the present state, part by part. */
export async function probe(simulation: Simulation): Promise<Probe> {
  const { tick, rule, run } = simulation
  const digests = await digestsOf(simulation)
  const hashReason = whyUnhashed(simulation.findExtent())
  if (hashReason !== undefined) {
    const cells = await simulation.population()
    const population = cells === undefined ? undefined : Number(cells)
    const hashes = { cellsHash: undefined, stateHash: undefined, hashReason }
    return { tick, population, counts: [], ...hashes, metrics: {}, digests }
  }
  const { background } = simulation
  const isEndless = isUnbounded(simulation.run.size)
  const hasher = await startSimulationHash(simulation)
  const counts = new Float64Array(256)
  await simulation.readParts((cells, _part, isBlank) => {
    hasher.update(cells)
    if (isBlank) counts[background]! += cells.length
    else addStates(counts, cells)
  })
  const metrics = new LivingMetrics(simulation.run.living)
  await simulation.readPlanes((values, plane) => {
    hasher.updatePlane(values)
    metrics.take(plane, values)
  })
  const routes = simulation.bits?.traffic?.describe()
  if (routes !== undefined) hasher.updateRoutes(routes)
  // What is counted of an endless background is only the part that lies inside the box.
  if (isEndless) counts[background] = 0
  return {
    tick,
    population: background === 0 ? populationOf(counts) : undefined,
    counts: [...counts.subarray(0, run.living?.lattice.states ?? rule.states)],
    ...hasher.digest(),
    hashReason: undefined,
    metrics: metrics.finish(simulation.bits, await simulation.readTallies()),
    digests,
  }
}

/** Why what lies in a box has no hash; undefined where it has one. */
function whyUnhashed(extent: WorldBox | undefined): string | undefined {
  if (extent === undefined) return 'what is alive lies too far out for exact corners, beyond 2^53'
  if (countCells(extent.size) <= MAX_HASHED_CELLS) return undefined
  return `what is alive spans more than ${MAX_HASHED_CELLS} cells`
}

async function digestsOf(simulation: Simulation): Promise<ProbeDigests | undefined> {
  if (!simulation.foldsDigests) return undefined
  const { runDigest } = simulation
  const digest = await simulation.digest()
  return {
    digest: digest === undefined ? undefined : formatDigest(digest),
    runDigest: runDigest === undefined ? undefined : formatDigest(runDigest),
  }
}

/** Begins the hashes of what a simulation's state is now. */
export function startSimulationHash(simulation: Simulation): Promise<StateHasher> {
  const { background, clockPhase, run } = simulation
  const endless = isUnbounded(run.size) ? { box: simulation.extent(), background } : undefined
  return startStateHash(endless, clockPhase)
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
  /** Measures at every probe; its numbers stand among the probe's metrics. */
  readonly meter?: RunMeter | undefined
  /** Look at the run on its way, in this order; time spent in them is not part of the run. */
  readonly visitors?: readonly RunVisitor[] | undefined
  /** Is told of each probe, while the simulation still is at its tick; time spent in it is probing. */
  readonly onProbe?: ((probe: Probe) => Promise<void> | undefined) | undefined
  /** Ends the run where it is, between two slices, when it says so. */
  readonly isOver?: (() => boolean) | undefined
}

export interface RunReport {
  readonly probes: readonly Probe[]
  /** The tick that it began at. */
  readonly firstTick: number
  /** Milliseconds spent on ticks alone, hashing and counting left out. */
  readonly tickingMs: number
  /** Milliseconds spent on probes: counting and hashing. */
  readonly probingMs: number
}

/** Between two reports of progress about this much time passes. */
const SLICE_MS = 50

/** A world without an end slices its work itself, and is left alone for this long. */
const ENDLESS_SLICE_MS = 250

/** Advances to `ticks`, stopping at each probe. */
export async function runToProbes(simulation: Simulation, options: RunOptions): Promise<RunReport> {
  const probes: Probe[] = []
  const firstTick = simulation.tick
  let tickingMs = 0
  let probingMs = 0
  let sliceTicks = isUnbounded(simulation.run.size) ? Number.POSITIVE_INFINITY : 1
  const { meter, visitors = [], isOver: isEnded = () => false } = options
  if (meter?.wantsEveryTick) await meter.note(simulation)
  await visitNow(visitors, simulation)
  for (const stop of listStops(options, firstTick)) {
    while (simulation.tick < stop) {
      if (isEnded()) return { probes, firstTick, tickingMs, probingMs }
      const startedAtMs = options.now()
      const isOver = () => isEnded() || options.now() - startedAtMs >= ENDLESS_SLICE_MS
      const slice = meter?.wantsEveryTick ? 1 : sliceTicks
      const from = simulation.tick
      const furthest = Math.min(stop, nextVisitAfter(visitors, from))
      await simulation.advance(Math.min(slice, furthest - from), isOver)
      const tookMs = options.now() - startedAtMs
      tickingMs += tookMs
      sliceTicks = tookMs < SLICE_MS ? 2 * sliceTicks : Math.max(1, Math.floor(sliceTicks / 2))
      options.onTick(simulation.tick)
      const notedAtMs = options.now()
      if (meter?.wantsEveryTick && simulation.tick > from) await meter.note(simulation)
      probingMs += options.now() - notedAtMs
      await visitNow(visitors, simulation)
    }
    const startedAtMs = options.now()
    if (options.probes.includes(stop)) {
      const seen = await measuredProbe(simulation, meter)
      probes.push(seen)
      await options.onProbe?.(seen)
    }
    if (options.probes.includes(stop + 1)) await meter?.remember(simulation)
    probingMs += options.now() - startedAtMs
  }
  return { probes, firstTick, tickingMs, probingMs }
}

/** Where to stop, ascending: at probes, at the end, and where the meter looks one tick before one. */
function listStops({ probes, ticks, meter }: RunOptions, firstTick: number): readonly number[] {
  const before = meter?.wantsBefore ? probes.map((tick) => tick - 1) : []
  const stops = new Set([...before.filter((tick) => tick >= firstTick), ...probes, ticks])
  return [...stops].toSorted((a, b) => a - b)
}

async function measuredProbe(simulation: Simulation, meter: RunMeter | undefined): Promise<Probe> {
  const seen = await probe(simulation)
  if (meter === undefined) return seen
  return { ...seen, metrics: { ...(await meter.measure(simulation)), ...seen.metrics } }
}

/** One expectation that does not hold. */
export interface Breach {
  readonly tick: number
  /** `population`, `counts.3`, `cellsHash` or `stateHash`. */
  readonly what: string
  readonly expected: string | number
  readonly found: string | number | undefined
}

/** Compares what was seen with what a run expects; ticks without a probe are passed over. */
export function findBreaches(run: Pick<Run, 'expectations'>, probes: readonly Probe[]): Breach[] {
  return run.expectations.flatMap((expectation) => {
    const seen = probes.find(({ tick }) => tick === expectation.tick)
    return seen === undefined ? [] : compare(expectation, seen)
  })
}

function compare(expected: Expectation, seen: Probe): Breach[] {
  type Value = string | number | undefined
  const pairs: [what: string, expected: Value, found: Value][] = [
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
