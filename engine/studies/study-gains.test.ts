import { expect, test } from 'vitest'
import { createStudy } from '../search/study.ts'
import { sumUpStudy } from './study-gains.ts'

const OBJECTIVES = [
  { name: 'a', direction: 'maximize', unit: undefined, measured: false, reference: undefined },
  { name: 'b', direction: 'minimize', unit: undefined, measured: false, reference: undefined },
] as const

function sumUp(...values: readonly (readonly number[])[]) {
  const study = createStudy({
    space: [{ name: 'x', type: 'float', low: 0, high: 1 }],
    directions: OBJECTIVES.map(({ direction }) => direction),
    ...{ sampler: { name: 'random' }, seed: 1n },
  })
  for (const each of values) study.tell(study.ask().number, each)
  return sumUpStudy(study, OBJECTIVES)
}

test('a hypervolume that no number holds is none, and the front is told all the same', () => {
  expect(sumUp([1, 2], [2, 3]).hypervolume?.value).toBe(0)
  expect(sumUp([1, 2], [2, 1], [0, 5]).hypervolume?.value).toBe(8)
  for (const huge of [
    [-1e300, 1e300],
    [1e300, -1e300],
    [-1e308, 1e308],
    [1.7e308, -1.7e308],
  ]) {
    const { front, hypervolume } = sumUp([1, 2], huge, [2, 1])
    expect(front.length).toBeGreaterThan(0)
    expect(hypervolume).toBeUndefined()
  }
})
