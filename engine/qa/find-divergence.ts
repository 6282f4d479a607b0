/**
 * Finds where a run has left its baseline: the first tick, the plane and the cell.
 *
 * The baseline's marks say between which two ticks it was. The run is made again up to the mark that
 * still held; from there a twin on another back end, which has to come to the baseline's next mark,
 * goes on beside it tick by tick. A fault that does not happen again is told as such, and so is one
 * that every back end makes: then the automaton has changed, and not a kernel.
 */
import type { BackendName } from '../kernels/kernel.ts'
import { isNamedError } from '../named-error.ts'
import type { Run } from '../scenario/run.ts'
import { compareStates } from '../simulation/compare-states.ts'
import { type Divergence, locateDivergence } from '../simulation/locate-divergence.ts'
import { probe } from '../simulation/run-to-probes.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { Snapshot } from '../simulation/snapshot.ts'
import type { Mark } from './baseline.ts'
import { listTwins } from './choose-twins.ts'
import { drawDivergence } from './draw-divergence.ts'
import { type ObservationPlan, RunChain } from './observe-run.ts'
import type { DifferenceReport, DivergenceReport } from './report-schema.ts'

/** Starts a run on a back end, at tick 0. */
export type StartSimulation = (
  run: Run,
  options: { readonly backend: 'auto' | BackendName; readonly foldsDigests: boolean },
) => Promise<Simulation>

/** A run that has left its baseline. */
export interface Departure {
  readonly run: Run
  readonly plan: ObservationPlan
  /** The ticks at which it stopped, ascending. */
  readonly stops: readonly number[]
  /** What the baseline holds. */
  readonly marks: readonly Mark[]
  /** The first tick at which a state was seen to be another. */
  readonly bad: BadSight
  /** The state there, if it could be kept. */
  readonly badState: Snapshot | undefined
  /** The back end in charge at the end. */
  readonly suspect: BackendName
  /** What is run again, in turn, until one of them errs again: `suspect`, and others that had a part in it. */
  readonly suspects: readonly ('auto' | BackendName)[]
}

/** By what a wrong state was seen. */
export type BadSight =
  /** A mark, by its place among those of the baseline. */
  | { readonly kind: 'mark'; readonly tick: number; readonly place: number }
  /** A probe between two marks that hold: what was wrong has died out before anybody digested it. */
  | { readonly kind: 'probe'; readonly tick: number; readonly stateHash: string | null }

export interface FindOptions {
  /** Starts the back end that is doubted, just as it was started before. */
  readonly startSuspect: StartSimulation
  readonly startTwin: StartSimulation
  /** Tells whether the time is up. */
  readonly isOver: () => boolean
}

/** A fault that comes and goes gets so many chances to come again. */
const ATTEMPTS = 3

/** So many leaps are tried one by one. */
const MAX_WALKED_LEAPS = 256

/** Looks for the first tick and cell; never throws what a back end or a large world makes it throw. */
export async function findDivergence(
  departure: Departure,
  options: FindOptions,
): Promise<DivergenceReport> {
  const { bad, suspect } = departure
  const report = {
    lastGoodTick: lastGoodMark(departure)?.tick ?? null,
    firstBadTick: bad.tick,
    suspect,
    twin: null,
    attempts: 0,
    reason: null,
    first: null,
  }
  const search = new Search(departure, options)
  try {
    return { ...report, ...(await search.run()) }
  } catch (error) {
    if (!isNamedError(error)) throw error
    return { ...report, kind: 'unknown', reason: error.message }
  } finally {
    search.dispose()
  }
}

/** The last mark before the first wrong state. */
function lastGoodMark({ marks, bad }: Departure): Mark | undefined {
  return bad.kind === 'mark' ? marks[bad.place - 1] : marks.findLast(({ tick }) => tick < bad.tick)
}

type Finding = Pick<DivergenceReport, 'kind'> & Partial<DivergenceReport>

class Search {
  readonly #departure: Departure
  readonly #options: FindOptions
  readonly #simulations: Simulation[] = []
  readonly #foldsDigests: boolean

  constructor(departure: Departure, options: FindOptions) {
    this.#departure = departure
    this.#options = options
    this.#foldsDigests = departure.plan.digest === 'every tick'
  }

  dispose(): void {
    for (const simulation of this.#simulations) simulation.dispose()
  }

  async run(): Promise<Finding> {
    const { bad, suspects } = this.#departure
    const good = lastGoodMark(this.#departure)
    const to = bad.tick
    const from = good?.tick ?? 0
    let found: Finding = { kind: 'not-repeated' }
    for (let attempt = 1; attempt <= ATTEMPTS * suspects.length; attempt++) {
      if (this.#options.isOver()) return { ...found, reason: 'the time for it was up' }
      const suspect = await this.#startSuspect(suspects[(attempt - 1) % suspects.length]!, from)
      if (good !== undefined && !(await this.#isAtMark(suspect, good))) {
        found = { ...found, attempts: attempt, reason: 'run again, it went wrong earlier' }
        continue
      }
      const moment = good && (await suspect.takeSnapshot())
      const twin = await this.#startTwin(suspect.backend, moment, to - from)
      if (twin === undefined) return { kind: 'unknown', reason: 'no other back end can run it' }
      const first = await this.#walk(suspect, twin.simulation, moment, from, to)
      const sides = { twin: twin.simulation.backend, attempts: attempt }
      if (!twin.agrees) return { kind: 'common', ...sides, first: first ?? null }
      if (first !== undefined) {
        return { kind: 'located', suspect: suspect.backend, ...sides, first }
      }
      found = { kind: 'not-repeated', ...sides, first: await this.#compareAtBad(twin, moment) }
    }
    return found
  }

  /** A suspect anew, brought to a tick by the steps that the run took before. */
  async #startSuspect(backend: 'auto' | BackendName, tick: number): Promise<Simulation> {
    this.dispose()
    this.#simulations.length = 0
    const { run, stops } = this.#departure
    const options = { backend, foldsDigests: this.#foldsDigests }
    const simulation = await this.#options.startSuspect(run, options)
    this.#simulations.push(simulation)
    await advanceBy(stops, simulation, tick)
    return simulation
  }

  /** Whether a run that stands at a mark is as the baseline has it there, as far as its rhythm can tell. */
  async #isAtMark(suspect: Simulation, mark: Mark): Promise<boolean> {
    const { marks, plan } = this.#departure
    const before = marks[marks.indexOf(mark) - 1]
    return (await new RunChain(plan.digest, before?.digest).take(suspect)) === mark.digest
  }

  /** The first twin that comes to what the baseline has, else the first there is, at `moment` again. */
  async #startTwin(suspect: BackendName, moment: Snapshot | undefined, ticks: number) {
    const { run } = this.#departure
    let fallback: Twin | undefined
    for (const backend of listTwins(run, suspect, ticks)) {
      const simulation = await this.#tryTwin(backend)
      if (simulation === undefined) continue
      const agrees = await this.#comesToGood(simulation, moment)
      await goBack(simulation, moment)
      if (agrees) return { simulation, agrees }
      fallback ??= { simulation, agrees }
    }
    return fallback
  }

  /** Undefined where the back end cannot run it. */
  async #tryTwin(backend: BackendName): Promise<Simulation | undefined> {
    const options = { backend, foldsDigests: this.#foldsDigests }
    try {
      const simulation = await this.#options.startTwin(this.#departure.run, options)
      this.#simulations.push(simulation)
      return simulation
    } catch (error) {
      if (isNamedError(error) && error.code.startsWith('kernel/')) return undefined
      throw error
    }
  }

  /** Brings a twin from a moment to where the run was first wrong, and asks whether it is the baseline's. */
  async #comesToGood(twin: Simulation, moment: Snapshot | undefined): Promise<boolean> {
    const { bad, marks, plan } = this.#departure
    await goBack(twin, moment)
    // Its chain begins here.
    const chain = new RunChain(plan.digest, lastGoodMark(this.#departure)?.digest)
    await twin.advance(bad.tick - twin.tick)
    if (bad.kind === 'mark') return (await chain.take(twin)) === marks[bad.place]!.digest
    return bad.stateHash !== null && (await probe(twin)).stateHash === bad.stateHash
  }

  async #walk(
    suspect: Simulation,
    twin: Simulation,
    moment: Snapshot | undefined,
    from: number,
    to: number,
  ): Promise<DifferenceReport | undefined> {
    const { isOver } = this.#options
    const first = await locateDivergence(suspect, twin, { from, to, isOver })
    if (first !== undefined) return describeDivergence(first)
    if (this.#foldsDigests || moment === undefined) return undefined
    const { stops } = this.#departure
    const leapt = await locateInLeaps({ suspect, twin, moment, stops, to, isOver })
    return leapt && describeDivergence(leapt)
  }

  /** Where the state that was found at first differs from what it should be there. */
  async #compareAtBad(
    { simulation: twin }: Twin,
    moment: Snapshot | undefined,
  ): Promise<DifferenceReport | null> {
    const { badState, run, suspect } = this.#departure
    if (badState === undefined) return null
    await goBack(twin, moment)
    await twin.advance(badState.tick - twin.tick)
    const options = { backend: suspect, foldsDigests: false }
    const found = await this.#options.startTwin(run, options)
    this.#simulations.push(found)
    await found.restore(badState)
    const difference = await compareStates(found, twin)
    return difference === undefined
      ? null
      : describeDivergence({ tick: badState.tick, ...difference })
  }
}

interface Twin {
  readonly simulation: Simulation
  /** Whether it comes to what the baseline has. */
  readonly agrees: boolean
}

/** Back to a moment; without one, to the start. */
function goBack(simulation: Simulation, moment: Snapshot | undefined): Promise<void> {
  return moment === undefined ? simulation.restart() : simulation.restore(moment)
}

/** Advances to a tick, stopping where the run did: what is done in one go may be wrong only then. */
async function advanceBy(
  stops: readonly number[],
  simulation: Simulation,
  tick: number,
): Promise<void> {
  for (const stop of stops) {
    if (stop > simulation.tick && stop < tick) await simulation.advance(stop - simulation.tick)
  }
  await simulation.advance(tick - simulation.tick)
}

interface LeapSpan {
  readonly suspect: Simulation
  readonly twin: Simulation
  /** Where both are right. */
  readonly moment: Snapshot
  /** Where the run stopped, ascending. */
  readonly stops: readonly number[]
  readonly to: number
  readonly isOver: () => boolean
}

/**
 * As `locateDivergence`, for a fault that shows only where many ticks are done in one go: of all ticks
 * that could be asked for, the first whose state is wrong. A leap of one length may be right and a longer
 * one wrong or the other way round, so short ways are tried one by one; of longer ones first where leaps
 * of all powers of two lead, since leaps are put together from those, and then halves.
 */
async function locateInLeaps(span: LeapSpan): Promise<Divergence | undefined> {
  const { suspect, twin, moment, stops, to, isOver } = span
  const compareAt = async (tick: number): Promise<Divergence | undefined> => {
    for (const simulation of [suspect, twin]) {
      await simulation.restore(moment)
      await advanceBy(stops, simulation, tick)
    }
    const difference = await compareStates(suspect, twin)
    return difference && { tick, ...difference }
  }
  let found = await compareAt(to)
  if (found === undefined) return undefined
  let start = moment.tick
  for (let leap = 1; found.tick - start > MAX_WALKED_LEAPS; leap *= 2) {
    const next = moment.tick + leap
    if (isOver() || next >= found.tick) break
    const there = await compareAt(next)
    if (there !== undefined) found = there
    else start = next
  }
  while (found.tick - start > MAX_WALKED_LEAPS && !isOver()) {
    const middle = start + Math.floor((found.tick - start) / 2)
    const there = await compareAt(middle)
    if (there !== undefined) found = there
    else start = middle
  }
  for (let tick = start + 1; tick < found.tick && !isOver(); tick++) {
    const there = await compareAt(tick)
    if (there !== undefined) return there
  }
  return found
}

/** A divergence as a report has it, with its picture. */
export function describeDivergence(divergence: Divergence): DifferenceReport {
  const { tick, plane, cell, site, expected, found, planes, window } = divergence
  return {
    tick,
    plane,
    cell: cell ?? null,
    site: site === undefined ? null : [...site],
    expected: expected ?? null,
    found: found ?? null,
    planes: planes.map((each) => ({ ...each })),
    window: window === undefined ? null : copyWindow(window),
    picture: drawDivergence(divergence),
  }
}

const copyWindow = ({ corner, size, expected, found }: NonNullable<Divergence['window']>) => ({
  corner: [...corner] as [number, number, number],
  size: [...size] as [number, number, number],
  expected: [...expected],
  found: [...found],
})
