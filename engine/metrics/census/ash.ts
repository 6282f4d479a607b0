/**
 * From a state whose cells were followed for some ticks to the objects it is made of.
 *
 * A group of cells that had nothing to do with others is alone, so it is run alone: if it comes back,
 * it is an object, or several that are only near. Groups that have been seen before are remembered.
 */
import type { NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { type CellSet, keyOfSet, pickCells } from './cell-set.ts'
import type { LoneWorld } from './lone-world.ts'
import { type CensusObject, describeObject } from './object-code.ts'
import { type Orbit, traceOrbit } from './orbit.ts'
import { splitOrbit } from './split-object.ts'
import type { Symmetry } from './symmetries.ts'

/** Groups that are remembered; the memory is emptied when it is full. */
const MAX_REMEMBERED = 20_000

/** Cells of groups that are remembered. */
const MAX_REMEMBERED_CELLS = 200

/** What a group comes to: what it does as a whole, and its objects. */
export interface KnownGroup {
  readonly orbit: Orbit
  readonly objects: readonly CensusObject[]
}

export interface ObjectFinderSetup {
  readonly world: LoneWorld
  readonly neighborhood: NeighborhoodSpec
  readonly symmetries: readonly Symmetry[]
  readonly states: number
}

export class ObjectFinder {
  readonly #setup: ObjectFinderSetup
  readonly #known = new Map<string, KnownGroup>()
  /** For how many ticks groups were followed that did not come back. */
  readonly #restless = new Map<string, number>()

  constructor(setup: ObjectFinderSetup) {
    this.#setup = setup
  }

  /**
   * What a group does, in whose orbit the first phase lies where the group was first seen; undefined
   * where it does not come back within so many ticks.
   */
  identify(group: CellSet, maxPeriod: number): KnownGroup | undefined {
    const key = group.count > MAX_REMEMBERED_CELLS ? undefined : keyOfSet(group)
    const known = key === undefined ? undefined : this.#known.get(key)
    if (known !== undefined) return known.orbit.period <= maxPeriod ? known : undefined
    if (key !== undefined && (this.#restless.get(key) ?? 0) >= maxPeriod) return undefined
    const found = this.#find(group, maxPeriod)
    if (key === undefined) return found
    if (found === undefined) remember(this.#restless, key, maxPeriod)
    else remember(this.#known, key, found)
    return found
  }

  #find(group: CellSet, maxPeriod: number): KnownGroup | undefined {
    const { world, neighborhood, symmetries, states } = this.#setup
    const orbit = traceOrbit(world, group, maxPeriod)
    if (orbit === undefined) return undefined
    const parts = splitOrbit(world, orbit, neighborhood)
    return { orbit, objects: parts.map((part) => describeObject(part, symmetries, states)) }
  }
}

function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  if (memory.size >= MAX_REMEMBERED) memory.clear()
  memory.set(key, value)
}

/** The sets of a state's groups. */
export function cutGroups(cells: CellSet, groups: readonly (readonly number[])[]): CellSet[] {
  return groups.map((places) => pickCells(cells, places))
}
