/** Has the run measured by what a person chose, and keeps what comes of it. */
import type { RunMark } from '../../engine/protocol/measure-api.ts'
import { keyOfMark, marksBefore } from '../../engine/protocol/run-marks.ts'
import type { Frame, SimulationApi } from '../../engine/protocol/simulation-api.ts'
import { WORKER_LOST } from '../session/simulation-link.ts'
import { type ChosenMetric, readChosen, rememberChosen } from './chosen-metrics.ts'
import { useMeasureStore } from './measure-store.ts'
import { showFailure } from './notice-store.ts'
import { SeriesBook } from './series-book.ts'

type Measurable = Pick<SimulationApi, 'listMetrics' | 'watchMetrics'>

/** Of more marks the oldest are forgotten. */
const MAX_MARKS = 2000

export class MeasureDesk {
  /** What was measured of the page's own run; its population every frame tells. */
  readonly series = new SeriesBook()
  readonly #simulation: Measurable
  #era: number | undefined
  /** Whether the next frame is the first of another worker that has the same run. */
  #isRevived = false
  /** Grows with every wish; what an earlier one brings is then dropped. */
  #wishes = 0

  constructor(simulation: Measurable) {
    this.#simulation = simulation
    useMeasureStore.setState({ chosen: readChosen(), offers: [], marks: [], cursorTick: undefined })
    void this.#watch()
  }

  /** Another world is there: asks what can be measured of it. */
  async didOpen(): Promise<void> {
    const offers = await this.#simulation.listMetrics()
    if (offers.ok) useMeasureStore.setState({ offers: offers.value })
  }

  /** Takes in where the run came to, which a frame that was dropped would have told. */
  note(tick: number, population: number | undefined): void {
    if (population === undefined) return
    this.series.population.add(tick, population)
    useMeasureStore.setState(({ version }) => ({ version: version + 1 }))
  }

  /** The same run goes on in another worker, which counts anew: what is known stays so. */
  async didRevive(): Promise<void> {
    this.#isRevived = true
    await this.#watch()
  }

  /** Takes in what a frame tells. */
  take({ tick, population, measured: { era, samples, marks, revisedFrom } }: Frame): void {
    const isNew = era !== this.#era && !this.#isRevived
    this.#era = era
    this.#isRevived = false
    if (isNew) this.series.clear()
    if (revisedFrom !== undefined) this.series.dropFrom(revisedFrom)
    for (const sample of samples) this.series.add(sample.tick, sample.values)
    if (population !== undefined) this.series.population.add(tick, population)
    useMeasureStore.setState((state) => {
      const known = isNew ? [] : marksUpTo(state.marks, revisedFrom)
      const isChanged = known !== state.marks || marks.length > 0
      return {
        version: state.version + 1,
        ...(isNew && { cursorTick: undefined }),
        ...(isChanged && { marks: addMarks(known, marks) }),
      }
    })
  }

  /** Draws these metrics from now on, in this order. */
  async choose(chosen: readonly ChosenMetric[]): Promise<void> {
    useMeasureStore.setState({ chosen })
    rememberChosen(chosen)
    await this.#watch()
  }

  async #watch(): Promise<void> {
    const wish = ++this.#wishes
    const { chosen } = useMeasureStore.getState()
    const watched = await this.#simulation.watchMetrics(chosen.map(({ spec }) => spec))
    if (watched.ok || wish !== this.#wishes || watched.failure.code === WORKER_LOST) return
    // As where an older visit chose what there is no more: nothing is watched, and it is said why.
    useMeasureStore.setState({ chosen: [] })
    rememberChosen([])
    showFailure('Nothing is measured', watched.failure)
    await this.#simulation.watchMetrics([])
  }
}

const marksUpTo = (marks: readonly RunMark[], tick: number | undefined) =>
  tick === undefined ? marks : marksBefore(marks, tick)

/** All by tick, each once: what was seen again stands in the place of what was. */
function addMarks(known: readonly RunMark[], marks: readonly RunMark[]): readonly RunMark[] {
  const all = new Map([...known, ...marks].map((mark) => [keyOfMark(mark), mark]))
  return [...all.values()].toSorted((a, b) => a.tick - b.tick).slice(-MAX_MARKS)
}
