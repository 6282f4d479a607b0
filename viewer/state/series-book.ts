/** All that is measured of a run, each number by its name against tick. */
import { SeriesHistory } from './series-history.ts'

/** A world has zones and channels without number; so many series are kept of them. */
const MAX_SERIES = 256

/** What charts draw. */
export interface SeriesSource {
  readonly population: SeriesHistory
  /** What was measured of one number; undefined where it never was. */
  seriesOf(name: string): SeriesHistory | undefined
  /** All numbers that were measured, in the order of their names. */
  listSeries(): readonly (readonly [name: string, series: SeriesHistory])[]
}

export class SeriesBook implements SeriesSource {
  readonly population = new SeriesHistory()
  readonly #series = new Map<string, SeriesHistory>()

  seriesOf(name: string): SeriesHistory | undefined {
    return this.#series.get(name)
  }

  listSeries(): readonly (readonly [name: string, series: SeriesHistory])[] {
    return [...this.#series].toSorted(([a], [b]) => (a < b ? -1 : 1))
  }

  add(tick: number, values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) this.#seriesFor(name)?.add(tick, value)
  }

  /** Forgets what was measured at a tick and later ones. */
  dropFrom(tick: number): void {
    for (const series of [this.population, ...this.#series.values()]) series.dropFrom(tick)
  }

  clear(): void {
    this.population.clear()
    this.#series.clear()
  }

  #seriesFor(name: string): SeriesHistory | undefined {
    const known = this.#series.get(name)
    if (known !== undefined || this.#series.size >= MAX_SERIES) return known
    const series = new SeriesHistory()
    this.#series.set(name, series)
    return series
  }
}
