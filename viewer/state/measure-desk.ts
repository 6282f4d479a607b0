/** Has the run measured by what a person chose, and keeps what comes of it. */
import type { RunMark } from '../../engine/protocol/measure-api.ts'
import type { Frame, SimulationApi } from '../../engine/protocol/simulation-api.ts'
import { type ChosenMetric, readChosen, rememberChosen } from './chosen-metrics.ts'
import { useMeasureStore } from './measure-store.ts'
import { showFailure } from './notice-store.ts'
import { SeriesHistory } from './series-history.ts'

type Measurable = Pick<SimulationApi, 'listMetrics' | 'watchMetrics'>

/** A world has zones and channels without number; so many series are kept of them. */
const MAX_SERIES = 256

/** Of more marks the oldest are forgotten. */
const MAX_MARKS = 500

export class MeasureDesk {
  /** Population, which every frame tells. */
  readonly population = new SeriesHistory()
  readonly #simulation: Measurable
  readonly #series = new Map<string, SeriesHistory>()
  #era: number | undefined
  /** Grows with every wish; what an earlier one brings is then dropped. */
  #wishes = 0

  constructor(simulation: Measurable) {
    this.#simulation = simulation
    useMeasureStore.setState({ chosen: readChosen(), offers: [], marks: [], cursorTick: undefined })
    void this.#watch()
  }

  /** What was measured of one number; undefined where it never was. */
  seriesOf(name: string): SeriesHistory | undefined {
    return this.#series.get(name)
  }

  /** All numbers that were measured, in the order of their names. */
  listSeries(): readonly (readonly [name: string, series: SeriesHistory])[] {
    return [...this.#series].toSorted(([a], [b]) => (a < b ? -1 : 1))
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
      this.population.clear()
      this.#series.clear()
    }
    if (population !== undefined) this.population.add(tick, population)
    for (const sample of samples) {
      for (const [name, value] of Object.entries(sample.values)) {
        this.#seriesFor(name)?.add(sample.tick, value)
      }
    }
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

  #seriesFor(name: string): SeriesHistory | undefined {
    const known = this.#series.get(name)
    if (known !== undefined || this.#series.size >= MAX_SERIES) return known
    const series = new SeriesHistory()
    this.#series.set(name, series)
    return series
  }
}

function addMarks(known: readonly RunMark[], marks: readonly RunMark[]): readonly RunMark[] {
  return [...known, ...marks].toSorted((a, b) => a.tick - b.tick).slice(-MAX_MARKS)
}
