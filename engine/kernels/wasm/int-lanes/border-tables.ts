/** The tables of runs along which a kernel fills borders, one for each reach and edge. */
import type { Reach } from '../../../lattice/neighborhood.ts'
import type { Topology } from '../../../lattice/topology.ts'
import type { StaticData } from '../static-data.ts'
import { findBorderRuns } from './border-runs.ts'
import type { LaneLayout, PlaneLayout } from './lane-layout.ts'
import type { ThreadMemory } from './thread-memory.ts'

/** A table of runs in memory. */
export interface BorderTable {
  readonly address: number
  readonly runs: number
  /** Where a thread's memory has its share: from which run up to which. */
  readonly place: number
}

export class BorderTables {
  readonly #layout: LaneLayout
  readonly #topology: Topology
  readonly #data: StaticData
  readonly #memory: ThreadMemory
  readonly #tables = new Map<string, BorderTable | undefined>()

  constructor(layout: LaneLayout, topology: Topology, data: StaticData, memory: ThreadMemory) {
    this.#layout = layout
    this.#topology = topology
    this.#data = data
    this.#memory = memory
  }

  /** All that were asked for. */
  get tables(): readonly BorderTable[] {
    return [...this.#tables.values()].filter((table) => table !== undefined)
  }

  /** The table for cells that look so far; undefined where there is nothing to fill. */
  find(reach: Reach, edge: PlaneLayout['edge']): BorderTable | undefined {
    const key = `${reach.x} ${reach.y} ${reach.z} ${edge}`
    if (!this.#tables.has(key)) this.#tables.set(key, this.#place(reach, edge))
    return this.#tables.get(key)
  }

  #place(reach: Reach, edge: PlaneLayout['edge']): BorderTable | undefined {
    const runs = findBorderRuns(this.#layout.grid, reach, this.#topology, edge)
    if (runs.length === 0) return undefined
    const address = this.#data.placeNumbers(32, runs)
    return { address, runs: runs.length / 3, place: this.#memory.reserve(8) }
  }
}
