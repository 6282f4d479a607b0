/** What all samplers have in common. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anySpace } from '../testing/search-arbitraries.ts'
import { tries } from '../testing/tries.ts'
import { isValueOf } from './check-space.ts'
import type { Params } from './parameter.ts'
import { SAMPLER_SCHEMA } from './sampler-options.ts'
import { buildSpace, holds } from './space.ts'
import { createStudy, fromJSON, type Study } from './study.ts'
import type { StudyOptions } from './study-settings.ts'

const NAMES = SAMPLER_SCHEMA.options.map((option) => option.shape.name.value)

const SPACE = [
  { name: 'kind', type: 'categorical', choices: ['a', 'b'] },
  { name: 'rate', type: 'float', low: 1e-5, high: 1e-1, log: true },
  { name: 'n', type: 'int', low: 3, high: 9, if: { param: 'kind', in: ['a'] } },
] as const

/** Two numbers that any params have; some of them fail, some break a constraint. */
function evaluate(study: Study, number: number, params: Params): void {
  const text = JSON.stringify(params)
  let sum = 0
  for (const char of text) sum = (sum * 31 + char.charCodeAt(0)) % 9973
  if (sum % 7 === 0) study.tell(number, { failed: 'it broke' })
  else study.tell(number, [sum, text.length])
}

function studyOf(name: string, options: Partial<StudyOptions>): Study {
  return createStudy({
    ...{ space: SPACE, directions: ['minimize', 'maximize'], seed: 7 },
    // Small populations, so that there are generations.
    sampler: name === 'nsga2' ? { name, population: 5 } : name,
    constraints: [{ name: 'few', objective: 0, atMost: 9000 }],
    ...options,
  })
}

describe.each(NAMES)('the sampler %s', (name) => {
  test('proposes what is of the space: in range, on the grid, and there only where its condition holds', () => {
    fc.assert(
      fc.property(anySpace, fc.bigInt(0n, 2n ** 64n - 1n), (space, seed) => {
        const study = studyOf(name, { space, seed })
        for (let i = 0; i < 25; i++) {
          const { number, params } = study.ask()
          for (const dimension of buildSpace(space).dimensions) {
            const isThere = Object.hasOwn(params, dimension.name)
            expect(isThere).toBe(holds(dimension.parameter.if, params))
            if (isThere) expect(isValueOf(dimension.parameter, params[dimension.name])).toBe(true)
          }
          evaluate(study, number, params)
        }
      }),
      { numRuns: tries(60) },
    )
  })

  test('goes on after a kill at any trial as if there had been none', () => {
    fc.assert(
      fc.property(anySpace, fc.integer({ min: 1, max: 29 }), (space, kill) => {
        const whole = studyOf(name, { space })
        let broken = studyOf(name, { space })
        for (let i = 0; i < 30; i++) {
          if (i === kill) broken = fromJSON(JSON.parse(JSON.stringify(broken)))
          for (const study of [whole, broken]) {
            const { number, params } = study.ask()
            evaluate(study, number, params)
          }
        }
        expect(broken.toJSON()).toEqual(whole.toJSON())
      }),
      { numRuns: tries(30) },
    )
  })

  test('makes with a lag of W the same trials, whatever the pace of W workers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.nat(1000)), (lag, picks) => {
        const alone = studyOf(name, { lag })
        const together = studyOf(name, { lag })
        for (let i = 0; i < 30; i++) {
          const { number, params } = alone.ask()
          if (i >= lag - 1) evaluateOldest(alone)
          expect(number + (params === undefined ? 1 : 0)).toBe(i)
        }
        while (alone.trials.some(({ state }) => state === 'running')) evaluateOldest(alone)
        while (together.trials.length < 30) {
          const running = together.trials.filter(({ state }) => state === 'running')
          const pick = picks.next().value! % (lag + 1)
          if (pick < running.length) {
            const { number, params } = running[pick]!
            evaluate(together, number, params)
          } else if (running.length < lag) tryToAsk(together)
        }
        expect(together.trials.map(({ params }) => params)).toEqual(
          alone.trials.map(({ params }) => params),
        )
      }),
      { numRuns: tries(20) },
    )
  })
})

function evaluateOldest(study: Study): void {
  const { number, params } = study.trials.find(({ state }) => state === 'running')!
  evaluate(study, number, params)
}

function tryToAsk(study: Study): void {
  try {
    study.ask()
  } catch (error) {
    expect(error).toMatchObject({ code: 'search/waits' })
  }
}
