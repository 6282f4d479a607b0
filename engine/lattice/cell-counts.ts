/** How many cells the zones of a map have, counted once for each that somebody asks about. */
import type { ZoneMap } from './zone-map.ts'

/** Policies ask at every spawn, and a zone of runs has to be walked to be counted. */
export class CellCounts {
  readonly #map: Pick<ZoneMap, 'eachRun'>
  readonly #counts = new Map<number, number>()

  constructor(map: Pick<ZoneMap, 'eachRun'>) {
    this.#map = map
  }

  /** The number of cells of a zone. */
  of(zone: number): number {
    const known = this.#counts.get(zone)
    if (known !== undefined) return known
    let count = 0
    this.#map.eachRun(zone, (_, cells) => {
      count += cells
    })
    this.#counts.set(zone, count)
    return count
  }
}
