import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../../testing/tries.ts'
import { CandidatePool } from './candidate-pool.ts'
import type { CandidateScore } from './candidate-score.ts'
import { NOT_ASKED } from './trend.ts'

const NONE = new Float64Array(0)

/** Rows are a score and how far above it the bound is. */
const anyRow = fc
  .tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 4 }))
  .map((numbers) => Float64Array.from(numbers))

test('the best are those of all candidates, and one that is bounded below them is never rated', () => {
  fc.assert(
    fc.property(
      fc.array(anyRow, { minLength: 1, maxLength: 20 }),
      fc.array(anyRow, { maxLength: 5 }),
      fc.integer({ min: 1, max: 6 }),
      (first, later, count) => {
        const rated: number[] = []
        const part = { point: NONE, asked: NOT_ASKED, squares: NONE }
        const score: CandidateScore = {
          bound: (places) => ({
            ...{ ...part, places, means: NONE, risk: 0, score: places[0]! + places[1]! },
          }),
          rate: ({ places }) => {
            rated.push(places[0]! + places[1]!)
            return { ...part, places, deviations: NONE, score: places[0]! }
          },
          guess: () => 0,
        }
        const pool = new CandidatePool(score, first)
        for (const row of later) pool.add(row)
        const found = pool.best(count).map((each) => each.score)
        const all = [...first, ...later].map(([own]) => own!).toSorted((a, b) => b - a)
        expect(found).toEqual(all.slice(0, count))
        if (all.length >= count)
          for (const bound of rated) expect(bound).toBeGreaterThanOrEqual(found.at(-1)!)
      },
    ),
    { numRuns: tries(300) },
  )
})
