import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isNamedError } from '../named-error.ts'
import { anySpace } from '../testing/search-arbitraries.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import type { Params } from './parameter.ts'
import { createStudy, fromJSON, type Study } from './study.ts'
import type { StudyOptions } from './study-settings.ts'

const SPACE = [
  { name: 'kind', type: 'categorical', choices: ['a', 'b'] },
  { name: 'rate', type: 'float', low: 1e-5, high: 1e-1, log: true },
  { name: 'n', type: 'int', low: 3, high: 9, if: { param: 'kind', in: ['a'] } },
] as const

const OPTIONS = {
  ...{ space: SPACE, directions: ['minimize', 'maximize'], sampler: 'random', seed: 7 },
} as const satisfies StudyOptions

/** Two numbers that any params have. */
function evaluate(params: Params): readonly [number, number] {
  const text = JSON.stringify(params)
  let sum = 0
  for (const char of text) sum = (sum * 31 + char.charCodeAt(0)) % 9973
  return [sum, text.length]
}

const reload = (study: Study) => fromJSON(JSON.parse(JSON.stringify(study)))

test('a study that is read from its JSON after any step goes on as one that never stopped', () => {
  const step = fc.constantFrom('ask', 'tell', 'fail', 'report', 'reload')
  fc.assert(
    fc.property(anySpace, fc.array(step, { maxLength: 40 }), (space, steps) => {
      const whole = createStudy({ ...OPTIONS, space })
      let broken = createStudy({ ...OPTIONS, space })
      for (const each of steps) {
        if (each === 'reload') broken = reload(broken)
        const running = whole.trials.find(({ state }) => state === 'running')
        for (const study of [whole, broken]) {
          if (each === 'ask') study.ask()
          if (running === undefined) continue
          const { number, params, reports } = running
          if (each === 'tell') study.tell(number, evaluate(params))
          if (each === 'fail') study.tell(number, { failed: 'it broke' })
          if (each === 'report') study.report(number, reports.length, evaluate(params))
        }
        expect(reload(broken).toJSON()).toEqual(whole.toJSON())
      }
    }),
  )
})

test('with a lag of 2 the third trial waits for the first', () => {
  const study = createStudy({ ...OPTIONS, lag: 2 })
  study.ask()
  study.ask()
  study.tell(1, [1, 1])
  expect(thrownBy(() => study.ask())).toMatchObject({
    ...{ code: 'search/waits', details: { number: 2, for: 0 } },
  })
  study.tell(0, [1, 1])
  expect(study.ask().number).toBe(2)
})

test('the best of one objective is one trial, of several those that no other is better than; broken constraints do not count', () => {
  const one = createStudy({ ...OPTIONS, directions: ['maximize'] })
  for (const value of [3, 5, 5, 1]) one.tell(one.ask().number, [value])
  expect(one.bestTrials().map(({ number }) => number)).toEqual([1])
  const constraints = [
    { name: 'cheap', objective: 0, atMost: 10 },
    { name: 'memory', atLeast: 2 },
  ]
  const two = createStudy({ ...OPTIONS, constraints })
  const told = [
    [[5, 5], 2],
    [[6, 4], 2],
    [[7, 9], 2],
    [[11, 20], 2],
    [[1, 30], 1],
  ] as const
  for (const [values, memory] of told) two.tell(two.ask().number, { values, measured: { memory } })
  expect(two.bestTrials().map(({ number }) => number)).toEqual([0, 2])
  expect(two.trials[3]).toMatchObject({ violations: { cheap: 1, memory: 0 } })
  expect(two.trials[4]).toMatchObject({ violations: { cheap: 0, memory: 1 } })
  expect(reload(two).toJSON()).toEqual(two.toJSON())
})

describe('is refused by name:', () => {
  const wrong: readonly [string, string, Partial<Record<keyof StudyOptions, unknown>>][] = [
    ['search/study', 'directions', { directions: [] }],
    ['search/study', 'directions[1]', { directions: ['minimize', 'up'] }],
    ['search/study', 'sampler.name', { sampler: 'magic' }],
    ['search/study', 'pruner.name', { pruner: 'magic' }],
    ['search/study', 'seed', { seed: -1 }],
    ['search/study', 'seed', { seed: 1.5 }],
    ['math/seed', '', { seed: '0x1' }],
    ['search/study', 'lag', { lag: 0 }],
    ['search/study', 'constraints[0]', { constraints: [{ name: 'c' }] }],
    [
      'search/study',
      'constraints[0].objective',
      { constraints: [{ name: 'c', atMost: 1, objective: 2 }] },
    ],
    ['search/space', '', { space: [] }],
    [
      'search/space',
      '[0].low',
      { space: [{ name: 'x', type: 'float', low: Number.NaN, high: 1 }] },
    ],
    ['search/space', '[0].high', { space: [{ name: 'x', type: 'float', low: 2, high: 1 }] }],
    [
      'search/space',
      '[0].high',
      { space: [{ name: 'x', type: 'float', low: -1e308, high: 1e308 }] },
    ],
    [
      'search/space',
      '[0].low',
      { space: [{ name: 'x', type: 'int', low: 0, high: 1, log: true }] },
    ],
    [
      'search/space',
      '[0].choices',
      { space: [{ name: 'x', type: 'categorical', choices: [1, 1] }] },
    ],
    ['search/space', '[3].name', { space: [...SPACE, SPACE[0]] }],
    ['search/space', '[0].if.param', { space: [SPACE[2]] }],
    [
      'search/space',
      '[1].if.in',
      { space: [SPACE[0], { ...SPACE[2], if: { param: 'kind', in: ['c'] } }] },
    ],
  ]
  test.each(wrong)('%s %s %j', (code, field, options) => {
    const error = thrownBy(() => createStudy({ ...OPTIONS, ...(options as object) }))
    expect(error).toMatchObject({ code, ...(code !== 'math/seed' && { details: { field } }) })
  })

  test.each([
    ['never asked for', 9, [1, 2]],
    ['ended already', 0, [1, 2]],
    ['1 values, not 2', 1, [1]],
    ['not finite', 1, [1, Number.NaN]],
    ['nothing was reported', 1, { pruned: true }],
  ] as const)('a trial that %s', (problem, number, result) => {
    const study = createStudy(OPTIONS)
    study.tell(study.ask().number, [1, 2])
    study.ask()
    expect(thrownBy(() => study.tell(number, result))).toMatchObject({
      ...{ code: 'search/trial', message: expect.stringContaining(problem) },
    })
    expect(study.trials[1]).toMatchObject({ state: 'running' })
  })
})

test('damaged JSON is a named error, or a study that is written as it was read', () => {
  const study = createStudy({
    ...OPTIONS,
    constraints: [{ name: 'm', atMost: 1 }],
    pruner: 'median',
  })
  for (let i = 0; i < 6; i++) {
    const { number, params } = study.ask()
    study.report(number, 1, evaluate(params))
    if (i === 2) study.tell(number, { failed: 'no' })
    else if (i === 3) study.tell(number, { pruned: true })
    else if (i < 5) study.tell(number, { values: evaluate(params), measured: { m: i } })
  }
  const written = JSON.stringify(study)
  expect(reload(study).toJSON()).toEqual(study.toJSON())
  fc.assert(
    fc.property(
      fc.nat(written.length - 1),
      fc.constantFrom('', '0', '-', '"', ',', 'x', '[', '9e9'),
      (at, put) => {
        const text = written.slice(0, at) + put + written.slice(at + 1)
        let value: unknown
        try {
          value = JSON.parse(text)
        } catch {
          return
        }
        try {
          const read = fromJSON(value)
          expect(fromJSON(JSON.parse(JSON.stringify(read))).toJSON()).toEqual(read.toJSON())
        } catch (error) {
          if (!isNamedError(error)) throw error
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('anything else is no study', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(isNamedError(thrownBy(() => fromJSON(value)))).toBe(true)
    }),
  )
})
