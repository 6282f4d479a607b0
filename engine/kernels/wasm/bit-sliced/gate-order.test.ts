import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Gate,
  type InputGate,
  orderGates,
  PAIR_OPERATORS,
  type PairGate,
} from './gate-order.ts'

/** Pairs of earlier gates, four inputs first. */
const anyGates = fc
  .array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...PAIR_OPERATORS)), {
    minLength: 1,
    maxLength: 60,
  })
  .map((steps) => {
    const gates: Gate[] = ['a', 'b', 'c', 'd'].map(
      (name, number): InputGate => ({ op: 'input', name, number, uses: 0, local: undefined }),
    )
    for (const [i, j, op] of steps) {
      const [left, right] = [gates[i % gates.length]!, gates[j % gates.length]!]
      left.uses++
      right.uses++
      gates.push({ op, left, right, number: gates.length, uses: 0, local: undefined })
    }
    return gates
  })

test('every pair that is asked for comes once, after those it is made of', () => {
  fc.assert(
    fc.property(anyGates, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (gates, asked) => {
      const outcomes = asked.map((i) => gates[i % gates.length]!)
      for (const gate of outcomes) gate.uses++
      const order = orderGates(outcomes)
      expect(new Set(order).size).toBe(order.length)
      for (const gate of outcomes) if ('left' in gate) expect(order).toContain(gate)
      for (const [i, { left, right }] of order.entries()) {
        for (const operand of [left, right]) {
          if ('left' in operand) expect(order.indexOf(operand)).toBeLessThan(i)
          if ('left' in operand) expect(order.indexOf(operand)).toBeGreaterThanOrEqual(0)
        }
      }
    }),
  )
})

/** A chain of pairs that each need the one before and an input of their own. */
function chain(name: string, length: number): PairGate {
  let gate: Gate = input(`${name} 0`)
  for (let i = 1; i <= length; i++) {
    gate = { op: 'xor', left: gate, right: input(`${name} ${i}`), ...use() }
  }
  return gate as PairGate
}

let numbers = 0

const use = () => ({ number: numbers++, uses: 1, local: undefined })

const input = (name: string): InputGate => ({ op: 'input', name, ...use() })

test('two chains go side by side: neither waits for the other to end', () => {
  const outcomes = [chain('a', 20), chain('b', 20)]
  const order = orderGates(outcomes)
  const early = order.slice(0, 20).map(({ right }) => (right as InputGate).name[0])
  expect(early.filter((name) => name === 'a')).toHaveLength(10)
})

test('logic of thousands of pairs is ordered too', () => {
  const outcome = chain('a', 2000)
  const order = orderGates([outcome])
  expect(order).toHaveLength(2000)
  expect(order.at(-1)).toBe(outcome)
})
