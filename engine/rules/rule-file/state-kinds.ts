/** States by what some sets can tell apart. */
import type { StateSet } from './state-sets.ts'

/** States of one kind are in the same sets. */
export interface Kinds {
  readonly count: number
  /** Anew each time. */
  readonly ofState: Int32Array
  /** The kinds that a set is made of, by the set's id. Lasts until others are told apart. */
  readonly inSet: readonly (readonly number[])[]
}

/** Tells the states of a rule apart, again and again; what it works with is kept between. */
export class StateKinds {
  readonly #states: number
  readonly #inSet: number[][] = []
  /** By kind: its states, and those of them that a set has. */
  readonly #sizes: Int32Array
  readonly #shares: Int32Array
  /** By kind: the kind that those become which a set has. */
  readonly #splits: Int32Array

  constructor(states: number) {
    this.#states = states
    this.#sizes = new Int32Array(states)
    this.#shares = new Int32Array(states)
    this.#splits = new Int32Array(states)
  }

  /** Tells states apart by the sets they are in, each of which is there once. */
  tellApart(sets: readonly StateSet[]): Kinds {
    const ofState = new Int32Array(this.#states)
    this.#sizes[0] = this.#states
    let count = 1
    for (const { members } of sets) count = this.#split(ofState, members, count)
    for (const { id, members } of sets) {
      const kinds = this.#share(ofState, members)
      for (const kind of kinds) this.#shares[kind] = 0
      this.#inSet[id] = kinds
    }
    return { count, ofState, inSet: this.#inSet }
  }

  /** Splits the kinds of which a set has some states but not all; gives how many there are then. */
  #split(ofState: Int32Array, members: readonly number[], count: number): number {
    let next = count
    for (const kind of this.#share(ofState, members)) {
      const share = this.#shares[kind]!
      this.#shares[kind] = 0
      const isWhole = share === this.#sizes[kind]
      this.#splits[kind] = isWhole ? kind : next
      if (isWhole) continue
      this.#sizes[kind] = this.#sizes[kind]! - share
      this.#sizes[next++] = share
    }
    if (next > count) {
      for (const state of members) ofState[state] = this.#splits[ofState[state]!]!
    }
    return next
  }

  /** The kinds that a set has states of; how many it has of each is left in the shares. */
  #share(ofState: Int32Array, members: readonly number[]): number[] {
    const kinds: number[] = []
    for (let i = 0; i < members.length; i++) {
      const kind = ofState[members[i]!]!
      if (this.#shares[kind] === 0) kinds.push(kind)
      this.#shares[kind] = this.#shares[kind]! + 1
    }
    return kinds
  }
}
