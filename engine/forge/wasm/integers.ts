/**
 * The integer instructions, `i32.add(a, b)` for `i32.add`, named as in the standard but in camel
 * case: https://webassembly.github.io/spec/core/binary/instructions.html
 *
 * Wherever an integer is wanted, a plain number (i32) or a bigint (i64) stands for the constant.
 */
import {
  type Expression,
  expression,
  loading,
  type Operand,
  operation,
  storing,
  writeOperand,
} from './expression.ts'

type Integer = 'i32' | 'i64'

const compare = <T extends Integer>(type: T, opcode: number) =>
  operation([type, type], 'i32', opcode)
const binary = <T extends Integer>(type: T, opcode: number) => operation([type, type], type, opcode)
const unary = <T extends Integer>(type: T, opcode: number) => operation([type], type, opcode)

/** The comparisons of an integer type, from the number of its `eqz` on. */
const comparisons = <T extends Integer>(type: T, first: number) => ({
  eqz: operation([type], 'i32', first),
  eq: compare(type, first + 1),
  ne: compare(type, first + 2),
  ltS: compare(type, first + 3),
  ltU: compare(type, first + 4),
  gtS: compare(type, first + 5),
  gtU: compare(type, first + 6),
  leS: compare(type, first + 7),
  leU: compare(type, first + 8),
  geS: compare(type, first + 9),
  geU: compare(type, first + 10),
})

/** The arithmetic of an integer type, from the number of its `clz` on. */
const arithmetic = <T extends Integer>(type: T, first: number) => ({
  clz: unary(type, first),
  ctz: unary(type, first + 1),
  popcnt: unary(type, first + 2),
  add: binary(type, first + 3),
  sub: binary(type, first + 4),
  mul: binary(type, first + 5),
  divS: binary(type, first + 6),
  divU: binary(type, first + 7),
  remS: binary(type, first + 8),
  remU: binary(type, first + 9),
  and: binary(type, first + 10),
  or: binary(type, first + 11),
  xor: binary(type, first + 12),
  shl: binary(type, first + 13),
  shrS: binary(type, first + 14),
  shrU: binary(type, first + 15),
  rotl: binary(type, first + 16),
  rotr: binary(type, first + 17),
})

const constant =
  <T extends Integer>(type: T) =>
  (value: Extract<Operand<T>, number | bigint>): Expression<T> =>
    expression(type, (out) => writeOperand(out, value))

/** `then` where the condition is not 0, else `otherwise`; both are computed. */
const select =
  <T extends Integer>(type: T) =>
  (condition: Operand<'i32'>, then: Operand<T>, otherwise: Operand<T>): Expression<T> =>
    expression(type, (out) => {
      writeOperand(out, then)
      writeOperand(out, otherwise)
      writeOperand(out, condition)
      out.byte(0x1b)
    })

export const i32 = {
  const: constant('i32'),
  select: select('i32'),
  ...comparisons('i32', 0x45),
  ...arithmetic('i32', 0x67),
  wrapI64: operation(['i64'], 'i32', 0xa7),
  extend8S: unary('i32', 0xc0),
  extend16S: unary('i32', 0xc1),
  load: loading('i32', 0x28, 4),
  load8S: loading('i32', 0x2c, 1),
  load8U: loading('i32', 0x2d, 1),
  load16S: loading('i32', 0x2e, 2),
  load16U: loading('i32', 0x2f, 2),
  store: storing('i32', 0x36, 4),
  store8: storing('i32', 0x3a, 1),
  store16: storing('i32', 0x3b, 2),
} as const

export const i64 = {
  const: constant('i64'),
  select: select('i64'),
  ...comparisons('i64', 0x50),
  ...arithmetic('i64', 0x79),
  extendI32S: operation(['i32'], 'i64', 0xac),
  extendI32U: operation(['i32'], 'i64', 0xad),
  extend8S: unary('i64', 0xc2),
  extend16S: unary('i64', 0xc3),
  extend32S: unary('i64', 0xc4),
  load: loading('i64', 0x29, 8),
  load8S: loading('i64', 0x30, 1),
  load8U: loading('i64', 0x31, 1),
  load16S: loading('i64', 0x32, 2),
  load16U: loading('i64', 0x33, 2),
  load32S: loading('i64', 0x34, 4),
  load32U: loading('i64', 0x35, 4),
  store: storing('i64', 0x37, 8),
  store8: storing('i64', 0x3c, 1),
  store16: storing('i64', 0x3d, 2),
  store32: storing('i64', 0x3e, 4),
} as const
