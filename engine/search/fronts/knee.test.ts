import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyPoints } from '../../testing/any-points.ts'
import { tries } from '../../testing/tries.ts'
import { findKnees } from './knee.ts'
import { findNondominated } from './nondominated.ts'

const steps = Array.from({ length: 101 }, (_, i) => i / 100)

test('the knee of the hyperbola y = 1/x is in its middle', () => {
  // Between (1/4, 4) and (4, 1/4) the line is parallel to that through (1, 1) with the slope -1.
  const points = steps.map((s) => 0.25 * 16 ** s).map((x) => [x, 1 / x])
  const [knee] = findKnees(points)
  expect(points[knee!.index]![0]).toBeCloseTo(1, 12)
  // Each axis is 15/4 long; (1, 1) is at 1/5 of both: 1 - 2/5 over the root of 2.
  expect(knee!.bulge).toBeCloseTo(0.6 / Math.SQRT2, 12)
})

test('with two objectives the bulge is the distance from the line between the extreme points', () => {
  fc.assert(
    fc.property(anyPoints(2, 20), (points) => {
      const front = findNondominated(points).map((i) => points[i]!)
      const first = front.toSorted((a, b) => a[0]! - b[0]!)[0]
      const last = front.toSorted((a, b) => a[1]! - b[1]!)[0]
      if (first === undefined || last === undefined) return
      const width = last[0]! - first[0]!
      const height = first[1]! - last[1]!
      for (const { index, bulge } of findKnees(points)) {
        // The line leads from (0, 1) to (1, 0).
        const [x, y] = [
          (points[index]![0]! - first[0]!) / width,
          (points[index]![1]! - last[1]!) / height,
        ]
        const cross = 1 * (y - 1) - -1 * (x - 0)
        expect(Math.abs(bulge - Math.abs(cross) / Math.hypot(1, -1))).toBeLessThan(1e-9)
      }
    }),
    { numRuns: tries(300) },
  )
})

test('scaling and shifting objectives changes no knee', () => {
  const loss = fc.integer({ min: 0, max: 1000 })
  fc.assert(
    fc.property(fc.array(fc.tuple(loss, loss, loss)), (points) => {
      const moved = points.map(([x, y, z]) => [8 * x - 4, y / 4 + 2, z])
      expect(findKnees(moved)).toEqual(findKnees(points))
    }),
    { numRuns: tries(300) },
  )
})

test('a straight front and one that bends away have none', () => {
  expect(findKnees(steps.map((x) => [x, 1 - x]))).toEqual([])
  expect(findKnees(steps.map((x) => [x, Math.sqrt(1 - x * x)]))).toEqual([])
  expect(findKnees([])).toEqual([])
  expect(findKnees([[1, 2]])).toEqual([])
})

test('with three objectives the point nearest to the ideal bulges most', () => {
  const corners = [
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
  ]
  const knees = findKnees([...corners, [0.25, 0.25, 0.25], [0.125, 0.25, 0.5]])
  expect(knees.map(({ index }) => index)).toEqual([3, 4])
  expect(knees[0]!.bulge).toBeCloseTo(0.25 / Math.sqrt(3), 15)
})
