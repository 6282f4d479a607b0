/** Chances: exact thresholds, what each kind of chance does, and what has none. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRule } from './parse-rule.ts'
import { type CellView, evaluateProgram } from './program/evaluate-program.ts'
import type { RuleProgram } from './program/program.ts'
import { validateProgram } from './program/validate-program.ts'

/** A cell of Life with so many live neighbors, and what each of its draws is, as a u32. */
function nextOf(program: RuleProgram, own: number, live: number, draws: readonly number[]): number {
  const gathered = Array.from({ length: 8 }, (_, i) => (i < live ? 1 : 0))
  const view = {
    own: () => own,
    gather: () => gathered,
    random: (draw: number) => draws[draw]! | 0,
  } as unknown as CellView
  return evaluateProgram(program, view)[program.next[0]!]!
}

const programOf = (text: string) => validateProgram(parseRule(text).rule.program)

const LOWEST = 0
const HIGHEST = 2 ** 32 - 1

describe('a chance p holds for exactly floor(p * 2^32) draws', () => {
  const anyDecimal = fc.integer({ min: 1, max: 999_999_999 })
  test('from 0 on', () => {
    fc.assert(
      fc.property(anyDecimal, (billionths) => {
        const threshold = Number((BigInt(billionths) << 32n) / 10n ** 9n)
        const decimal = `0.${String(billionths).padStart(9, '0')}`
        const program = programOf(`B3/S23~birth=${decimal}`)
        expect(nextOf(program, 0, 3, [threshold])).toBe(0)
        if (threshold > 0) expect(nextOf(program, 0, 3, [threshold - 1])).toBe(1)
      }),
    )
  })
  test('and 0 and 1 are never and always', () => {
    for (const draw of [LOWEST, 2 ** 31, HIGHEST]) {
      expect(nextOf(programOf('B3/S23~birth=0'), 0, 3, [draw])).toBe(0)
      expect(nextOf(programOf('B3/S23~update=0'), 1, 0, [0, 0, 0, draw])).toBe(1)
    }
    expect(parseRule('B3/S23~birth=1.000').rule).toEqual(parseRule('B3/S23').rule)
  })
})

describe('each kind of chance', () => {
  test('birth and survival touch nothing but births and survivals', () => {
    const program = programOf('B3/S23~birth=0.5,survival=0.5')
    for (let live = 0; live <= 8; live++) {
      expect(nextOf(program, 0, live, [LOWEST])).toBe(live === 3 ? 1 : 0)
      expect(nextOf(program, 0, live, [HIGHEST])).toBe(0)
      expect(nextOf(program, 1, live, [LOWEST])).toBe(live === 2 || live === 3 ? 1 : 0)
      expect(nextOf(program, 1, live, [HIGHEST])).toBe(0)
    }
  })
  test('a survival that fails is a death like any other', () => {
    const program = programOf('345/2/4~survival=0.5')
    expect(nextOf(program, 1, 3, [HIGHEST])).toBe(2)
    expect(nextOf(program, 1, 3, [LOWEST])).toBe(1)
    expect(nextOf(program, 2, 3, [HIGHEST])).toBe(3)
  })
  test('noise draws from all states alike', () => {
    const states = 5
    const program = programOf(`345/2/${states}~noise=0.25`)
    const counts = new Array<number>(states).fill(0)
    for (let i = 0; i < 1000; i++) {
      const draw = Math.floor(((i + 0.5) / 1000) * 2 ** 32)
      counts[nextOf(program, 0, 0, [0, LOWEST, draw, 0])]!++
      expect(nextOf(program, 3, 0, [0, HIGHEST, draw, 0])).toBe(4)
    }
    expect(counts).toEqual(new Array(states).fill(200))
    expect(nextOf(program, 0, 0, [0, LOWEST, HIGHEST, 0])).toBe(states - 1)
  })
  test('noise reaches every one of 256 states', () => {
    const program = programOf('//256~noise=1')
    for (let state = 0; state < 256; state++) {
      expect(nextOf(program, 7, 0, [0, 0, state * 2 ** 24, 0])).toBe(state)
    }
  })
  test('update holds the cell, whatever else would have happened', () => {
    const program = programOf('B3/S23~noise=1,update=0.5')
    expect(nextOf(program, 1, 0, [0, LOWEST, LOWEST, HIGHEST])).toBe(1)
    expect(nextOf(program, 1, 0, [0, LOWEST, LOWEST, LOWEST])).toBe(0)
  })
})

test('a rule with chances keeps what it is otherwise', () => {
  const { rule, world } = parseRule('4555~noise=0.001:T16')
  expect(rule).toMatchObject({ dimensions: 3, states: 2, family: 'stochastic', name: undefined })
  expect(world?.size).toEqual({ x: 16, y: 16, z: 16 })
  expect(parseRule(rule.canonical).rule).toEqual(rule)
})

test.each([
  'code777k3r1~birth=0.5',
  'lenia:R9,T5,mu=0.1,sigma=0.1~survival=0.5',
  'Critters~noise=1',
])('%s is refused: there is no such thing to happen', (text) => {
  expect(() => parseRule(text)).toThrow(/expected no(?:ise or update| chances)/)
})
