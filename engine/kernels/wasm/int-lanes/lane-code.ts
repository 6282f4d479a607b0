/**
 * The code that steps one chunk of cells, as a list of instructions that is written later.
 *
 * Each instruction gives a register that is set once. `lane-code-writer.ts` writes the list; what
 * nobody uses is then left out, and what is the same for all chunks of a row goes before the loop.
 */
import type { Expression, Local, Operand, ValueType } from '../../../forge/wasm/expression.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { i8x16, i16x8, i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { packNumbers } from '../static-data.ts'
import type { Width } from './lane-width.ts'

/** One instruction; whoever reads the list knows no more of it than this. */
export interface Instruction {
  readonly type: ValueType | 'void'
  readonly inputs: readonly Instruction[]
  /** What it does with its inputs. */
  readonly build: (...operands: readonly Expression<ValueType>[]) => Expression<ValueType | 'void'>
  /** Tells whether it differs from chunk to chunk. */
  readonly isVarying: boolean
  /** Tells whether it is written wherever it is used, instead of being kept. */
  readonly isInline: boolean
  /** The bytes of a constant that is not inline. */
  readonly constant: Uint8Array | undefined
}

/** What an instruction gives: a vector, or a number for addresses and the like. */
export interface Reg<T extends ValueType = 'v128'> extends Instruction {
  readonly type: T
}

/** The vector instructions by the width of their lanes. */
export const LANES = { 8: i8x16, 16: i16x8, 32: i32x4 } as const

type Vector = Operand<'v128'>
type Scalar = Operand<'i32'>
type Build<A extends readonly unknown[], T extends ValueType> = (...operands: A) => Expression<T>

export class LaneCode {
  readonly #instructions: Instruction[] = []
  readonly #constants = new Map<string, Reg>()
  /** What is the same for a whole row, by operation and inputs, so that it is computed once. */
  readonly #ofRow = new Map<string, Reg>()
  readonly #numbers = new WeakMap<object, number>()
  #count = 0

  get instructions(): readonly Instruction[] {
    return this.#instructions
  }

  unary(build: Build<[Vector], 'v128'>, a: Reg): Reg {
    return this.#shared([build], [a], () => this.#add('v128', [a], (x) => build(vector(x))))
  }

  binary(build: Build<[Vector, Vector], 'v128'>, a: Reg, b: Reg): Reg {
    return this.#shared([build], [a, b], () =>
      this.#add('v128', [a, b], (x, y) => build(vector(x), vector(y))),
    )
  }

  /** Bits of `ones` where the mask has 1, of `zeros` where it has 0. */
  bitselect(ones: Reg, zeros: Reg, mask: Reg): Reg {
    return this.#add('v128', [ones, zeros, mask], (x, y, z) =>
      v128.bitselect(vector(x), vector(y), vector(z)),
    )
  }

  /** A shift of all lanes by one number. */
  shift(build: Build<[Vector, Scalar], 'v128'>, a: Reg, by: number): Reg {
    return this.#add('v128', [a], (x) => build(vector(x), by))
  }

  /** Bytes of two vectors in another order. */
  shuffle(a: Reg, b: Reg, lanes: readonly number[]): Reg {
    return this.#shared([i8x16.shuffle, lanes], [a, b], () =>
      this.#add('v128', [a, b], (x, y) => i8x16.shuffle(vector(x), vector(y), lanes)),
    )
  }

  /** All lanes hold a number that is known when the code runs. */
  splatScalar(width: Width, a: Reg<'i32'>): Reg {
    const { splat } = LANES[width]
    return this.#shared([splat], [a], () => this.#add('v128', [a], (x) => splat(scalar(x))))
  }

  scalar(build: Build<[Scalar, Scalar], 'i32'>, a: Reg<'i32'>, b: Reg<'i32'> | number): Reg<'i32'> {
    if (typeof b === 'number') return this.#add('i32', [a], (x) => build(scalar(x), b))
    return this.#add('i32', [a, b], (x, y) => build(scalar(x), scalar(y)))
  }

  load(build: Build<[Scalar, number], 'v128'>, address: Reg<'i32'>, offset: number): Reg {
    return this.#add('v128', [address], (x) => build(scalar(x), offset), { isVarying: true })
  }

  loadScalar(
    build: Build<[Scalar, number], 'i32'>,
    address: Reg<'i32'>,
    offset: number,
  ): Reg<'i32'> {
    return this.#add('i32', [address], (x) => build(scalar(x), offset), { isVarying: true })
  }

  /** A number that was in memory before the row began and stays as it is. */
  loadSetting(address: Reg<'i32'>, offset: number): Reg<'i32'> {
    return this.#add('i32', [address], (x) => i32.load(scalar(x), offset))
  }

  /** One lane from memory, the others from a vector. */
  loadLane(
    build: Build<[lane: number, Scalar, Vector, offset: number], 'v128'>,
    lane: number,
    address: Reg<'i32'>,
    into: Reg,
    offset: number,
  ): Reg {
    return this.#add('v128', [address, into], (x, y) => build(lane, scalar(x), vector(y), offset))
  }

  store(address: Reg<'i32'>, value: Reg, offset: number): void {
    const build: Instruction['build'] = (x, y) => v128.store(scalar(x), vector(y), offset)
    this.#add('void', [address, value], build, { isVarying: true })
  }

  /** A statement on two numbers, for its effect: a call. */
  effect(
    build: (a: Expression<'i32'>, b: Expression<'i32'>) => Expression<'void'>,
    a: Reg<'i32'>,
    b: Reg<'i32'>,
  ): void {
    this.#add('void', [a, b], (x, y) => build(scalar(x), scalar(y)), { isVarying: true })
  }

  /** A local that the code around sets: for each chunk (varying) or once for a row. */
  local(local: Local<'i32'>, isVarying: boolean): Reg<'i32'> {
    return this.#add('i32', [], () => local, { isVarying, isInline: true })
  }

  /** All bits 0. */
  zero(): Reg {
    return this.splat(8, 0)
  }

  /** All lanes hold one number, taken modulo 2^width. */
  splat(width: Width, value: number): Reg {
    return this.lanes(width, new Array<number>(128 / width).fill(value))
  }

  /** Each lane holds a number of its own, taken modulo 2^width. */
  lanes(width: Width, values: readonly number[]): Reg {
    return this.bytes(packNumbers(width, values))
  }

  /** A constant of 16 bytes; equal constants are one register. */
  bytes(bytes: Uint8Array): Reg {
    const key = bytes.join()
    const known = this.#constants.get(key)
    if (known !== undefined) return known
    // All zeros and all ones are made faster than they are kept.
    const isInline = bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff)
    const options = { isInline, constant: isInline ? undefined : bytes }
    const constant = this.#add('v128', [], () => v128.const(bytes), options)
    this.#constants.set(key, constant)
    return constant
  }

  /** Of two equal registers of a row, makes the first only. */
  #shared(what: readonly object[], inputs: readonly Instruction[], make: () => Reg): Reg {
    if (inputs.some((input) => input.isVarying)) return make()
    const key = [...what, ...inputs].map((part) => this.#numberOf(part)).join()
    let reg = this.#ofRow.get(key)
    if (reg === undefined) {
      reg = make()
      this.#ofRow.set(key, reg)
    }
    return reg
  }

  #numberOf(part: object): number {
    let number = this.#numbers.get(part)
    if (number === undefined) {
      number = this.#count++
      this.#numbers.set(part, number)
    }
    return number
  }

  #add<T extends ValueType | 'void'>(
    type: T,
    inputs: readonly Instruction[],
    build: Instruction['build'],
    options: Partial<Pick<Instruction, 'isVarying' | 'isInline' | 'constant'>> = {},
  ): Instruction & { readonly type: T } {
    const instruction = {
      type,
      inputs,
      build,
      isVarying: options.isVarying ?? inputs.some((input) => input.isVarying),
      isInline: options.isInline ?? false,
      constant: options.constant,
    }
    this.#instructions.push(instruction)
    return instruction
  }
}

function vector(operand: Expression<ValueType> | undefined): Expression<'v128'> {
  if (operand === undefined || !isOfType(operand, 'v128')) throw new Error('not a vector')
  return operand
}

function scalar(operand: Expression<ValueType> | undefined): Expression<'i32'> {
  if (operand === undefined || !isOfType(operand, 'i32')) throw new Error('not a number')
  return operand
}

function isOfType<T extends ValueType>(
  operand: Expression<ValueType>,
  type: T,
): operand is Expression<T> {
  return operand.type === type
}
