import { expect, test } from 'vitest'
import type { TrialRow } from '../../../engine/worker/search-api.ts'
import { listTrials } from './list-trials.ts'

const row = (number: number, more: Partial<TrialRow>): TrialRow => ({
  ...{ number, params: {}, reports: [], measured: {}, seconds: undefined, isFeasible: true },
  ...{ state: 'complete', ...more },
})

const TRIALS = [
  row(0, { values: [3, 1] }),
  row(1, { values: [1, 5], isFeasible: false }),
  row(2, { state: 'failed', reason: 'it broke' }),
  row(3, { values: [2, 9] }),
  row(4, { state: 'running' }),
]

const objective = { name: 'a', unit: undefined, measured: false, reference: undefined }
const FACTS = {
  objectives: [
    { ...objective, direction: 'minimize' },
    { ...objective, direction: 'maximize' },
  ],
} as const

const numbersOf = (wishes: Parameters<typeof listTrials>[3]) =>
  listTrials(TRIALS, FACTS, { best: [3] }, wishes).map(({ number }) => number)

test('the newest come first, or the best of an objective, those without a value last', () => {
  expect(numbersOf({ filter: 'all', order: 'newest' })).toEqual([4, 3, 2, 1, 0])
  expect(numbersOf({ filter: 'all', order: 0 })).toEqual([1, 3, 0, 2, 4])
  expect(numbersOf({ filter: 'all', order: 1 })).toEqual([3, 1, 0, 2, 4])
})

test('the front, what is feasible and what failed are listed alone', () => {
  expect(numbersOf({ filter: 'front', order: 'newest' })).toEqual([3])
  expect(numbersOf({ filter: 'feasible', order: 'newest' })).toEqual([3, 0])
  expect(numbersOf({ filter: 'failed', order: 0 })).toEqual([2])
})

test('by a parameter the least come first, and a text keeps the rows that say all of its words', () => {
  const trials = [
    row(0, { params: { head: 'mlp', states: 10 } }),
    row(1, { params: { head: 'k-gam', states: 9 } }),
    row(2, { params: { head: 'k-gam' }, state: 'failed', reason: 'It diverged' }),
  ]
  const numbers = (wishes: Parameters<typeof listTrials>[3]) =>
    listTrials(trials, FACTS, undefined, wishes).map(({ number }) => number)
  expect(numbers({ filter: 'all', order: { param: 'states' } })).toEqual([1, 0, 2])
  expect(numbers({ filter: 'all', order: { param: 'head' } })).toEqual([1, 2, 0])
  expect(numbers({ filter: 'all', order: 'newest', text: 'HEAD K-, ' })).toEqual([2, 1])
  expect(numbers({ filter: 'all', order: 'newest', text: 'head k-gam, states 9' })).toEqual([1])
  expect(numbers({ filter: 'all', order: 'newest', text: 'diverged' })).toEqual([2])
})
