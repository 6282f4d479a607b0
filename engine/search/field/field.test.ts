import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDraws } from '../draws.ts'
import { squaredDistance } from '../squared-distance.ts'
import { findNearest, placeByMeans } from './k-means.ts'
import { moveDown, placeByField } from './place-by-field.ts'
import { type Position, potentialOf } from './potential.ts'

const anyPoints = (least: number) =>
  fc.integer({ min: 1, max: 4 }).chain((dimensions) =>
    fc.array(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: dimensions,
        maxLength: dimensions,
      }),
      { minLength: least, maxLength: 30 },
    ),
  )
const anyWidth = fc.double({ min: 0.02, max: 1, noNaN: true })

/** The divergence as its definition has it. */
function plainDivergence(
  places: readonly Position[],
  points: readonly Position[],
  width: number,
): number {
  const mean = (to: readonly Position[]) => {
    let sum = 0
    for (const a of places)
      for (const b of to) sum += Math.exp(-squaredDistance(a, b) / (4 * width ** 2))
    return sum / places.length / to.length
  }
  return Math.log(mean(places)) - 2 * Math.log(mean(points))
}

test('the divergence is what its definition gives, and its slopes are its differences', () => {
  fc.assert(
    fc.property(anyPoints(4), anyWidth, (all, width) => {
      const [places, points] = [all.slice(0, 2), all.slice(2)]
      const { divergence, slopes } = potentialOf(places, points, width)
      const plain = plainDivergence(places, points, width)
      if (Number.isFinite(plain)) expect(divergence).toBeCloseTo(plain, 8)
      const step = 1e-6
      const moved = (by: number) =>
        places.map((place, i) => (i === 0 ? [place[0]! + by, ...place.slice(1)] : place))
      const difference =
        potentialOf(moved(step), points, width).divergence -
        potentialOf(moved(-step), points, width).divergence
      const slope = difference / (2 * step)
      expect(Math.abs(slopes[0]![0]! - slope)).toBeLessThan(1e-4 * (1 + Math.abs(slope)))
    }),
  )
})

test('no step goes uphill, however narrow the kernel is', () => {
  fc.assert(
    fc.property(anyPoints(3), fc.double({ min: 1e-3, max: 1, noNaN: true }), (points, width) => {
      let places: readonly Position[] = points.slice(0, 2)
      let before = potentialOf(places, points, width).divergence
      for (let step = 0; step < 5; step++) {
        places = moveDown(places, points, width)
        const after = potentialOf(places, points, width).divergence
        expect(after).toBeLessThanOrEqual(before)
        before = after
      }
    }),
  )
})

/** Groups of points around corners of a cube. */
function buildGroups(seed: bigint, count: number): { points: Position[]; corners: Position[] } {
  const draws = createDraws(seed, 0, 99)
  const corners = [
    [0, 0, 0],
    [1, 0, 1],
    [0, 1, 1],
    [1, 1, 0],
  ]
  const points = Array.from({ length: count }, (_, i) =>
    corners[i % 4]!.map((each) => each + 0.1 * (draws.uniform() - 0.5)),
  )
  return { points, corners }
}

test.each([1n, 2n, 3n])(
  'each of four groups of points has a place in its middle, with seed %d',
  (seed) => {
    const { points, corners } = buildGroups(seed, 200)
    const draws = createDraws(seed, 1, 99)
    for (const places of [placeByField(points, 4), placeByMeans(points, 4, { steps: 20, draws })]) {
      const nearest = corners.map((corner) => findNearest(places, corner))
      for (const [i, corner] of corners.entries()) {
        expect(squaredDistance(places[nearest[i]!]!, corner)).toBeLessThan(0.05 ** 2)
      }
    }
  },
)

test('one point, equal points, as many places as points, and none', () => {
  expect(placeByField([], 3)).toEqual([])
  expect(placeByField([[0.5, 0.5]], 3)).toEqual([[0.5, 0.5]])
  expect(placeByField([[1], [1], [1]], 2)).toEqual([[1], [1]])
  expect(placeByField([[0], [1]], 2)).toHaveLength(2)
  expect(placeByField([[0], [1]], 0)).toEqual([])
  expect(() =>
    placeByField(
      Array.from({ length: 5000 }, () => [0]),
      1000,
    ),
  ).toThrow(RangeError)
})
