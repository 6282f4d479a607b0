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
  readonly type?: ScriptType
}

/**
 * What JavaScript has in the place of a number: only `===` tells true from 1. `mixed` is one or the
 * other, as the cell's path has it; undefined is what nobody has looked into.
 */
export type ScriptType = 'truth' | 'number' | 'mixed' | undefined

/** The type of what is one thing or another. */
export function joinTypes(a: ScriptType, b: ScriptType): ScriptType {
  if (a === b) return a
  return a === undefined || b === undefined ? undefined : 'mixed'
}

/** Tells whether JavaScript may see a difference between two numbers that are the same here. */
export function mayDiffer(a: ScriptType, b: ScriptType): boolean {
  if (a === 'mixed' || b === 'mixed') return true
  return a !== undefined && b !== undefined && a !== b
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
  readonly resultType: ScriptType
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
