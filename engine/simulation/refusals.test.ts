import { expect, test } from 'vitest'
import { refuse } from '../bits/bit-failure.ts'
import { OTHER_REASONS, Refusals } from './refusals.ts'

const denial = (tick: number, reason: string) => {
  const { failure } = refuse('policy_denied', { zoneId: 'west', reason })
  return { tick, order: 'spawn' as const, cell: 0, actor: 'ada', failure }
}
const taken = (tick: number) => {
  const { failure } = refuse('coord_occupied', { coord: { x: 0, y: 0, z: 0 } })
  return { tick, order: 'spawn' as const, cell: 0, actor: 'ada', failure }
}

test('refusals are summed by order, code and, where they are denied, reason', () => {
  const refusals = new Refusals()
  for (const each of [taken(0), denial(0, 'a'), denial(1, 'b'), taken(2), denial(2, 'a')]) {
    refusals.add(each)
  }
  expect(refusals.sums).toEqual([
    { order: 'spawn', code: 'coord_occupied', reason: undefined, count: 2 },
    { order: 'spawn', code: 'policy_denied', reason: 'a', count: 2 },
    { order: 'spawn', code: 'policy_denied', reason: 'b', count: 1 },
  ])
})

test('a hundred reasons are told apart, and no refusal is missing from the sums', () => {
  const refusals = new Refusals()
  for (let i = 0; i < 5000; i++) refusals.add(denial(0, `reason ${i % 1000}`))
  expect(refusals.sums).toHaveLength(101)
  expect(refusals.sums.at(-1)).toMatchObject({ reason: OTHER_REASONS, count: 4500 })
  expect(refusals.sums.reduce((sum, { count }) => sum + count, 0)).toBe(refusals.count)
})

test('a moment that is restored begins the sums anew, and keeps the count of what was before', () => {
  const refusals = new Refusals()
  for (const tick of [0, 1, 2]) refusals.add(taken(tick))
  refusals.restore(1, 2)
  expect([refusals.count, refusals.sums]).toEqual([2, []])
  refusals.add(denial(2, 'a'))
  expect(refusals.sums).toMatchObject([{ code: 'policy_denied', count: 1 }])
  refusals.clear()
  expect([refusals.count, refusals.sums]).toEqual([0, []])
})
