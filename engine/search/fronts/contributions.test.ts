import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPoints, referenceOf } from '../../testing/any-points.ts'
import { gridVolume } from '../../testing/grid-volume.ts'
import { tries } from '../../testing/tries.ts'
import { contributionsTo } from './contributions.ts'

/** How many points a set has at most, so that its grid has not too many cells. */
const MAX_POINTS = [0, 20, 20, 9, 6, 5]

describe.each([1, 2, 3, 4, 5])('with %d objectives', (objectives) => {
  const reference = referenceOf(objectives)

  test('a contribution is what the volume loses without the point', () => {
    fc.assert(
      fc.property(anyPoints(objectives, MAX_POINTS[objectives]!), (points) => {
        const all = gridVolume(points, reference)
        const found = contributionsTo(points, reference)
        expect(found).toHaveLength(points.length)
        for (const [i, contribution] of found.entries()) {
          const rest = gridVolume(points.toSpliced(i, 1), reference)
          expect(Math.abs(contribution - (all - rest))).toBeLessThan(1e-13)
        }
      }),
      { numRuns: tries(300) },
    )
  })

  test('a point that is there twice contributes nothing, and none contributes less', () => {
    fc.assert(
      fc.property(anyPoints(objectives, 20), (points) => {
        const twice = contributionsTo([...points, ...points], reference)
        expect(twice.every((contribution) => contribution === 0)).toBe(true)
        expect(contributionsTo(points, reference).every((each) => each >= 0)).toBe(true)
      }),
      { numRuns: tries(300) },
    )
  })
})
