/**
 * Which cells have to do with each other: those that some cell sees at once, and whatever comes of
 * them.
 *
 * Followed from tick to tick. As long as no cell sees members of two groups, each group does exactly
 * what it would do alone, since what a cell becomes depends on nothing but what it sees.
 */
import { buildNeighborhood, type NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { findRoot } from '../clusters/disjoint-sets.ts'
import type { CellSet } from './cell-set.ts'

/** A number for a site, its own in the world; negative for what lies outside. */
export type PlaceOf = (x: number, y: number, z: number) => number

export class InfluenceWatch {
  readonly #placeOf: PlaceOf
  /** Where a cell is seen from, relative to it, its own place among them. */
  readonly #seenFrom: Int32Array
  readonly #parents: Int32Array
  /** A member of the group that each place sees. */
  #seen = new Map<number, number>()

  /** Begins with each cell of a state a group of its own, joined as far as they are seen at once. */
  constructor(cells: CellSet, neighborhood: NeighborhoodSpec, placeOf: PlaceOf) {
    this.#placeOf = placeOf
    const { offsets } = buildNeighborhood(neighborhood)
    this.#seenFrom = Int32Array.from([0, 0, 0, ...offsets.map((along) => -along)])
    this.#parents = Int32Array.from({ length: cells.count }, (_, cell) => cell)
    this.#look(cells, (cell) => cell)
  }

  /** Goes on to the state of the next tick. */
  follow(cells: CellSet): void {
    const before = this.#seen
    this.#seen = new Map()
    this.#look(cells, (_, x, y, z) => before.get(this.#placeOf(x, y, z)))
  }

  /** The places of the first state's cells in it, group by group, in the order of their first. */
  groups(): readonly (readonly number[])[] {
    const groups = new Map<number, number[]>()
    for (let cell = 0; cell < this.#parents.length; cell++) {
      const root = findRoot(this.#parents, cell)
      const group = groups.get(root)
      if (group === undefined) groups.set(root, [cell])
      else group.push(cell)
    }
    return [...groups.values()]
  }

  #look(
    { count, sites }: CellSet,
    memberAt: (cell: number, x: number, y: number, z: number) => number | undefined,
  ): void {
    const from = this.#seenFrom
    for (let cell = 0; cell < count; cell++) {
      const [x, y, z] = [sites[3 * cell]!, sites[3 * cell + 1]!, sites[3 * cell + 2]!]
      const member = memberAt(cell, x, y, z)
      if (member === undefined) continue
      for (let i = 0; i < from.length; i += 3) {
        const place = this.#placeOf(x + from[i]!, y + from[i + 1]!, z + from[i + 2]!)
        if (place < 0) continue
        const other = this.#seen.get(place)
        if (other === undefined) this.#seen.set(place, member)
        else if (other !== member) this.#join(other, member)
      }
    }
  }

  #join(a: number, b: number): void {
    const [rootA, rootB] = [findRoot(this.#parents, a), findRoot(this.#parents, b)]
    this.#parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB)
  }
}
