/**
 * Instructions on the memory as a whole and those that threads talk through, named as in the
 * standard and the threads proposal (https://webassembly.github.io/threads/core/).
 */
import {
  type Expression,
  expression,
  loading,
  type Opcode,
  type Operand,
  storing,
  type ValueType,
  writeOpcode,
  writeOperand,
  writePlace,
} from './expression.ts'

function instruction<T extends ValueType | 'void'>(
  type: T,
  operands: readonly Operand<ValueType>[],
  opcode: Opcode,
  immediates: readonly number[],
): Expression<T> {
  return expression(type, (out) => {
    for (const operand of operands) writeOperand(out, operand)
    writeOpcode(out, opcode)
    out.bytes(immediates)
  })
}

export const memory = {
  /** Pages of 64 KiB. */
  size: (): Expression<'i32'> => instruction('i32', [], 0x3f, [0]),
  /** Pages before it grew, or -1 where it could not. */
  grow: (pages: Operand<'i32'>): Expression<'i32'> => instruction('i32', [pages], 0x40, [0]),
  /** Copies bytes; the two places may overlap. */
  copy: (to: Operand<'i32'>, from: Operand<'i32'>, bytes: Operand<'i32'>): Expression<'void'> =>
    instruction('void', [to, from, bytes], [0xfc, 10], [0, 0]),
  fill: (to: Operand<'i32'>, value: Operand<'i32'>, bytes: Operand<'i32'>): Expression<'void'> =>
    instruction('void', [to, value, bytes], [0xfc, 11], [0]),
} as const

const thread = (code: number): Opcode => [0xfe, code]

/** Reads, changes and writes as one step; gives what was there before. */
const changing =
  <T extends 'i32' | 'i64'>(type: T, code: number, bytes: number) =>
  (address: Operand<'i32'>, value: Operand<T>, offset = 0): Expression<T> =>
    expression(type, (out) => {
      writeOperand(out, address)
      writeOperand(out, value)
      writeOpcode(out, thread(code))
      writePlace(out, bytes, offset)
    })

/** Writes `replacement` where `expected` is found; gives what was found. */
const exchanging =
  <T extends 'i32' | 'i64'>(type: T, code: number, bytes: number) =>
  (
    address: Operand<'i32'>,
    expected: Operand<T>,
    replacement: Operand<T>,
    offset = 0,
  ): Expression<T> =>
    expression(type, (out) => {
      writeOperand(out, address)
      writeOperand(out, expected)
      writeOperand(out, replacement)
      writeOpcode(out, thread(code))
      writePlace(out, bytes, offset)
    })

/** Sleeps while the place holds `expected`, at most so many nanoseconds (-1: for ever). */
const waiting =
  <T extends 'i32' | 'i64'>(_type: T, code: number, bytes: number) =>
  (
    address: Operand<'i32'>,
    expected: Operand<T>,
    timeoutNs: Operand<'i64'>,
    offset = 0,
  ): Expression<'i32'> =>
    expression('i32', (out) => {
      writeOperand(out, address)
      writeOperand(out, expected)
      writeOperand(out, timeoutNs)
      writeOpcode(out, thread(code))
      writePlace(out, bytes, offset)
    })

/**
 * Atomic instructions. Addresses must be multiples of the width; waiting needs a shared memory.
 * A page's main thread may not wait.
 */
export const atomic = {
  fence: (): Expression<'void'> => instruction('void', [], thread(3), [0]),
  /** Wakes at most so many sleepers (-1: all); gives how many woke. */
  notify: (address: Operand<'i32'>, count: Operand<'i32'>, offset = 0): Expression<'i32'> =>
    expression('i32', (out) => {
      writeOperand(out, address)
      writeOperand(out, count)
      writeOpcode(out, thread(0))
      writePlace(out, 4, offset)
    }),
  /** Gives 0 when woken, 1 when something else was found, 2 when time was up. */
  wait32: waiting('i32', 1, 4),
  wait64: waiting('i64', 2, 8),
  load32: loading('i32', thread(0x10), 4),
  load64: loading('i64', thread(0x11), 8),
  store32: storing('i32', thread(0x17), 4),
  store64: storing('i64', thread(0x18), 8),
  add32: changing('i32', 0x1e, 4),
  add64: changing('i64', 0x1f, 8),
  sub32: changing('i32', 0x25, 4),
  sub64: changing('i64', 0x26, 8),
  and32: changing('i32', 0x2c, 4),
  or32: changing('i32', 0x33, 4),
  xor32: changing('i32', 0x3a, 4),
  exchange32: changing('i32', 0x41, 4),
  compareExchange32: exchanging('i32', 0x48, 4),
  compareExchange64: exchanging('i64', 0x49, 8),
} as const
