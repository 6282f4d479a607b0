/** Has the run measured by what a person chose, and keeps what comes of it. */
import type { RunMark } from '../../engine/protocol/measure-api.ts'
import type { Frame, SimulationApi } from '../../engine/protocol/simulation-api.ts'
import { type ChosenMetric, readChosen, rememberChosen } from './chosen-metrics.ts'
import { useMeasureStore } from './measure-store.ts'
import { showFailure } from './notice-store.ts'
import { SeriesBook } from './series-book.ts'

type Measurable = Pick<SimulationApi, 'listMetrics' | 'watchMetrics'>

/** Of more marks the oldest are forgotten. */
const MAX_MARKS = 500

export class MeasureDesk {
  /** What was measured of the page's own run; its population every frame tells. */
  readonly series = new SeriesBook()
  readonly #simulation: Measurable
  #era: number | undefined
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

  /** Takes in what a frame tells. */
  take({ tick, population, measured: { era, samples, marks } }: Frame): void {
    const isNew = era !== this.#era
    if (isNew) {
      this.#era = era
      this.series.clear()
    }
    if (population !== undefined) this.series.population.add(tick, population)
    for (const sample of samples) this.series.add(sample.tick, sample.values)
    useMeasureStore.setState((state) => ({
      version: state.version + 1,
      ...(isNew && { marks: [], cursorTick: undefined }),
      ...(marks.length > 0 && { marks: addMarks(isNew ? [] : state.marks, marks) }),
    }))
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
    if (watched.ok || wish !== this.#wishes) return
    // As where an older visit chose what there is no more: nothing is watched, and it is said why.
    useMeasureStore.setState({ chosen: [] })
    rememberChosen([])
    showFailure('Nothing is measured', watched.failure)
    await this.#simulation.watchMetrics([])
  }
}

function addMarks(known: readonly RunMark[], marks: readonly RunMark[]): readonly RunMark[] {
  // Many edits of one tick are one mark, and of its rules the last counts.
  const byMoment = new Map<string, RunMark>()
  for (const mark of [...known, ...marks]) byMoment.set(`${mark.kind} ${mark.tick}`, mark)
  return [...byMoment.values()].toSorted((a, b) => a.tick - b.tick).slice(-MAX_MARKS)
}
