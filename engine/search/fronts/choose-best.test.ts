import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPoints } from '../../testing/any-points.ts'
import { tries } from '../../testing/tries.ts'
import { chooseBest } from './choose-best.ts'
import { rankOf } from './rank.ts'

describe.each([1, 2, 3])('with %d objectives', (objectives) => {
  test('the best are of the first ranks, each once', () => {
    fc.assert(
      fc.property(anyPoints(objectives, 30), fc.nat(30), (points, count) => {
        const best = chooseBest(points, count)
        expect(new Set(best).size).toBe(Math.min(count, points.length))
        const ranks = rankOf(points)
        const worst = Math.max(...best.map((i) => ranks[i]!))
        for (const [i, rank] of ranks.entries()) if (rank < worst) expect(best).toContain(i)
      }),
      { numRuns: tries(200) },
    )
  })
})

test('of a rank that does not fit, those that dominate most are chosen', () => {
  // The corner of the middle one is nearest to the origin.
  expect(
    chooseBest(
      [
        [-4, 0],
        [-3, -3],
        [0, -4],
        [5, 5],
      ],
      1,
    ),
  ).toEqual([1])
})
