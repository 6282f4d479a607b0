/**
 * A rule: what its notation says, and the program that every kernel runs.
 *
 * A cell is *live* when its state is 1: in most families only live cells are counted. States
 * 2..n-1 are then refractory: a cell in state s >= 2 goes to s + 1, and from n - 1 to 0, whatever
 * its neighbors. A live cell that does not survive goes to 2 when n > 2 and to 0 otherwise; birth
 * happens only from state 0.
 */
import type { Dimensions, Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import type { RuleProgram } from './program/program.ts'

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
  /** A Golly rule file, by table or tree. */
  | 'rule-file'
  /** A block rule (Margolus). */
  | 'blocks'
  /** Counts over a wide or weighted neighborhood (HROT, weighted Life). */
  | 'extended-range'
  /** A rule with chances. */
  | 'stochastic'
  | 'lenia'
  /** A function somebody wrote. */
  | 'custom'

export interface Rule {
  /** The one way this project writes the rule, without topology: equal rules, equal strings. */
  readonly canonical: string
  /** The name people know it by, when it has one ("Conway's Life"). */
  readonly name: string | undefined
  readonly family: RuleFamily
  readonly dimensions: Dimensions
  /** Number of states, 2 to 256. */
  readonly states: number
  /** What a cell becomes. */
  readonly program: RuleProgram
  /** The colors its file gives to states, by state; not part of what the rule is. */
  readonly colors?: readonly (StateColor | undefined)[]
}

/** Red, green and blue, 0 to 255. */
export type StateColor = readonly [red: number, green: number, blue: number]

/** The world that a suffix such as `:T64,64` asks for. An axis of 0 is infinite. */
export interface RuleWorld {
  readonly size: Size
  readonly topology: Topology
}

/** What a notation says: the rule, and the world if it had a topology suffix. */
export interface ParsedRule {
  readonly rule: Rule
  readonly world: RuleWorld | undefined
  /** Operations that were made while a function was read, kept or not; absent for notations. */
  readonly effort?: number
}
