/** How many bits live in each zone, so that nobody has to look through its sites. */
import type { BitWorld } from './bit-world.ts'

/** Tells of a cell whether a bit lives there, and whether it is active. */
export interface CellFacts {
  isOccupied(cell: number): boolean
  isActive(cell: number): boolean
}

export class ZoneCounts {
  readonly #world: BitWorld
  readonly #bits: Uint32Array
  readonly #active: Uint32Array

  constructor(world: BitWorld) {
    this.#world = world
    this.#bits = new Uint32Array(world.zones.length)
    this.#active = new Uint32Array(world.zones.length)
  }

  bitsOf(zone: number): number {
    return this.#bits[zone] ?? 0
  }

  activeOf(zone: number): number {
    return this.#active[zone] ?? 0
  }

  /** Takes a change at one cell of a zone into account. */
  add(zone: number, bits: number, active: number): void {
    this.#bits[zone]! += bits
    this.#active[zone]! += active
  }

  /** Counts anew, cell by cell. */
  recount(facts: CellFacts): void {
    const { zones, zoneMap } = this.#world
    for (let zone = 0; zone < zones.length; zone++) {
      let bits = 0
      let active = 0
      zoneMap.eachRun(zone, (first, cells) => {
        for (let cell = first; cell < first + cells; cell++) {
          if (facts.isOccupied(cell)) bits++
          if (facts.isActive(cell)) active++
        }
      })
      this.#bits[zone] = bits
      this.#active[zone] = active
    }
  }
}
