import { expect, test } from 'vitest'
import type { TrialRow } from '../../engine/worker/search-api.ts'
import { filterTrials } from './value-filter.ts'

const facts = {
  objectives: [
    { name: 'cost', direction: 'minimize' },
    { name: 'gain', direction: 'maximize' },
  ],
} as unknown as Parameters<typeof filterTrials>[1]
const trial = (number: number, values: number[] | undefined, params: TrialRow['params']) =>
  ({ number, values, params }) as unknown as TrialRow
const trials = [
  trial(0, [1, 10], { rule: 'a', cost: 5 }),
  trial(1, [2, 20], { rule: 'b' }),
  trial(2, undefined, { rule: 'a' }),
]

test('without a filter nothing is known of any trial, and all are shown', () => {
  expect(filterTrials(trials, facts, [])).toBeUndefined()
})

test('a trial passes where it has each value within both ends, or among the choices', () => {
  const gain = { of: 'objective', name: 'gain', low: 10, high: 20 } as const
  expect([...filterTrials(trials, facts, [gain])!]).toEqual([0, 1])
  const rule = { of: 'parameter', name: 'rule', choices: ['a'] } as const
  expect([...filterTrials(trials, facts, [gain, rule])!]).toEqual([0])
  expect([...filterTrials(trials, facts, [rule])!]).toEqual([0, 2])
})

test('a parameter with the name of an objective is another value', () => {
  const cost = { of: 'parameter', name: 'cost', low: 4, high: 6 } as const
  expect([...filterTrials(trials, facts, [cost])!]).toEqual([0])
})
