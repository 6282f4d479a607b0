/**
 * A rule as every notation means it: a neighborhood, a number of states and one transition.
 *
 * The transition is plain frozen data; what a kernel does with it is written here once.
 * A cell is *live* when its state is 1: only live cells are counted. States 2..n-1 are refractory:
 * a cell in state s >= 2 goes to s + 1, and from n - 1 to 0, whatever its neighbors. A live cell
 * that does not survive goes to 2 when n > 2 and to 0 otherwise; birth happens only from state 0.
 */
import type { NeighborhoodSpec } from '../lattice/neighborhood.ts'
import type { Dimensions, Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'

export type Transition =
  /**
   * By the number of live neighbors. `birth[count]` and `survival[count]` are 0 or 1, for counts
   * from 0 to the number of neighbors (plus one when `countsCenter`, in which case a live cell
   * counts itself; a refractory or dead one adds nothing).
   */
  | {
      readonly kind: 'outer-totalistic'
      readonly countsCenter: boolean
      readonly birth: Uint8Array
      readonly survival: Uint8Array
    }
  /**
   * By which sites are live. The sites are the neighbors and the centre in the order z, y, x, the
   * first most significant; bit i of the index is site (sites - 1 - i). `live[index]` is 1 where
   * the cell is born (centre dead) or survives (centre live).
   */
  | { readonly kind: 'configuration'; readonly live: Uint8Array }
  /** By the sum of the states of the cell and its neighbors: the next state is `next[sum]`. */
  | { readonly kind: 'totalistic'; readonly next: Uint8Array }

export type RuleFamily =
  | 'life-like'
  | 'generations'
  | 'isotropic'
  | 'map'
  | 'larger-than-life'
  | 'elementary'
  | 'totalistic'
  | 'life-3d'
  | 'offsets'

export interface Rule {
  /** The one way this project writes the rule, without topology: equal rules, equal strings. */
  readonly canonical: string
  /** The name people know it by, when it has one ("Conway's Life"). */
  readonly name: string | undefined
  readonly family: RuleFamily
  readonly dimensions: Dimensions
  /** Number of states, 2 to 256. */
  readonly states: number
  readonly neighborhood: NeighborhoodSpec
  readonly transition: Transition
}

/** The world that a suffix such as `:T64,64` asks for. An axis of 0 is infinite. */
export interface RuleWorld {
  readonly size: Size
  readonly topology: Topology
}

/** What a notation says: the rule, and the world if it had a topology suffix. */
export interface ParsedRule {
  readonly rule: Rule
  readonly world: RuleWorld | undefined
}
