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
  /** The first mark that does not hold, by its place in `marks`. */
  readonly badMark: number
  /** The state there, if it could be kept. */
  readonly badState: Snapshot | undefined
  readonly suspect: BackendName
}

export interface FindOptions {
  /** Starts the back end that is doubted, just as it was started before. */
  readonly startSuspect: StartSimulation
  readonly startTwin: StartSimulation
  /** Tells whether the time is up. */
  readonly isOver: () => boolean
}

/** A fault that comes and goes gets so many chances to come again. */
const ATTEMPTS = 3

/** Looks for the first tick and cell; never throws what a back end or a large world makes it throw. */
export async function findDivergence(
  departure: Departure,
  options: FindOptions,
): Promise<DivergenceReport> {
  const { marks, badMark, suspect } = departure
  const report = {
    lastGoodTick: marks[badMark - 1]?.tick ?? null,
    firstBadTick: marks[badMark]!.tick,
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
    const { badMark, marks } = this.#departure
    const good = marks[badMark - 1]
    const to = marks[badMark]!.tick
    const from = good?.tick ?? 0
    let found: Finding = { kind: 'not-repeated' }
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (this.#options.isOver()) return { ...found, reason: 'the time for it was up' }
      const suspect = await this.#startSuspect(from)
      if (good !== undefined && (await this.#suspectChain(suspect)) !== good.digest) {
        found = { ...found, attempts: attempt, reason: 'run again, it went wrong earlier' }
        continue
      }
      const moment = good && (await suspect.takeSnapshot())
      const twin = await this.#startTwin(moment, to - from)
      if (twin === undefined) return { kind: 'unknown', reason: 'no other back end can run it' }
      const first = await this.#walk(suspect, twin.simulation, moment, from, to)
      const sides = { twin: twin.simulation.backend, attempts: attempt }
      if (!twin.agrees) return { kind: 'common', ...sides, first: first ?? null }
      if (first !== undefined) return { kind: 'located', ...sides, first }
      found = { kind: 'not-repeated', ...sides, first: await this.#compareAtMark(twin, moment) }
    }
    return found
  }

  /** The suspect anew, brought to a tick by the steps it took before. */
  async #startSuspect(tick: number): Promise<Simulation> {
    this.dispose()
    this.#simulations.length = 0
    const { run, stops, suspect } = this.#departure
    const options = { backend: suspect, foldsDigests: this.#foldsDigests }
    const simulation = await this.#options.startSuspect(run, options)
    this.#simulations.push(simulation)
    for (const stop of stops) {
      if (stop <= tick) await simulation.advance(stop - simulation.tick)
    }
    return simulation
  }

  /** Its chain where that is folded at each tick; else it is taken to hold. */
  async #suspectChain(suspect: Simulation): Promise<string | null | undefined> {
    const good = this.#departure.marks[this.#departure.badMark - 1]
    if (!this.#foldsDigests) return good?.digest
    return new RunChain('every tick').take(suspect)
  }

  /** The first twin that comes to the baseline's mark, else the first there is, at `moment` again. */
  async #startTwin(moment: Snapshot | undefined, ticks: number) {
    const { run, suspect } = this.#departure
    let fallback: Twin | undefined
    for (const backend of listTwins(run, suspect, ticks)) {
      const simulation = await this.#tryTwin(backend)
      if (simulation === undefined) continue
      const agrees = await this.#comesToMark(simulation, moment)
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

  /** Brings a twin from a moment to the first bad mark, and asks whether it is the baseline's. */
  async #comesToMark(twin: Simulation, moment: Snapshot | undefined): Promise<boolean> {
    const { marks, badMark, plan } = this.#departure
    await goBack(twin, moment)
    const chain = new RunChain(plan.digest, marks[badMark - 1]?.digest)
    await twin.advance(marks[badMark]!.tick - twin.tick)
    return (await chain.take(twin)) === marks[badMark]!.digest
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
    const leapt = await locateInLeaps(suspect, twin, moment, to)
    return leapt && describeDivergence(leapt)
  }

  /** Where the state that was found at the mark differs from what it should be there. */
  async #compareAtMark(
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
  /** Whether it comes to the baseline's mark. */
  readonly agrees: boolean
}

/** Back to a moment; without one, to the start. */
function goBack(simulation: Simulation, moment: Snapshot | undefined): Promise<void> {
  return moment === undefined ? simulation.restart() : simulation.restore(moment)
}

/**
 * As `locateDivergence`, for a fault that shows only where many ticks are done in one go: halves how
 * far both leap from a moment.
 */
async function locateInLeaps(
  suspect: Simulation,
  twin: Simulation,
  moment: Snapshot,
  to: number,
): Promise<Divergence | undefined> {
  const compareAt = async (tick: number) => {
    for (const simulation of [suspect, twin]) {
      await simulation.restore(moment)
      await simulation.advance(tick - moment.tick)
    }
    return compareStates(suspect, twin)
  }
  let [start, end] = [moment.tick, to]
  let difference = await compareAt(end)
  if (difference === undefined) return undefined
  while (end - start > 1) {
    const middle = start + Math.floor((end - start) / 2)
    const there = await compareAt(middle)
    if (there === undefined) start = middle
    else [end, difference] = [middle, there]
  }
  return { tick: end, ...difference }
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
