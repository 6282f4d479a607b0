/** What names and expressions of a script stand for while it is compiled. */
import type { NodeId } from '../program/program.ts'
import type { ScriptFunction } from './script-head.ts'

/** A list of what the neighbors are, perhaps narrowed and mapped. */
export interface NeighborList {
  readonly kind: 'list'
  /** 1 where a site is in the list; undefined where all are. */
  readonly keeps: ((site: NodeId) => NodeId) | undefined
  /** What the list holds for a site. */
  readonly valueOf: (site: NodeId) => NodeId
}

export interface ScriptNumber {
  readonly kind: 'number'
  readonly id: NodeId
  /** What JavaScript has here, where that is known: only `===` tells true from 1. */
  readonly type?: 'truth' | 'number' | undefined
}

export type ScriptValue =
  | ScriptNumber
  | NeighborList
  | { readonly kind: 'fields' }
  | { readonly kind: 'cell' }
  | ScriptClosure

/** A function, which can be called where the blocks that it was made in are around. */
export interface ScriptClosure {
  readonly kind: 'function'
  readonly node: ScriptFunction
  /** The blocks around it, from the outermost. */
  readonly scopes: readonly number[]
  /** How many of them it takes names from. */
  readonly needs: number
}

export interface Binding {
  readonly value: ScriptValue
  readonly isConstant: boolean
}

/** The names of one block. */
export type Frame = ReadonlyMap<string, Binding>

/** Where the compilation of a function's body stands; never changed in place. */
export interface Flow {
  /** From the outermost block to the innermost. */
  readonly frames: readonly Frame[]
  /** A number of its own for each of these blocks. */
  readonly scopes: readonly number[]
  /** 1 where the function has returned on the way here. */
  readonly returned: NodeId
  /** What it returned; means nothing where it has not. */
  readonly result: NodeId
}

/** What is around the place that is being compiled; never changed in place. */
export interface Surroundings {
  /** 1 where what is being followed is on the cell's path. */
  readonly active: NodeId
  /** 1 where none of the functions around has returned, the innermost aside. */
  readonly alive: NodeId
  /** How many blocks lie around the innermost function: what they name is not its own. */
  readonly base: number
  /** Names of so many blocks must stay as they are, since a function for a list is followed. */
  readonly fixedBlocks: number
  /** Whether it is a function for a list, which only computes. */
  readonly isPure: boolean
  /** Whether a trial is under way, in which nothing may be written. */
  readonly isTrial: boolean
  /** How deep functions have called each other. */
  readonly calls: number
}
