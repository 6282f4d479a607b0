/** What a server measures of a run that is watched: what it has told before, and what comes. */
import type { Sample } from '../../engine/protocol/measure-api.ts'
import { useMeasureStore } from './measure-store.ts'
import { SeriesBook } from './series-book.ts'

/** The name under which servers tell of the population among what is measured. */
const POPULATION = 'population'

export class WatchedSeries extends SeriesBook {
  #lastTick = -1

  /** Takes a sample; one that is no later than the last is known, or of an attempt that was given up. */
  take({ tick, values }: Sample): void {
    if (tick <= this.#lastTick) return
    this.#lastTick = tick
    const { [POPULATION]: population, ...others } = values
    if (population !== undefined) this.takePopulation(tick, population)
    this.add(tick, others)
    noteChange()
  }

  /** Takes how many cells are alive, which is told oftener. */
  takePopulation(tick: number, population: number): void {
    const { last } = this.population
    if (last !== undefined && tick < last.tick) return
    this.population.add(tick, population)
    noteChange()
  }

  /** Forgets all, as when the run begins anew. */
  restart(): void {
    this.clear()
    this.#lastTick = -1
    noteChange()
  }
}

function noteChange(): void {
  useMeasureStore.setState(({ version }) => ({ version: version + 1 }))
}
