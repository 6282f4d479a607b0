import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SearchProblem } from '../../testing/search-problems/search-problem.ts'
import { SEARCH_PROBLEMS } from '../../testing/search-problems/search-problems.ts'
import { tries } from '../../testing/tries.ts'
import type { Parameter, Params } from '../parameter.ts'
import { createStudy, type Study } from '../study.ts'
import type { StudyOptions } from '../study-settings.ts'

const PLANE: readonly Parameter[] = [
  { name: 'x', type: 'float', low: 0, high: 1 },
  { name: 'y', type: 'float', low: 0, high: 1 },
]

/** Runs trials of which each ends before the next is asked for. */
function run(
  options: Partial<StudyOptions> & Pick<StudyOptions, 'space'>,
  trials: number,
  tell: (params: Params) => Parameters<Study['tell']>[1],
): Study {
  const study = createStudy({
    ...{ directions: ['minimize'], sampler: 'motpe', seed: 1 },
    ...options,
  })
  for (let i = 0; i < trials; i++) {
    const { number, params } = study.ask()
    study.tell(number, tell(params))
  }
  return study
}

const bowlAt = (x: number, y: number) => (params: Params) => [
  (Number(params.x) - x) ** 2 + (Number(params.y) - y) ** 2,
]

const countOf = (study: Study, from: number, isCounted: (params: Params) => boolean) =>
  study.trials.slice(from).filter(({ params }) => isCounted(params)).length

const problemOf = (name: string): SearchProblem =>
  SEARCH_PROBLEMS.find((each) => each.name === name)!

describe.each(['regression', 'joint', 'apart', 'learn'] as const)('by %s', (model) => {
  const sampler = { name: 'motpe', model } as const

  test('trials gather where losses are low, in a corner too', () => {
    for (const [x, y] of [
      [0.7, 0.2],
      [1, 0],
    ] as const) {
      const study = run({ space: PLANE, sampler }, 60, bowlAt(x, y))
      const isNear = (params: Params) =>
        Math.abs(Number(params.x) - x) < 0.2 && Math.abs(Number(params.y) - y) < 0.2
      // Even draws would put 8 and 2 of 50 there.
      expect(countOf(study, 10, isNear)).toBeGreaterThan(18)
    }
  })

  test('trials keep away from where a constraint is broken', () => {
    const measured = run(
      { space: PLANE, sampler, constraints: [{ name: 'c', atMost: 0 }] },
      80,
      (params) => ({
        values: [1 - Number(params.x)],
        measured: { c: Number(params.x) - 0.5 },
      }),
    )
    // What is best lies at the bound; beyond it even draws have half of all trials.
    expect(countOf(measured, 40, ({ x }) => Number(x) > 0.55)).toBeLessThan(14)
    expect(countOf(measured, 40, ({ x }) => Number(x) > 0.35)).toBeGreaterThan(20)
  })

  test('a category that is better is tried more, and its children are learned of', () => {
    const space: readonly Parameter[] = [
      { name: 'kind', type: 'categorical', choices: ['a', 'b', 'c'] },
      { name: 'n', type: 'int', low: 1, high: 100, log: true, if: { param: 'kind', in: ['b'] } },
      { name: 's', type: 'float', low: 0, high: 2, step: 0.25, if: { param: 'kind', in: ['a'] } },
    ]
    const study = run({ space, sampler }, 70, ({ kind, n }) => [
      kind === 'b' ? Math.abs(Math.log(Number(n) / 20)) : 3,
    ])
    expect(countOf(study, 30, ({ kind }) => kind === 'b')).toBeGreaterThan(20)
    expect(countOf(study, 30, ({ n }) => Number(n) > 10 && Number(n) < 40)).toBeGreaterThan(13)
  })

  test('the same history gives the same proposal, whatever was asked before', () => {
    const space = [...PLANE, { name: 'k', type: 'categorical', choices: [1, 2] }]
    const study = run({ space, sampler, directions: ['minimize', 'maximize'] }, 30, (params) => [
      Number(params.x) + Number(params.k),
      Number(params.y),
    ])
    fc.assert(
      fc.property(fc.integer({ min: 11, max: 29 }), (number) => {
        const again = createStudy({
          ...{ space, sampler, directions: ['minimize', 'maximize'], seed: 1 },
        })
        for (const trial of study.trials.slice(0, number)) {
          again.ask()
          again.tell(trial.number, trial.values!)
        }
        expect(again.ask().params).toEqual(study.trials[number]!.params)
      }),
      { numRuns: tries(6) },
    )
  })

  test('trials that run are not proposed once more', () => {
    const study = run({ space: PLANE, sampler }, 40, bowlAt(0.5, 0.5))
    const asked = Array.from({ length: 8 }, () => study.ask().params)
    expect(new Set(asked.map((params) => JSON.stringify(params))).size).toBe(8)
  })

  test('it copes with losses that are all the same, enormous, or many', () => {
    for (const losses of [[0], [1e308], [-1e308, 1e308], [1, 2, 3, 4, 5]]) {
      const directions = losses.map(() => 'minimize' as const)
      let i = 0
      const study = run({ space: PLANE, sampler, directions }, 30, () =>
        losses.map((loss) => (i++ % 3 === 0 ? loss : -loss)),
      )
      for (const { params } of study.trials) expect(params.x).toBeGreaterThanOrEqual(0)
    }
  })
})

test('trials keep away from where they fail', () => {
  const study = run({ space: PLANE }, 80, (params) =>
    Number(params.x) > 0.5 ? { failed: 'out of memory' } : [1 - Number(params.x)],
  )
  // Even draws would put 18 of 40 there.
  expect(countOf(study, 40, ({ x }) => Number(x) > 0.55)).toBeLessThan(15)
})

test('what its author believes moves the first trials and those after them', () => {
  const believed: readonly Parameter[] = [
    { name: 'x', type: 'float', low: 0, high: 1, prior: { mean: 0.9, sd: 0.05 } },
    { name: 'c', type: 'categorical', choices: ['a', 'b'], prior: [9, 1] },
  ]
  const study = run({ space: believed, sampler: { name: 'motpe', model: 'joint' } }, 30, () => [0])
  // Even draws would put 7 of 30 there, and half of them at each choice; all losses are the same.
  expect(countOf(study, 0, ({ x }) => Number(x) > 0.75)).toBeGreaterThan(15)
  expect(countOf(study, 0, ({ c }) => c === 'a')).toBeGreaterThan(18)
})

test.each([
  ['ellipsoid', 8],
  ['ackley', 2],
])('on %s it comes many times nearer to the best value than random search does', (name, factor) => {
  const problem = problemOf(name)
  const bestOf = (sampler: string) => {
    const seeds = [1, 2, 3]
    const found = seeds.map((seed) => {
      const study = run({ space: problem.space, sampler, seed }, 100, (params) =>
        problem.evaluate(params),
      )
      return Math.min(...study.trials.map(({ values }) => values![0]!))
    })
    return found.toSorted((a, b) => a - b)[1]!
  }
  expect(bestOf('motpe')).toBeLessThan(bestOf('random') / factor)
})
