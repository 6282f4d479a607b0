/**
 * What a program comes down to, for kernels that have a faster way than its dataflow.
 *
 * A form is found in the dataflow and never in a notation: whatever was written, a rule whose next
 * state depends on nothing but the own state and how many neighbors are in state 1 is `counting`.
 */
import type { NeighborhoodSpec } from '../../lattice/neighborhood.ts'

/**
 * What a cell of one own state becomes: the same whatever it sees (a number), or by what it sees.
 */
export type NextRow = number | Uint8Array

/**
 * By own state and the number of neighbors in state 1, the cell itself never counted:
 * `rows[own]` is a state or a table of `neighbors + 1` states by that number.
 * Life, Generations, Larger than Life, Bays and the rest of the outer-totalistic rules.
 */
export interface CountingForm {
  readonly kind: 'counting'
  readonly neighborhood: NeighborhoodSpec
  readonly states: number
  readonly neighbors: number
  readonly rows: readonly NextRow[]
}

/**
 * By own state and which neighbors are in state 1. The neighbors in the order z, y, x are the bits
 * of an index, the first most significant: `rows[own]` is a state or a table of `2 ** neighbors`.
 * Isotropic non-totalistic rules, maps, elementary rules. At most 23 neighbors.
 */
export interface ConfigurationForm {
  readonly kind: 'configuration'
  readonly neighborhood: NeighborhoodSpec
  readonly states: number
  readonly neighbors: number
  readonly rows: readonly NextRow[]
}

/** By the sum of the states of the cell and its neighbors: `next[sum]`. */
export interface TotalisticForm {
  readonly kind: 'totalistic'
  readonly neighborhood: NeighborhoodSpec
  readonly states: number
  readonly neighbors: number
  readonly next: Uint8Array
}

/** Anything else: run the dataflow. */
export interface GeneralForm {
  readonly kind: 'general'
}

export type ProgramForm = CountingForm | ConfigurationForm | TotalisticForm | GeneralForm
