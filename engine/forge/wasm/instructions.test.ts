/** Every instruction is what an independent disassembler (wabt) calls it. */
import { expect, test } from 'vitest'
import { disassemble } from '../../testing/wasm-text.ts'
import type { Expression, ValueType } from './expression.ts'
import { i32, i64 } from './integers.ts'
import { atomic } from './memory.ts'
import { ModuleBuilder } from './module-builder.ts'
import { i8x16, i16x8, i32x4, i64x2, v128 } from './vectors.ts'

const zero = { i32: 0, i64: 0n, v128: v128.const(new Uint8Array(16)) }

type Arguments = readonly unknown[]
type Instruction = (...operands: Arguments) => Expression<ValueType | 'void'>

/** Types that instructions of a namespace may take, in order; the first fitting row is used. */
const ATTEMPTS: readonly Arguments[] = [
  [zero.v128, zero.v128, zero.v128],
  [zero.v128, zero.v128],
  [zero.v128, zero.i32],
  [zero.v128],
  [zero.i64, zero.i64],
  [zero.i64],
  [zero.i32, zero.v128],
  [zero.i32, zero.i64],
  [zero.i32, zero.i32],
  [zero.i32],
  [3, zero.v128],
  [1, zero.v128],
  [3, zero.v128, zero.i32],
  [1, zero.v128, zero.i64],
  [0, zero.i32, zero.v128],
  [zero.i32, zero.i32, zero.i32],
  [zero.i32, zero.i64, zero.i64],
  [zero.i32, zero.i32, zero.i64],
  [],
]

/** The last instruction of the function that holds just this one, as wabt names it. */
function findMnemonic(instruction: Instruction): string | undefined {
  for (const operands of ATTEMPTS) {
    try {
      const text = disassembleOne(instruction(...operands))
      const lines = text.split('\n').map((line) => line.trim().replaceAll(/[()]/g, ''))
      const body = lines.slice(lines.findIndex((line) => line.startsWith('func')) + 1)
      const last = body.findLast(
        (line) => line !== '' && line !== 'drop' && !/^(memory |export)/.test(line),
      )
      return last?.split(' ')[0]
    } catch {
      // Operands of other types, then.
    }
  }
  return undefined
}

function disassembleOne(expression: Expression<ValueType | 'void'>): string {
  const module = new ModuleBuilder()
  module.memory({ minPages: 1, maxPages: 1, isShared: true })
  module.function({}, (f) => {
    const { type } = expression
    if (type === 'void') f.do({ ...expression, type })
    else f.drop({ ...expression, type })
  })
  return disassemble(module.toBytes())
}

/** `ltU` is `lt_u`, `load32Lane` is `load32_lane`. */
const inStandardSpelling = (name: string) =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Those that are the same in every namespace or not in one instruction's own words. */
const TRIED_ELSEWHERE = ['const', 'select', 'shuffle', 'splat']

const everyInstruction = Object.entries({ i32, i64, v128, i8x16, i16x8, i32x4, i64x2 }).flatMap(
  ([type, instructions]) =>
    Object.entries(instructions)
      .filter(([name]) => !TRIED_ELSEWHERE.includes(name))
      .map(
        ([name, build]) => [`${type}.${inStandardSpelling(name)}`, build as Instruction] as const,
      ),
)

test.each(everyInstruction)('%s is the instruction of that name', (mnemonic, instruction) => {
  expect(findMnemonic(instruction)).toBe(mnemonic)
})

const atomics = {
  notify: 'memory.atomic.notify',
  wait32: 'memory.atomic.wait32',
  wait64: 'memory.atomic.wait64',
  fence: 'atomic.fence',
  load32: 'i32.atomic.load',
  load64: 'i64.atomic.load',
  store32: 'i32.atomic.store',
  store64: 'i64.atomic.store',
  add32: 'i32.atomic.rmw.add',
  add64: 'i64.atomic.rmw.add',
  sub32: 'i32.atomic.rmw.sub',
  sub64: 'i64.atomic.rmw.sub',
  and32: 'i32.atomic.rmw.and',
  or32: 'i32.atomic.rmw.or',
  xor32: 'i32.atomic.rmw.xor',
  exchange32: 'i32.atomic.rmw.xchg',
  compareExchange32: 'i32.atomic.rmw.cmpxchg',
  compareExchange64: 'i64.atomic.rmw.cmpxchg',
} as const satisfies Record<keyof typeof atomic, string>

test.each(Object.keys(atomics) as (keyof typeof atomic)[])(
  'atomic.%s is the instruction it should be',
  (name) => {
    expect(findMnemonic(atomic[name] as unknown as Instruction)).toBe(atomics[name])
  },
)

test.each([
  [i8x16.splat(7), 'i8x16.splat'],
  [i16x8.splat(7), 'i16x8.splat'],
  [i32x4.splat(7), 'i32x4.splat'],
  [i64x2.splat(7n), 'i64x2.splat'],
  [i8x16.shuffle(zero.v128, zero.v128, [...Array(16).keys()]), 'i8x16.shuffle'],
  [i32.select(1, 2, 3), 'select'],
  [i64.select(1, 2n, 3n), 'select'],
  [i32.const(-5), 'i32.const -5'],
  [i64.const(-5n), 'i64.const -5'],
  [i32x4.const(-2), 'v128.const i32x4 0xfffffffe 0xfffffffe 0xfffffffe 0xfffffffe'],
  [i16x8.const(258), 'v128.const i32x4 0x01020102 0x01020102 0x01020102 0x01020102'],
  [i64x2.const(1n << 40n), 'v128.const i32x4 0x00000000 0x00000100 0x00000000 0x00000100'],
] as const)('constants, splats and the like: %#', (instruction, mnemonic) => {
  expect(disassembleOne(instruction)).toContain(mnemonic)
})

test('offsets and alignments are what they were asked to be', () => {
  expect(disassembleOne(v128.load(4, 100_000))).toContain('v128.load offset=100000')
  expect(disassembleOne(i32.store16(4, 5, 6))).toContain('i32.store16 offset=6')
  expect(disassembleOne(v128.store16Lane(7, 4, zero.v128, 10))).toContain('store16_lane offset=10')
})
