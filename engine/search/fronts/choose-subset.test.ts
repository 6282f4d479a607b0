import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPoints, referenceOf } from '../../testing/any-points.ts'
import { gridVolume } from '../../testing/grid-volume.ts'
import { tries } from '../../testing/tries.ts'
import { chooseSubset } from './choose-subset.ts'

/** How many points a set has at most, so that its grid has not too many cells. */
const MAX_POINTS = [0, 12, 12, 8, 6]

type Points = readonly (readonly number[])[]

/** All subsets of so many. */
function subsetsOf(points: Points, count: number): Points[] {
  if (count === 0) return [[]]
  return points.flatMap((point, i) =>
    subsetsOf(points.slice(i + 1), count - 1).map((rest) => [point, ...rest]),
  )
}

describe.each([1, 2, 3, 4])('with %d objectives', (objectives) => {
  const reference = referenceOf(objectives)
  const anySubset = fc.tuple(
    anyPoints(objectives, MAX_POINTS[objectives]!),
    fc.integer({ min: 0, max: MAX_POINTS[objectives]! }),
  )

  test('each point that is chosen adds the most to those chosen before it', () => {
    fc.assert(
      fc.property(anySubset, ([points, count]) => {
        const chosen = chooseSubset(points, count, reference)
        expect(new Set(chosen).size).toBe(Math.min(count, points.length))
        for (const [place, i] of chosen.entries()) {
          const before = chosen.slice(0, place)
          const volumeWith = (j: number) =>
            gridVolume(
              [...before, j].map((each) => points[each]!),
              reference,
            )
          const others = [...points.keys()].filter((j) => !before.includes(j))
          const most = Math.max(...others.map(volumeWith))
          expect(volumeWith(i)).toBeGreaterThan(most - 1e-13)
        }
      }),
      { numRuns: tries(200) },
    )
  })

  test('of points that add the same, the first is chosen', () => {
    const points = [
      referenceOf(objectives),
      ...[0.5, 0.5, 0.5].map((x) => referenceOf(objectives).fill(x)),
    ]
    expect(chooseSubset(points, 4, reference)).toEqual([1, 0, 2, 3])
  })
})

test('what is chosen dominates at least 1 - 1/e of the most that as many points can', () => {
  fc.assert(
    fc.property(anyPoints(2, 8), fc.integer({ min: 0, max: 4 }), (points, count) => {
      const chosen = chooseSubset(points, count, [1, 1]).map((i) => points[i]!)
      const best = Math.max(
        ...subsetsOf(points, Math.min(count, points.length)).map((each) =>
          gridVolume(each, [1, 1]),
        ),
      )
      expect(gridVolume(chosen, [1, 1])).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best - 1e-13)
    }),
    { numRuns: tries(200) },
  )
})
