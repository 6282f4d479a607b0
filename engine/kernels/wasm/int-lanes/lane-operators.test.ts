import { describe, expect, test } from 'vitest'
import { int32Operators } from '../../../math/int32.ts'
import type { BinaryOperator, NodeId } from '../../../rules/program/program.ts'
import {
  createProgramBuilder,
  type ProgramBuilder,
} from '../../../rules/program/program-builder.ts'
import { assertSame } from '../../../testing/case.ts'
import { runRow } from '../../../testing/run-row.ts'
import { createIntLaneKernel } from './int-lane-kernel.ts'

const OPERATORS = Object.keys(int32Operators) as BinaryOperator[]

/** Numbers at which widths, signs, shifts and divisions change. */
const EDGES = [
  0,
  1,
  -1,
  2,
  -2,
  3,
  5,
  7,
  -7,
  9,
  15,
  16,
  31,
  32,
  33,
  63,
  100,
  -100,
  127,
  128,
  -128,
  -129,
  200,
  255,
  256,
  -256,
  1000,
  -1000,
  32767,
  32768,
  -32768,
  -32769,
  46341,
  65535,
  65536,
  -65536,
  131071,
  2 ** 22 - 1,
  2 ** 22,
  -(2 ** 22),
  2 ** 24 + 1,
  2 ** 30,
  2 ** 31 - 1,
  2 - 2 ** 31,
  1 - 2 ** 31,
  -(2 ** 31),
]

const PAIRS = EDGES.flatMap((left) => EDGES.map((right) => [left, right] as const))

/** Ways to bring a number into a range, so that operations meet lanes of every width and sign. */
const RANGES = {
  'any number': { write: (_: ProgramBuilder, id: NodeId) => id, of: (n: number) => n },
  'a byte': {
    write: (b: ProgramBuilder, id: NodeId) => b.binary('and', id, b.constant(255)),
    of: (n: number) => n & 255,
  },
  'a signed byte': {
    write: (b: ProgramBuilder, id: NodeId) => b.binary('shr', id, b.constant(24)),
    of: (n: number) => n >> 24,
  },
  'a u16': {
    write: (b: ProgramBuilder, id: NodeId) => b.binary('and', id, b.constant(65535)),
    of: (n: number) => n & 65535,
  },
  'an i16': {
    write: (b: ProgramBuilder, id: NodeId) => b.binary('shr', id, b.constant(16)),
    of: (n: number) => n >> 16,
  },
  'a truth': {
    write: (b: ProgramBuilder, id: NodeId) => b.binary('lt', id, b.constant(3)),
    of: (n: number) => (n < 3 ? 1 : 0),
  },
} as const

const KINDS = Object.keys(RANGES) as (keyof typeof RANGES)[]

/** A program of two parameters and seven results. */
function startProgram() {
  const components = ['0', '1', '2', '3', '4', '5', '6']
  const builder = createProgramBuilder({
    dimensions: 1,
    states: 2,
    components,
    parameters: ['a', 'b'],
  })
  return { builder, a: builder.parameter(0), b: builder.parameter(1), places: components.length }
}

const parameters = { a: PAIRS.map(([a]) => a), b: PAIRS.map(([, b]) => b) }

/** Runs operators on lanes, as many at a time as there are components. */
async function runOperators(
  operators: readonly BinaryOperator[],
  write: (builder: ProgramBuilder, a: NodeId, b: NodeId, operator: BinaryOperator) => NodeId,
): Promise<Map<BinaryOperator, readonly number[]>> {
  const found = new Map<BinaryOperator, readonly number[]>()
  for (let i = 0; i < operators.length; ) {
    const { builder, a, b, places } = startProgram()
    const some = operators.slice(i, i + places)
    const nodes = some.map((operator) => write(builder, a, b, operator))
    while (nodes.length < places) nodes.push(a)
    const program = builder.finish([builder.own(), ...nodes])
    const rows = await runRow(createIntLaneKernel, program, { parameters })
    for (const [k, operator] of some.entries()) found.set(operator, rows[k]!)
    i += some.length
  }
  return found
}

describe.each(KINDS)('an operation on %s', (left) => {
  test.each(KINDS)('and %s is that of 32-bit integers', async (right) => {
    const [leftRange, rightRange] = [RANGES[left], RANGES[right]]
    const found = await runOperators(OPERATORS, (builder, a, b, operator) =>
      builder.binary(operator, leftRange.write(builder, a), rightRange.write(builder, b)),
    )
    for (const operator of OPERATORS) {
      const expected = PAIRS.map(([a, b]) =>
        int32Operators[operator](leftRange.of(a), rightRange.of(b)),
      )
      assertSameNumbers(found.get(operator), expected, operator)
    }
  })
})

describe.each(['any number', 'a byte', 'an i16'] as const)('an operation on %s', (kind) => {
  test.each(EDGES)('and the constant %i is that of 32-bit integers', async (constant) => {
    const range = RANGES[kind]
    const found = await runOperators(OPERATORS, (builder, a, _, operator) =>
      builder.binary(operator, range.write(builder, a), builder.constant(constant)),
    )
    const turned = await runOperators(OPERATORS, (builder, a, _, operator) =>
      builder.binary(operator, builder.constant(constant), range.write(builder, a)),
    )
    for (const operator of OPERATORS) {
      const apply = int32Operators[operator]
      const expected = PAIRS.map(([a]) => apply(range.of(a), constant))
      assertSameNumbers(found.get(operator), expected, `${operator} of a number and the constant`)
      const backward = PAIRS.map(([a]) => apply(constant, range.of(a)))
      assertSameNumbers(turned.get(operator), backward, `${operator} of the constant and a number`)
    }
  })
})

/** Thousands of numbers, which a matcher of any values takes long to compare. */
function assertSameNumbers(
  found: readonly number[] | undefined,
  expected: readonly number[],
  what: string,
): void {
  expect(found).toHaveLength(expected.length)
  assertSame(Int32Array.from(found!), Int32Array.from(expected), what)
}
