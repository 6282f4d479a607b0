/**
 * Writes a list of lane instructions into a function: what is the same for all chunks of a row
 * before the loop, the rest inside it.
 *
 * Registers share locals: one that is not used any more hands its local on. So a program of
 * thousands of nodes needs only as many locals as it has numbers alive at a time.
 */
import type { Expression, Local, ValueType } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import type { Instruction } from './lane-code.ts'

/** Keeps a constant in memory and gives its address. */
export type PlaceConstant = (bytes: Uint8Array) => number

/**
 * The most constants that are kept in locals. Writing one anew takes several machine instructions,
 * a local at worst a load; beyond this number they are loaded from memory, which is as good.
 */
const MAX_KEPT_CONSTANTS = 64

/**
 * Writes the part for the row at once.
 *
 * @returns writes the part for a chunk, inside the loop.
 */
export function writeLaneCode(
  f: FunctionBuilder,
  instructions: readonly Instruction[],
  placeConstant: PlaceConstant,
): () => void {
  const live = findLive(instructions)
  const writer = new Writer(f, live, placeConstant)
  for (const instruction of live) if (!instruction.isVarying) writer.write(instruction)
  return () => {
    for (const instruction of live) if (instruction.isVarying) writer.write(instruction)
  }
}

/** The instructions that have an effect, and those whose outcome they use, in order. */
function findLive(instructions: readonly Instruction[]): readonly Instruction[] {
  const used = new Set<Instruction>()
  for (let i = instructions.length - 1; i >= 0; i--) {
    const instruction = instructions[i]!
    if (instruction.type === 'void') used.add(instruction)
    if (used.has(instruction)) for (const input of instruction.inputs) used.add(input)
  }
  return instructions.filter((instruction) => used.has(instruction))
}

class Writer {
  readonly #f: FunctionBuilder
  readonly #placeConstant: PlaceConstant
  /** How often each register is still used inside the part it is computed in. */
  readonly #usesLeft = new Map<Instruction, number>()
  readonly #locals = new Map<Instruction, Local<ValueType>>()
  readonly #free: Record<ValueType, Local<ValueType>[]> = { i32: [], i64: [], v128: [] }
  #keptConstants = 0

  constructor(f: FunctionBuilder, live: readonly Instruction[], placeConstant: PlaceConstant) {
    this.#f = f
    this.#placeConstant = placeConstant
    for (const user of live) {
      for (const input of user.inputs) {
        const uses = this.#usesLeft.get(input) ?? 0
        // What the row computes and a chunk uses stays for the next chunk.
        const isOver = user.isVarying === input.isVarying
        this.#usesLeft.set(input, uses + (isOver ? 1 : Number.POSITIVE_INFINITY))
      }
    }
  }

  write(instruction: Instruction): void {
    const { type, inputs, isInline, constant } = instruction
    if (isInline) return
    if (constant !== undefined && this.#keptConstants++ >= MAX_KEPT_CONSTANTS) return
    const written = instruction.build(...inputs.map((input) => this.#operandOf(input)))
    for (const input of inputs) this.#release(input)
    if (type === 'void') {
      this.#f.do(expectStatement(written))
      return
    }
    const local = this.#free[type].pop() ?? this.#f.local(type)
    this.#locals.set(instruction, local)
    this.#f.set(local, expectValue(written))
  }

  #operandOf(input: Instruction): Expression<ValueType> {
    const local = this.#locals.get(input)
    if (local !== undefined) return local
    if (input.constant !== undefined) return v128.load(0, this.#placeConstant(input.constant))
    return expectValue(input.build())
  }

  #release(input: Instruction): void {
    const uses = (this.#usesLeft.get(input) ?? 0) - 1
    this.#usesLeft.set(input, uses)
    const local = this.#locals.get(input)
    if (uses === 0 && local !== undefined) {
      this.#free[local.type].push(local)
      this.#locals.delete(input)
    }
  }
}

const isStatement = (written: Expression<ValueType | 'void'>): written is Expression<'void'> =>
  written.type === 'void'

const isValue = (written: Expression<ValueType | 'void'>): written is Expression<ValueType> =>
  written.type !== 'void'

function expectStatement(written: Expression<ValueType | 'void'>): Expression<'void'> {
  if (!isStatement(written)) throw new Error('a statement leaves nothing on the stack')
  return written
}

function expectValue(written: Expression<ValueType | 'void'>): Expression<ValueType> {
  if (!isValue(written)) throw new Error('a register needs a value')
  return written
}
