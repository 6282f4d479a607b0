import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPoints } from '../../testing/any-points.ts'
import { tries } from '../../testing/tries.ts'
import { Archive } from './archive.ts'
import { dominates, findNondominated } from './nondominated.ts'

describe.each([1, 2, 3, 4])('with %d objectives', (objectives) => {
  test('after each insertion the archive has the points that none so far dominates', () => {
    fc.assert(
      fc.property(anyPoints(objectives, 30), (points) => {
        const archive = new Archive<number>()
        for (const [number, losses] of points.entries()) {
          const before = archive.entries.map(({ item }) => item)
          const { isKept, removed } = archive.insert(losses, number)
          const kept = archive.entries.map(({ item }) => item)
          expect(kept.toSorted((a, b) => a - b)).toEqual(
            findNondominated(points.slice(0, number + 1)),
          )
          expect(isKept).toBe(kept.includes(number))
          expect(removed.every(({ losses: other }) => dominates(losses, other))).toBe(true)
          expect(before.filter((item) => !kept.includes(item))).toEqual(
            removed.map(({ item }) => item),
          )
        }
      }),
      { numRuns: tries(200) },
    )
  })
})
