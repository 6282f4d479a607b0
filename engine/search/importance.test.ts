import { expect, test } from 'vitest'
import { checkSpace } from './check-space.ts'
import { importanceOf } from './importance.ts'
import type { Params } from './parameter.ts'
import { RANDOM_SAMPLER } from './random-sampler.ts'
import type { SeenTrial } from './trial.ts'

/** Trials of random parameters. */
function runTrials(parameters: unknown, count: number, lossesOf: (params: Params) => number[]) {
  const space = checkSpace(parameters)
  const trials = Array.from({ length: count }, (_, number): SeenTrial => {
    const history = { space, objectives: 1, seed: 5n, number, trials: [], running: [] }
    const params = RANDOM_SAMPLER.propose(history)
    const losses = lossesOf(params)
    return { number, params, state: 'complete', losses, violation: 0, lastStep: 0 }
  })
  return { space, trials }
}

const unit = (name: string) => ({ name, type: 'float', low: 0, high: 1 })
const shareOf = (importances: ReturnType<typeof importanceOf>, name: string) =>
  importances.find((each) => each.name === name)!.share
const number = (params: Params, name: string) => params[name] as number

test('a parameter that decides alone has all the importance, also among many that do nothing', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const study = runTrials(names.map(unit), 400, (params) => [(number(params, 'c') - 0.3) ** 2])
  const importances = importanceOf(study)
  expect(importances[0]!.name).toBe('c')
  expect(importances[0]!.share).toBeGreaterThan(0.97)
  expect(importances.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
})

test('of x + y / 2 the shares are those of the areas of the triangle that is best', () => {
  // The best tenth is x + y / 2 < t with t^2 = 1/10. Its density falls in a straight line over [0, t] and [0, 2t], so
  // that the divergences from 1 are 4 / (3 t) - 1 and 4 / (6 t) - 1.
  const t = Math.sqrt(0.1)
  const [first, second] = [4 / (3 * t) - 1, 4 / (6 * t) - 1]
  const study = runTrials([unit('x'), unit('y'), unit('z')], 5000, (params) => [
    number(params, 'x') + number(params, 'y') / 2,
  ])
  const importances = importanceOf(study)
  expect(Math.abs(shareOf(importances, 'x') - first / (first + second))).toBeLessThan(0.03)
  expect(shareOf(importances, 'z')).toBeLessThan(0.005)
})

test('a conditional parameter has what it explains where it exists, its parent what the choice explains', () => {
  // With c = left the loss is x, with c = right it is 1: the best tenth are left with x below 0.2.
  const parameters = [
    { name: 'c', type: 'categorical', choices: ['left', 'right'] },
    { ...unit('x'), if: { param: 'c', in: ['left'] } },
    { ...unit('y'), if: { param: 'c', in: ['right'] } },
  ]
  const study = runTrials(parameters, 5000, (params) => [
    params.c === 'left' ? number(params, 'x') : 1 + number(params, 'y'),
  ])
  const importances = importanceOf(study)
  // P(best | left) is 0.2: half of the trials vary from 0.1 by 0.1. Within left, it is 1 below 0.2 and 0 above.
  const [choice, within] = [0.01, 0.5 * (0.2 * 0.8 ** 2 + 0.8 * 0.2 ** 2)]
  expect(Math.abs(shareOf(importances, 'c') - choice / (choice + within))).toBeLessThan(0.03)
  expect(shareOf(importances, 'y')).toBeLessThan(0.005)
})

test('with several objectives each has its own parameters, and the front has those of both', () => {
  const study = runTrials([unit('x'), unit('y'), unit('both'), unit('z')], 2000, (params) => [
    number(params, 'x') + number(params, 'both') / 4,
    number(params, 'y') + number(params, 'both') / 4,
  ])
  const [first, second, front] = [0, 1, undefined].map((objective) =>
    importanceOf({ ...study, objective }),
  )
  expect(first![0]!.name).toBe('x')
  expect(shareOf(first!, 'y')).toBeLessThan(0.02)
  expect(second![0]!.name).toBe('y')
  for (const name of ['x', 'y', 'both']) {
    expect(shareOf(front!, name)).toBeGreaterThan(3 * shareOf(front!, 'z'))
  }
})

test('choices, whole numbers and logarithmic scales are counted on their own scales', () => {
  const parameters = [
    { name: 'kind', type: 'categorical', choices: ['a', 'b', 'c', 'd', 'e'] },
    { name: 'layers', type: 'int', low: 1, high: 5 },
    { name: 'rate', type: 'float', low: 1e-5, high: 1, log: true },
  ]
  // Each has one fifth of its scale that is good, so that all are as important.
  const study = runTrials(parameters, 5000, (params) => [
    (params.kind === 'b' ? 0 : 1) +
      (params.layers === 4 ? 0 : 1) +
      (number(params, 'rate') < 1e-4 ? 0 : 1),
  ])
  for (const { share } of importanceOf(study)) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.05)
})

test('where nothing matters nothing is explained', () => {
  const names = ['a', 'b', 'c']
  const study = runTrials([...names.map(unit), unit('noise')], 500, (params) => [
    number(params, 'noise'),
  ])
  const space = checkSpace(names.map(unit))
  for (const { explained } of importanceOf({ ...study, space }))
    expect(explained).toBeLessThan(0.02)
})

test('what is explained is the share of the variance', () => {
  // The best tenth are those with x below 0.1: x explains all, but for the blur of the kernels at the edge.
  const study = runTrials([unit('x')], 5000, (params) => [number(params, 'x')])
  const [importance] = importanceOf(study)
  expect(importance!.explained).toBeGreaterThan(0.85)
  expect(importance!.explained).toBeLessThanOrEqual(1)
})

test('few trials tell nothing, and those that are infeasible, pruned or failed do not count', () => {
  const { space, trials } = runTrials([unit('x')], 30, () => [0])
  expect(importanceOf({ space, trials })).toHaveLength(1)
  expect(importanceOf({ space, trials: trials.slice(0, 19) })).toEqual([])
  for (const change of [{ violation: 1 }, { state: 'pruned' }, { state: 'failed', losses: [] }]) {
    const changed = trials.map((trial) => ({ ...trial, ...change }) as SeenTrial)
    expect(importanceOf({ space, trials: changed })).toEqual([])
  }
})
