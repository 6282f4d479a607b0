/**
 * The operations on two integers, written in floats.
 *
 * Everything is made of sums, products, floors and comparisons, which devices give exactly as long
 * as the integers stay within 2^24; halving is exact too. Bits are taken one by one.
 */
import type { NodeRange } from '../../rules/program/node-ranges.ts'
import type { BinaryOperator, NodeId, ProgramNode } from '../../rules/program/program.ts'
import { DIVISION_SLACK, writeDivision } from './exact-division.ts'
import { assertExact, signedBitsOf } from './exact-ranges.ts'
import type { SourceWriter } from './source-writer.ts'
import { maskingOf, type StepPlan } from './step-plan.ts'

type BinaryNode = Extract<ProgramNode, { readonly op: 'binary' }>

/** Name of a node's value. */
export const nameOf = (id: NodeId) => `n${id}`

const COMPARISONS = { eq: '===', ne: '!==', lt: '<', le: '<=', gt: '>', ge: '>=' } as const

/**
 * An expression for the value of a binary node.
 *
 * @throws {ExactRangeError} when something on the way to it may leave the exact integers.
 */
export function writeOperation(
  writer: SourceWriter,
  plan: StepPlan,
  id: NodeId,
  node: BinaryNode,
): string {
  const { operator } = node
  const [x, y] = [nameOf(node.left), nameOf(node.right)]
  switch (operator) {
    case 'add':
      return `${x} + ${y}`
    case 'sub':
      return `${x} - ${y}`
    case 'mul':
      return `${x} * ${y}`
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return `(${x} ${COMPARISONS[operator]} ${y} ? ${writer.literal(1)} : ${writer.literal(0)})`
    case 'min':
      return `(${x} < ${y} ? ${x} : ${y})`
    case 'max':
      return `(${x} > ${y} ? ${x} : ${y})`
    case 'div':
    case 'rem':
      return writeSignedDivision(writer, plan, id, node, operator)
    case 'and': {
      const masking = maskingOf(plan.program, plan.ranges, node)
      if (masking?.kind === 'same') return nameOf(masking.of)
      if (masking?.kind === 'remainder') {
        const whole = `Math.floor(${nameOf(masking.of)} * ${writer.literal(1 / masking.modulus)})`
        return `${nameOf(masking.of)} - ${whole} * ${writer.literal(masking.modulus)}`
      }
      return writeBits(writer, plan, id, node, operator)
    }
    case 'or':
    case 'xor':
      return writeBits(writer, plan, id, node, operator)
    case 'shl':
      return `${x} * ${writePower(writer, plan, id, node, 2)}`
    case 'shr':
      return `Math.floor(${x} * ${writePower(writer, plan, id, node, 0.5)})`
    case 'shru':
      return writeUnsignedShift(writer, plan, id, node)
    default:
      return operator satisfies never
  }
}

/** Divides sizes, then gives the outcome its sign; by 0 the quotient is 0, the rest all. */
function writeSignedDivision(
  writer: SourceWriter,
  plan: StepPlan,
  id: NodeId,
  node: BinaryNode,
  operator: 'div' | 'rem',
): string {
  const [x, y] = [nameOf(node.left), nameOf(node.right)]
  const wanted = sizeOf(plan.ranges[node.left]!) + DIVISION_SLACK * sizeOf(plan.ranges[node.right]!)
  assertExact(plan.program, id, { low: 0, high: wanted }, 'a product of its division')
  const [zero, one] = [writer.literal(0), writer.literal(1)]
  const name = nameOf(id)
  const dividend = writer.declare(`${name}_x`, () => `(${x} < ${zero} ? ${zero} - ${x} : ${x})`)
  const size = writer.declare(`${name}_size`, () => `(${y} < ${zero} ? ${zero} - ${y} : ${y})`)
  const divisor = writer.declare(`${name}_y`, () => `(${size} === ${zero} ? ${one} : ${size})`)
  const { quotient, remainder } = writeDivision(writer, name, dividend, divisor)
  if (operator === 'rem') {
    const signed = `(${x} < ${zero} ? ${zero} - ${remainder} : ${remainder})`
    return `(${y} === ${zero} ? ${x} : ${signed})`
  }
  const signOf = (value: string) => `(${value} < ${zero} ? ${writer.literal(-1)} : ${one})`
  return `(${y} === ${zero} ? ${zero} : ${quotient} * ${signOf(x)} * ${signOf(y)})`
}

const sizeOf = ({ low, high }: NodeRange) => Math.max(Math.abs(low), Math.abs(high))

/** Two bits, 0 or 1 each, brought together. */
const BIT_OPERATIONS = {
  and: () => 'x * y',
  or: () => 'x + y - x * y',
  xor: (two: string) => `x + y - ${two} * x * y`,
} as const satisfies Partial<Record<BinaryOperator, (two: string) => string>>

/** Takes both numbers apart bit by bit, negative ones in the narrowest two's complement. */
function writeBits(
  writer: SourceWriter,
  plan: StepPlan,
  id: NodeId,
  node: BinaryNode,
  operator: keyof typeof BIT_OPERATIONS,
): string {
  const sides = [plan.ranges[node.left]!, plan.ranges[node.right]!]
  const isSigned = sides.some(({ low }) => low < 0)
  const signedBits = signedBitsOf(sides)
  const bits = isSigned ? signedBits : Math.max(1, signedBits - 1)
  assertExact(plan.program, id, { low: 0, high: 2 ** bits }, 'its bits as a number')
  const [zero, two, half] = [writer.literal(0), writer.literal(2), writer.literal(0.5)]
  const span = writer.literal(2 ** bits)
  const name = nameOf(id)
  const unsigned = (value: string) =>
    isSigned ? `(${value} < ${zero} ? ${value} + ${span} : ${value})` : value
  // Suffixes of its own: gpu.js knows one type for a name, whatever its block.
  const [x, y, power, total] = [`${name}_x`, `${name}_y`, `${name}_power`, `${name}_total`]
  const bit = (value: string) => `${value} - ${two} * Math.floor(${value} * ${half})`
  const [xBit, yBit] = [`${name}_xbit`, `${name}_ybit`]
  const together = BIT_OPERATIONS[operator](two).replace(/\bx\b/g, xBit).replace(/\by\b/g, yBit)
  writer.add(`let ${x} = ${unsigned(nameOf(node.left))};`)
  writer.add(`let ${y} = ${unsigned(nameOf(node.right))};`)
  writer.add(`let ${power} = ${writer.literal(1)};`)
  writer.add(`let ${total} = ${zero};`)
  writer.add(`for (let ${name}_i = 0; ${name}_i < ${bits}; ${name}_i++) {`)
  writer.add(`  const ${xBit} = ${bit(x)};`)
  writer.add(`  const ${yBit} = ${bit(y)};`)
  writer.add(`  ${total} = ${total} + ${power} * (${together});`)
  writer.add(`  ${power} = ${power} * ${two};`)
  writer.add(`  ${x} = Math.floor(${x} * ${half});`)
  writer.add(`  ${y} = Math.floor(${y} * ${half});`)
  writer.add('}')
  if (!isSigned) return total
  return `(${total} >= ${writer.literal(2 ** (bits - 1))} ? ${total} - ${span} : ${total})`
}

/** The power of 2 or of one half that a shift multiplies with. */
function writePower(
  writer: SourceWriter,
  { program, ranges }: StepPlan,
  id: NodeId,
  node: BinaryNode,
  base: 2 | 0.5,
): string {
  const { low, high } = ranges[node.right]!
  if (low === high) return writer.literal(base ** (low & 31))
  // Counts are taken modulo 32, as rare as it is that they are not below.
  if (low < 0 || high > 31) {
    assertExact(program, id, { low: -(2 ** 31), high: 2 ** 31 - 1 }, 'a shift by any count')
  }
  const place = writer.table(Array.from({ length: high + 1 }, (_, count) => base ** count))
  return writer.entry(place, nameOf(node.right))
}

/** What moves down is the number, or its two's complement of 32 bits where it is negative. */
function writeUnsignedShift(
  writer: SourceWriter,
  plan: StepPlan,
  id: NodeId,
  node: BinaryNode,
): string {
  const x = nameOf(node.left)
  const shifted = `Math.floor(${x} * ${writePower(writer, plan, id, node, 0.5)})`
  if (plan.ranges[node.left]!.low >= 0) return shifted
  const { low, high } = plan.ranges[node.right]!
  const span = 2 ** (32 - (low & 31))
  const top = low === high ? span : 2 ** 32
  assertExact(plan.program, id, { low: 0, high: top }, 'a negative number shifted')
  const zero = writer.literal(0)
  return `${shifted} + (${x} < ${zero} ? ${writer.literal(span)} : ${zero})`
}
