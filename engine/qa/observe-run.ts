/**
 * Runs a simulation through a plan and writes down what a baseline holds of it.
 *
 * It stops at probes and marks only, and between two stops it asks the kernel for all ticks at once,
 * so that a second run of the plan takes the very same steps.
 */
import { foldRunDigest, formatDigest } from '../math/digest-terms.ts'
import type { RunMeter } from '../simulation/run-meter.ts'
import { type Probe, probe } from '../simulation/run-to-probes.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { Mark, Observation, ObservedProbe } from './baseline.ts'
import { TimeLimitError } from './errors.ts'
import { placeMarks } from './marks.ts'
import type { DigestRhythm } from './suite.ts'

/** How far a run goes and where it is looked at. */
export interface ObservationPlan {
  readonly ticks: number
  /** Ascending, none beyond `ticks`. */
  readonly probes: readonly number[]
  readonly digest: DigestRhythm
  /** Where the scenario expects something; ascending, none beyond `ticks`. */
  readonly expected: readonly number[]
}

/** What was seen of one run. */
export type Seen = Pick<Observation, 'probes' | 'marks' | 'summary'> & {
  /** What was there where the scenario expects something. */
  readonly expected: readonly Probe[]
}

export interface ObserveOptions {
  readonly meter?: RunMeter | undefined
  /** Tells whether the time is up. */
  readonly isOver: () => boolean
  readonly limitSeconds: number
  /** Is shown each mark when it has been written down, while the simulation stands there. */
  readonly onMark?: (mark: Mark, simulation: Simulation) => Promise<void>
  /** Is shown each probe likewise. */
  readonly onProbe?: (probe: ObservedProbe, simulation: Simulation) => Promise<void>
}

/**
 * Observes a run from its start.
 *
 * @param simulation at tick 0; it folds digests where the plan wants those of every tick.
 * @throws {TimeLimitError} when the time is up, and the errors of advancing.
 */
export async function observeRun(
  simulation: Simulation,
  plan: ObservationPlan,
  { meter, isOver, limitSeconds, onMark, onProbe }: ObserveOptions,
): Promise<Seen> {
  const marks: Mark[] = []
  const probes: ObservedProbe[] = []
  const expected: Probe[] = []
  const chain = new RunChain(plan.digest)
  const places = new Set(placeMarks(plan.ticks))
  // Only a meter that sees each state can tell when one comes back; leaps between marks are not broken up for it.
  const witness = meter?.wantsEveryTick && simulation.foldsDigests ? meter : undefined
  await witness?.note(simulation)
  for (const stop of listStops(plan, meter)) {
    await advanceTo(simulation, stop, { isOver, limitSeconds, witness })
    if (places.has(stop)) {
      const mark = { tick: stop, digest: await chain.take(simulation) }
      marks.push(mark)
      await onMark?.(mark, simulation)
    }
    const isExpected = plan.expected.includes(stop)
    const isProbe = plan.probes.includes(stop)
    const sight = isExpected || isProbe ? await probe(simulation) : undefined
    if (sight !== undefined && isExpected) expected.push(sight)
    if (sight !== undefined && isProbe) {
      const seen = describeProbe(sight, await meter?.measure(simulation))
      probes.push(seen)
      await onProbe?.(seen, simulation)
    }
    if (plan.probes.includes(stop + 1)) await meter?.remember(simulation)
  }
  return { probes, marks, summary: keepFinite(witness?.finish() ?? {}), expected }
}

/** The ticks at which a plan stops, ascending; between them the kernel is left alone. */
export function listStops(
  { ticks, probes, expected }: ObservationPlan,
  meter?: RunMeter,
): number[] {
  const before = meter?.wantsBefore ? probes.map((tick) => tick - 1) : []
  const stops = new Set([...placeMarks(ticks), ...probes, ...before, ...expected])
  return [...stops].filter((stop) => stop >= 0).sort((a, b) => a - b)
}

/** @throws {TimeLimitError} when the time is up first. */
async function advanceTo(
  simulation: Simulation,
  stop: number,
  {
    isOver,
    limitSeconds,
    witness,
  }: Pick<ObserveOptions, 'isOver' | 'limitSeconds'> & { witness: RunMeter | undefined },
): Promise<void> {
  while (simulation.tick < stop) {
    if (isOver()) throw new TimeLimitError({ limitSeconds, tick: simulation.tick })
    // Where each tick is digested the kernel makes them one by one, however many are asked for.
    const from = simulation.tick
    await simulation.advance(simulation.foldsDigests ? 1 : stop - from, isOver)
    if (simulation.tick > from) await witness?.note(simulation)
  }
}

/** The digest of all states so far, or of those at marks alone. */
export class RunChain {
  readonly #rhythm: DigestRhythm
  #value: bigint | undefined = 0n

  /** @param value that of the mark at which it goes on; at the start, nothing has been folded. */
  constructor(rhythm: DigestRhythm, value: string | null = formatDigest(0n)) {
    this.#rhythm = rhythm
    this.#value = value === null ? undefined : BigInt(`0x${value}`)
  }

  /** Takes the present state in, at a mark; null where some state had no digest. */
  async take(simulation: Simulation): Promise<string | null> {
    if (this.#rhythm === 'every tick') this.#value = simulation.runDigest
    else {
      const digest = await simulation.digest()
      const isKnown = this.#value !== undefined && digest !== undefined
      this.#value = isKnown ? foldRunDigest(this.#value!, digest!) : undefined
    }
    return this.#value === undefined ? null : formatDigest(this.#value)
  }
}

function describeProbe(seen: Probe, measured: Readonly<Record<string, number>> = {}) {
  const { tick, population, cellsHash, stateHash, metrics } = seen
  return {
    tick,
    population: population ?? null,
    cellsHash: cellsHash ?? null,
    stateHash: stateHash ?? null,
    metrics: keepFinite({ ...metrics, ...measured }),
  }
}

/** What is no number is left out: a file cannot hold it, and a band not judge it. */
function keepFinite(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)))
}
