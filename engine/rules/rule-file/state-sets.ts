/** Sets of states, of which equal ones are the same object. */

export interface StateSet {
  readonly id: number
  /** Ascending. */
  readonly members: readonly number[]
  /** 1 for members and 0 for all other states. */
  readonly has: Uint8Array
  readonly isAll: boolean
}

/** All the sets of a table with so many states. */
export class StateSets {
  readonly #states: number
  readonly #known = new Map<string, StateSet>()
  readonly #singles: StateSet[] = []

  constructor(states: number) {
    this.#states = states
  }

  /** The set of one state. */
  single(state: number): StateSet {
    this.#singles[state] ??= this.of([state])
    return this.#singles[state]
  }

  /** The set of these states, in any order and as often as they come. */
  of(states: readonly number[]): StateSet {
    const members = [...new Set(states)].sort((a, b) => a - b)
    const key = members.join()
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const has = new Uint8Array(this.#states)
    for (const state of members) has[state] = 1
    const isAll = members.length === this.#states
    const set = Object.freeze<StateSet>({ id: this.#known.size, members, has, isAll })
    this.#known.set(key, set)
    return set
  }
}
