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

export type ScriptValue =
  | { readonly kind: 'number'; readonly id: NodeId }
  | NeighborList
  | { readonly kind: 'fields' }
  | { readonly kind: 'cell' }
  /** A function that can be called while the names of its place are there. */
  | { readonly kind: 'function'; readonly node: ScriptFunction; readonly depth: number }

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
  /** 1 where the function has returned on the way here. */
  readonly returned: NodeId
  /** What it returned; means nothing where it has not. */
  readonly result: NodeId
}
