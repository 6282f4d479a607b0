/** One entry of a suite: run, observed, compared with its baseline and, where it has left it, looked into. */
import type { BackendName } from '../kernels/kernel.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { isNamedError } from '../named-error.ts'
import type { Run } from '../scenario/run.ts'
import { identifyRun } from '../simulation/run-identity.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import { findBreaches, type Probe } from '../simulation/run-to-probes.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { Snapshot } from '../simulation/snapshot.ts'
import type { Mark, Observation, ObservedProbe } from './baseline.ts'
import { listSuspects } from './choose-twins.ts'
import { breachOf, compareObservation } from './compare-observation.ts'
import { PlanError, TimeLimitError } from './errors.ts'
import {
  type BadSight,
  type Departure,
  findDivergence,
  type StartSimulation,
} from './find-divergence.ts'
import { listStops, type ObservationPlan, observeRun, type Seen } from './observe-run.ts'
import { describeParts } from './plain-parts.ts'
import type { Breach, EntryReport } from './report-schema.ts'
import type { SuiteEntry } from './suite.ts'

/** Digits of the hashes by which a baseline knows a run's parts: what is meant is no secret. */
const IDENTITY_DIGITS = 16

/** What an entry is examined with. */
export interface Laboratory {
  readonly backend: 'auto' | BackendName
  /** Starts what is tried. */
  readonly startSuspect: StartSimulation
  /** Starts what it is compared with where it has left its baseline. */
  readonly startTwin: StartSimulation
  /** Milliseconds from any start, for time limits and durations only. */
  readonly now: () => number
  /** Is told before each part of the work how many seconds that may take. */
  readonly onLimit?: (seconds: number) => void
}

/** What came of an entry. */
export interface Examination {
  readonly report: EntryReport
  /** What a baseline would hold; undefined where it is no run to be held. */
  readonly observation: Observation | undefined
}

/** A location of a divergence may take so many times what its scenario may. */
const SEARCH_SHARE = 2

/**
 * Examines an entry whose scenario has been opened.
 *
 * @param baseline what it is compared with; undefined where there is none yet.
 * @throws what no caller can act on; all else is in the report.
 */
export async function examineEntry(
  entry: SuiteEntry,
  run: Run,
  baseline: Observation | undefined,
  laboratory: Laboratory,
): Promise<Examination> {
  const startedAtMs = laboratory.now()
  const watch = new BaselineWatch(entry.isExact ? baseline : undefined)
  const blank = blankReport(entry)
  let simulation: Simulation | undefined
  let meter: RunMeter | undefined
  laboratory.onLimit?.(entry.timeLimitSeconds)
  try {
    const plan = planEntry(entry, run)
    const foldsDigests = plan.digest === 'every tick'
    const { backend } = laboratory
    simulation = await laboratory.startSuspect(run, { backend, foldsDigests })
    meter = new RunMeter(run, parseMetrics(entry.metrics))
    const seen = await observeRun(simulation, plan, {
      meter,
      isOver: () => laboratory.now() - startedAtMs > 1000 * entry.timeLimitSeconds,
      limitSeconds: entry.timeLimitSeconds,
      onMark: (mark, at) => watch.seeMark(mark, at),
      onProbe: (seenProbe, at) => watch.seeProbe(seenProbe, at),
    })
    const durationMs = laboratory.now() - startedAtMs
    const observation = await describeRun(run, plan, seen)
    const breaches = [
      ...judge(baseline, observation, entry),
      ...checkExpectations(run, seen.expected),
    ]
    const isDeparture = breaches.some(({ kind }) => kind === 'digest' || kind === 'hash')
    const departure: Departure | undefined =
      isDeparture && watch.bad !== undefined
        ? {
            run,
            plan,
            stops: listStops(plan, meter),
            marks: baseline!.marks,
            bad: watch.bad,
            badState: watch.badState,
            suspect: simulation.backend,
            suspects: listSuspects(run, backend, simulation.backend),
          }
        : undefined
    const { backend: tried } = simulation
    simulation.dispose()
    const report: EntryReport = {
      ...blank,
      outcome: breaches.length === 0 ? 'passed' : 'failed',
      backend: tried,
      ticks: plan.ticks,
      durationMs,
      breaches,
      divergence: departure === undefined ? null : await search(departure, entry, laboratory),
      probes: seen.probes,
      summary: seen.summary,
    }
    return { report, observation }
  } catch (error) {
    if (!isNamedError(error)) throw error
    const outcome = error instanceof TimeLimitError ? 'timeout' : 'invalid'
    const durationMs = laboratory.now() - startedAtMs
    const report: EntryReport = { ...blank, outcome, message: error.message, durationMs }
    return { report, observation: undefined }
  } finally {
    meter?.dispose()
    simulation?.dispose()
  }
}

/**
 * How far an entry's run goes and where it is looked at; the last tick always is a probe.
 *
 * @throws {PlanError} where nobody says how far, or the entry's own probes lie beyond.
 */
export function planEntry({ ticks, probes, digest }: SuiteEntry, run: Run): ObservationPlan {
  const end = ticks ?? run.ticks ?? (probes ?? run.probes).at(-1)
  if (end === undefined) throw new PlanError({ ticks: end, probe: undefined })
  const beyond = probes?.find((tick) => tick > end)
  if (beyond !== undefined) throw new PlanError({ ticks: end, probe: beyond })
  const looks = (probes ?? run.probes).filter((tick) => tick <= end)
  const wanted = run.expectations.map(({ tick }) => tick).filter((tick) => tick <= end)
  return { ticks: end, probes: ascending([...looks, end]), digest, expected: ascending(wanted) }
}

const ascending = (ticks: readonly number[]) => [...new Set(ticks)].sort((a, b) => a - b)

/** A report of an entry of which nothing is known yet. */
export function blankReport({ name, source }: SuiteEntry): EntryReport {
  return {
    name,
    path: source.kind === 'file' ? source.path : null,
    document: source.kind === 'inline' ? source.text : null,
    outcome: 'invalid',
    message: null,
    backend: null,
    ticks: null,
    durationMs: 0,
    breaches: [],
    divergence: null,
    probes: [],
    summary: {},
  }
}

function search(departure: Departure, entry: SuiteEntry, laboratory: Laboratory) {
  const { startSuspect, startTwin, now, onLimit } = laboratory
  const seconds = SEARCH_SHARE * entry.timeLimitSeconds
  const endsAtMs = now() + 1000 * seconds
  onLimit?.(seconds)
  return findDivergence(departure, { startSuspect, startTwin, isOver: () => now() > endsAtMs })
}

async function describeRun(
  run: Run,
  plan: ObservationPlan,
  { probes, marks, summary }: Seen,
): Promise<Observation> {
  const identity = Object.entries(await identifyRun(run)).map(
    ([part, hash]) => [part, hash.slice(0, IDENTITY_DIGITS)] as const,
  )
  const { ticks, digest } = plan
  return {
    identity: Object.fromEntries(identity),
    parts: describeParts(run),
    packs: hashesOfPacks(run),
    ticks,
    digest,
    ...{ probes, marks, summary },
  }
}

function judge(
  baseline: Observation | undefined,
  found: Observation,
  entry: SuiteEntry,
): readonly Breach[] {
  if (baseline === undefined) return [breachOf('baseline', 'baseline', 'an entry', null)]
  return compareObservation(baseline, found, entry)
}

/** What the scenario itself expects, as far as the entry goes. */
function checkExpectations({ expectations }: Run, seen: readonly Probe[]): Breach[] {
  return findBreaches({ expectations }, seen).map(({ tick, what, expected, found }) =>
    breachOf('expectation', what, expected, found ?? null, tick),
  )
}

/** Compares marks and probes as they come, and keeps the state of the first that does not hold. */
class BaselineWatch {
  readonly #marks: readonly Mark[]
  readonly #probes: ReadonlyMap<number, ObservedProbe>
  #next = 0
  /** What was first seen to be otherwise. */
  bad: BadSight | undefined
  badState: Snapshot | undefined

  constructor(baseline: Observation | undefined) {
    this.#marks = baseline?.marks ?? []
    this.#probes = new Map(baseline?.probes.map((probe) => [probe.tick, probe]))
  }

  async seeMark({ tick, digest }: Mark, simulation: Simulation): Promise<void> {
    const place = this.#next++
    const expected = this.#marks[place]
    if (expected === undefined || expected.tick !== tick || expected.digest === digest) return
    await this.#keep({ kind: 'mark', tick, place }, simulation)
  }

  async seeProbe({ tick, stateHash }: ObservedProbe, simulation: Simulation): Promise<void> {
    const expected = this.#probes.get(tick)
    if (expected === undefined || expected.stateHash === stateHash) return
    await this.#keep({ kind: 'probe', tick, stateHash: expected.stateHash }, simulation)
  }

  async #keep(bad: BadSight, simulation: Simulation): Promise<void> {
    if (this.bad !== undefined) return
    this.bad = bad
    this.badState = await keepState(simulation)
  }
}

/** Undefined where there is too much of it. */
async function keepState(simulation: Simulation): Promise<Snapshot | undefined> {
  try {
    return await simulation.takeSnapshot()
  } catch (error) {
    if (isNamedError(error)) return undefined
    throw error
  }
}

/** By name and version. */
function hashesOfPacks({ packs = [] }: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(packs.map(({ name, version, hash }) => [`${name}@${version}`, hash]))
}
