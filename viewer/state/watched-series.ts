/** What a server measures of a run that is watched: what it has told before, and what comes. */
import type { Sample } from '../../engine/protocol/measure-api.ts'
import { useMeasureStore } from './measure-store.ts'
import { SeriesBook } from './series-book.ts'

/** The name under which servers tell of the population among what is measured. */
const POPULATION = 'population'

export class WatchedSeries extends SeriesBook {
  #lastTick = -1
  /** What has come while what was before is asked for: it is taken behind that. */
  #later: (() => void)[] | undefined
  #turn = 0

  /** Takes in what was measured before; rejects where `ask` does. */
  async takeBefore(ask: () => Promise<readonly Sample[]>): Promise<void> {
    const turn = ++this.#turn
    this.#later ??= []
    let before: readonly Sample[] = []
    try {
      before = await ask()
    } finally {
      // Else it is asked once more, or the run has begun anew.
      if (turn === this.#turn) this.#takeInOrder(before)
    }
  }

  #takeInOrder(before: readonly Sample[]): void {
    const later = this.#later ?? []
    this.#later = undefined
    for (const sample of before) this.take(sample)
    for (const takeNow of later) takeNow()
  }

  /** Takes a sample; one that is no later than the last is known, or of an attempt that was given up. */
  take(sample: Sample): void {
    if (this.#later !== undefined) {
      this.#later.push(() => this.take(sample))
      return
    }
    const { tick, values } = sample
    if (tick <= this.#lastTick) return
    this.#lastTick = tick
    const { [POPULATION]: population, ...others } = values
    if (population !== undefined) this.takePopulation(tick, population)
    this.add(tick, others)
    noteChange()
  }

  /** Takes how many cells are alive, which is told oftener. */
  takePopulation(tick: number, population: number): void {
    if (this.#later !== undefined) {
      this.#later.push(() => this.takePopulation(tick, population))
      return
    }
    const { last } = this.population
    if (last !== undefined && tick < last.tick) return
    this.population.add(tick, population)
    noteChange()
  }

  /** Forgets all, as when the run begins anew. */
  restart(): void {
    this.clear()
    this.#lastTick = -1
    this.#later = undefined
    this.#turn++
    noteChange()
  }
}

function noteChange(): void {
  useMeasureStore.setState(({ version }) => ({ version: version + 1 }))
}
