/**
 * Expressions of WebAssembly code, typed by what they leave on the stack.
 *
 * An expression is a recipe, not a value: where it is used twice, it is computed twice. Whoever
 * wants the value twice keeps it in a local. Statements are expressions that leave nothing.
 */
import type { ByteWriter } from './byte-writer.ts'

export type ValueType = 'i32' | 'i64' | 'v128'

/** Code that leaves a value of type T, or nothing where T is void. */
export interface Expression<T extends ValueType | 'void'> {
  readonly type: T
  /** Appends its instructions. */
  write(out: ByteWriter): void
}

/** What an instruction takes: an expression, or a number for a constant of an integer type. */
export type Operand<T extends ValueType> =
  | Expression<T>
  | (T extends 'i32' ? number : T extends 'i64' ? bigint : never)

/** Something that holds a value: a local or a global. As an expression it is what it holds. */
export interface Variable<T extends ValueType> extends Expression<T> {
  /** Appends the instruction that takes a value off the stack and keeps it. */
  writeSet(out: ByteWriter): void
}

/** A local of a function; used in that function only. */
export interface Local<T extends ValueType> extends Variable<T> {
  readonly index: number
}

/** The byte that stands for a type. */
export const TYPE_CODES = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const satisfies Record<
  ValueType,
  number
>

/** Builds an expression from what writes it. */
export function expression<T extends ValueType | 'void'>(
  type: T,
  write: (out: ByteWriter) => void,
): Expression<T> {
  return { type, write }
}

/** Writes an operand: the expression, or the constant a number stands for. */
export function writeOperand(out: ByteWriter, operand: Operand<ValueType>): void {
  if (typeof operand === 'number') {
    out.byte(0x41)
    out.signed(operand)
  } else if (typeof operand === 'bigint') {
    out.byte(0x42)
    out.signed64(operand)
  } else operand.write(out)
}

/** Operands as wide as a list of types. */
export type Operands<A extends readonly ValueType[]> = {
  readonly [I in keyof A]: Operand<A[I]>
}

/** Writes an instruction's number: one byte, or a prefix byte and a number. */
export function writeOpcode(out: ByteWriter, opcode: Opcode): void {
  if (typeof opcode === 'number') {
    out.byte(opcode)
    return
  }
  out.byte(opcode[0])
  out.unsigned(opcode[1])
}

export type Opcode = number | readonly [prefix: number, code: number]

/** An instruction without immediates: its operands, then its number. */
export function operation<A extends readonly ValueType[], T extends ValueType | 'void'>(
  _operandTypes: A,
  type: T,
  opcode: Opcode,
): (...operands: Operands<A>) => Expression<T> {
  return (...operands) =>
    expression(type, (out) => {
      for (const operand of operands) writeOperand(out, operand)
      writeOpcode(out, opcode)
    })
}

/** A load from `address + offset`, where the offset is a constant that may not be negative. */
export type Load<T extends ValueType> = (address: Operand<'i32'>, offset?: number) => Expression<T>

/** A store to `address + offset`. */
export type Store<T extends ValueType> = (
  address: Operand<'i32'>,
  value: Operand<T>,
  offset?: number,
) => Expression<'void'>

/** @param bytes how many bytes it touches; the alignment hint is just that. */
export function loading<T extends ValueType>(type: T, opcode: Opcode, bytes: number): Load<T> {
  return (address, offset = 0) =>
    expression(type, (out) => {
      writeOperand(out, address)
      writeOpcode(out, opcode)
      writePlace(out, bytes, offset)
    })
}

/** @param bytes how many bytes it touches. */
export function storing<T extends ValueType>(_type: T, opcode: Opcode, bytes: number): Store<T> {
  return (address, value, offset = 0) =>
    expression('void', (out) => {
      writeOperand(out, address)
      writeOperand(out, value)
      writeOpcode(out, opcode)
      writePlace(out, bytes, offset)
    })
}

/** The immediate of an instruction that touches memory: its alignment and its offset. */
export function writePlace(out: ByteWriter, bytes: number, offset: number): void {
  out.unsigned(Math.log2(bytes))
  out.unsigned(offset)
}
