/**
 * What the functions of a HashLife module share: the variables, and how the words of a node are
 * read and written.
 */
import type { Expression, Operand, Variable } from '../../forge/wasm/expression.ts'
import { i32 } from '../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../forge/wasm/module-builder.ts'

/** Variables that the code and the store share, exported by these names. */
export interface QuadVariables {
  /** Nodes that may still be made before the store has to make room. */
  readonly spare: Variable<'i32'>
  /** Squares that may still be advanced before the store is called, who may have to break off. */
  readonly patience: Variable<'i32'>
  /** The first of the nodes that were freed; 0 where there is none. */
  readonly firstFree: Variable<'i32'>
  /** Nodes from 1 to `end - 1` have been made, though they may be free again. */
  readonly end: Variable<'i32'>
  /** Entries of the stack in use. */
  readonly depth: Variable<'i32'>
  /** 32 minus the logarithm of the number of slots. */
  readonly slotShift: Variable<'i32'>
  /** What `MARKS` of a node is where its `PART` is of the advance under way. */
  readonly partMark: Variable<'i32'>
  /** The ticks under way modulo 4. */
  readonly lastTicks: Variable<'i32'>
  /** The background that the even ticks of an advance start from, and the odd ones: 0 or 1. */
  readonly evenBackground: Variable<'i32'>
  readonly oddBackground: Variable<'i32'>
}

/** Adds the variables to a module. */
export function addVariables(module: ModuleBuilder): QuadVariables {
  const variable = (name: keyof QuadVariables) => module.global('i32', 0, name)
  return {
    spare: variable('spare'),
    patience: variable('patience'),
    firstFree: variable('firstFree'),
    end: variable('end'),
    depth: variable('depth'),
    slotShift: variable('slotShift'),
    partMark: variable('partMark'),
    lastTicks: variable('lastTicks'),
    evenBackground: variable('evenBackground'),
    oddBackground: variable('oddBackground'),
  }
}

/** Bytes from node to node, as a shift. */
const NODE_SHIFT = 5

/** Reads and writes the words of nodes, which begin at an address. */
export class NodeWords {
  readonly #address: number

  constructor(nodesAddress: number) {
    this.#address = nodesAddress
  }

  /** What the words of a node are read at: its number in bytes. */
  at(node: Operand<'i32'>): Expression<'i32'> {
    return i32.shl(node, NODE_SHIFT)
  }

  read(at: Operand<'i32'>, word: number): Expression<'i32'> {
    return i32.load(at, this.addressOf(word))
  }

  write(at: Operand<'i32'>, word: number, value: Operand<'i32'>): Expression<'void'> {
    return i32.store(at, value, this.addressOf(word))
  }

  /** The address of a word of node 0. */
  addressOf(word: number): number {
    return this.#address + 4 * word
  }
}
