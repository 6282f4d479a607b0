import { expect, test } from 'vitest'
import { createStudy } from '../study.ts'
import type { SeenTrial } from '../trial.ts'
import { crowdingOf } from './crowding.ts'
import { selectParents } from './select-parents.ts'

const trialOf = (number: number, losses: readonly number[], violation = 0): SeenTrial => ({
  ...{ number, params: {}, state: 'complete', losses, violation, lastStep: 0 },
})

test('the room of a point is the distance of its neighbors over the range, summed over objectives', () => {
  const points = [
    [0, 10],
    [1, 6],
    [4, 2],
    [10, 0],
  ]
  const ends = Number.POSITIVE_INFINITY
  expect(crowdingOf(points)).toEqual([ends, 4 / 10 + 8 / 10, 9 / 10 + 6 / 10, ends])
  expect(crowdingOf([[3, 3]])).toEqual([ends])
})

test('parents are those that keep the constraints, then those of better ranks, then those with more room', () => {
  const trials = [
    trialOf(0, [0, 10]),
    trialOf(1, [1, 6]),
    trialOf(2, [4, 2]),
    trialOf(3, [10, 0]),
    trialOf(4, [1, 7]),
    trialOf(5, [0, 0], 2),
    trialOf(6, [0, 0], 1),
    { ...trialOf(7, []), state: 'failed' as const },
  ]
  const order = selectParents(trials, 10).map(({ trial }) => trial.number)
  expect(order).toEqual([0, 3, 2, 1, 4, 6, 5])
  expect(selectParents(trials, 3).map(({ trial }) => trial.number)).toEqual([0, 3, 2])
})

test('generations come nearer to a front than random trials do', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const space = names.map((name) => ({ name, type: 'float', low: 0, high: 1 }))
  const distances = ['random', 'nsga2'].map((sampler) => {
    const study = createStudy({ space, directions: ['minimize', 'minimize'], sampler, seed: 1 })
    for (let i = 0; i < 400; i++) {
      const { number, params } = study.ask()
      const [first, ...others] = names.map((name) => params[name] as number)
      const far = others.reduce((sum, value) => sum + value, 0)
      study.tell(number, [first! + far, 1 - first! + far])
    }
    return Math.min(...study.trials.slice(-100).map(({ values }) => values![0]! + values![1]!))
  })
  // Of the front itself the sum is 1; seven even draws come to 3.5 beyond it on average, and twice that in the sum.
  expect(distances[1]! - 1).toBeLessThan((distances[0]! - 1) / 3)
})
