import { expect, test } from 'vitest'
import type { TrialRow } from '../../../engine/worker/search-api.ts'
import { compareTrials } from './compare-trials.ts'

const trial = (number: number, values: number[] | undefined, params: TrialRow['params']) =>
  ({ number, values, params, state: 'complete', measured: {} }) as unknown as TrialRow

const facts = {
  objectives: [
    { name: 'cost', direction: 'minimize' },
    { name: 'gain', direction: 'maximize' },
  ],
  parameters: [
    { name: 'b', type: 'int', low: 0, high: 9 },
    { name: 'a', type: 'float', low: 0, high: 1 },
  ],
} as unknown as Parameters<typeof compareTrials>[1]

test('parameters that differ are told with their values, in the order of the study; those that are the same by name', () => {
  const told = compareTrials(
    [trial(1, [1, 2], { a: 0.5, b: 1, c: 'x' }), trial(2, [1, 2], { a: 0.5, b: 2 })],
    facts,
  )
  expect(told.differing.map(({ name, values }) => [name, values])).toEqual([
    ['b', [1, 2]],
    ['c', ['x', undefined]],
  ])
  expect(told.same).toEqual(['a'])
})

test('the best of an objective is by its direction, and none where all are equal or it is not known', () => {
  const trials = [trial(1, [3, 5], {}), trial(2, [2, 7], {}), trial(3, undefined, {})]
  expect(compareTrials(trials, facts).objectives.map(({ best }) => best)).toEqual([[1], [1]])
  const equal = [trial(1, [3, 5], {}), trial(2, [3, 7], {}), trial(3, [3, 7], {})]
  expect(compareTrials(equal, facts).objectives.map(({ best }) => best)).toEqual([[], [1, 2]])
  expect(compareTrials([trial(3, undefined, {})], facts).objectives[0]!.best).toEqual([])
})
