import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPoints } from '../../testing/any-points.ts'
import { tries } from '../../testing/tries.ts'
import { dominates, findNondominated } from './nondominated.ts'
import { rankFirst, rankOf } from './rank.ts'

type Points = readonly (readonly number[])[]

/** Ranks by taking away, again and again, what nothing that is left dominates. */
function peel(points: Points): number[] {
  const ranks = points.map(() => -1)
  for (let rank = 0; ranks.includes(-1); rank++) {
    const left = [...points.keys()].filter((i) => ranks[i] === -1)
    const front = left.filter((i) => !left.some((j) => dominates(points[j]!, points[i]!)))
    for (const i of front) ranks[i] = rank
  }
  return ranks
}

describe.each([1, 2, 3, 4, 5])('with %d objectives', (objectives) => {
  const inAll = (holds: (points: Points) => void) =>
    fc.assert(fc.property(anyPoints(objectives, 60), holds), { numRuns: tries(300) })

  test('ranks are those of fronts that are taken away one after the other', () => {
    inAll((points) => {
      expect(rankOf(points)).toEqual(peel(points))
    })
  })

  test('of the first ranks whole ones are told, until they have enough points, and all others have the next', () => {
    fc.assert(
      fc.property(anyPoints(objectives, 60), fc.integer({ min: 1, max: 60 }), (points, count) => {
        const ranks = peel(points)
        const sizeBelow = (rank: number) => ranks.filter((each) => each < rank).length
        const isTold = (rank: number) => sizeBelow(rank) < count
        const next = Math.min(...ranks.filter((rank) => !isTold(rank)))
        const expected = ranks.map((rank) => (isTold(rank) ? rank : next))
        expect(rankFirst(points, count)).toEqual(expected)
      }),
      { numRuns: tries(200) },
    )
  })

  test('what is not dominated has rank 0, and of equal points only the first is named', () => {
    inAll((points) => {
      const isFirst = (point: readonly number[], i: number) =>
        points.findIndex((other) => other.every((x, k) => x === point[k])) === i
      const ranks = rankOf(points)
      const first = points.flatMap((point, i) => (ranks[i] === 0 && isFirst(point, i) ? [i] : []))
      expect(findNondominated(points)).toEqual(first)
    })
  })
})

test('a point dominates another that is nowhere better and somewhere worse', () => {
  expect(dominates([1, 2], [1, 3])).toBe(true)
  expect(dominates([1, 2], [1, 2])).toBe(false)
  expect(dominates([1, 3], [2, 2])).toBe(false)
})

test('no points have no ranks', () => {
  expect(rankOf([])).toEqual([])
  expect(findNondominated([])).toEqual([])
})

test('infinite losses have ranks too', () => {
  const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number
  const loss = fc.constantFrom(NEGATIVE_INFINITY, 0, 1, POSITIVE_INFINITY)
  fc.assert(
    fc.property(fc.array(fc.tuple(loss, loss, loss)), (points) => {
      expect(rankOf(points)).toEqual(peel(points))
    }),
  )
})
