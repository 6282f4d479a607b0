import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPoints, referenceOf } from '../../testing/any-points.ts'
import { gridVolume } from '../../testing/grid-volume.ts'
import { tries } from '../../testing/tries.ts'
import { wfgVolume } from '../../testing/wfg-volume.ts'
import { hypervolume } from './hypervolume.ts'
import { findNondominated } from './nondominated.ts'

/** How many points a set has at most, so that its grid has not too many cells. */
const MAX_POINTS = [0, 30, 30, 14, 8, 6]

describe.each([1, 2, 3, 4, 5])('with %d objectives', (objectives) => {
  const reference = referenceOf(objectives)

  test('the hypervolume is the volume of the grid cells that are dominated', () => {
    fc.assert(
      fc.property(anyPoints(objectives, MAX_POINTS[objectives]!), (points) => {
        const found = hypervolume(points, reference)
        expect(Math.abs(found - gridVolume(points, reference))).toBeLessThan(1e-13)
      }),
      { numRuns: tries(300) },
    )
  })

  test('the order of the points does not matter, nor do points that are dominated', () => {
    fc.assert(
      fc.property(anyPoints(objectives, 40), (points) => {
        const volume = hypervolume(points, reference)
        expect(hypervolume(points.toReversed(), reference)).toBeCloseTo(volume, 13)
        const front = findNondominated(points).map((i) => points[i]!)
        expect(hypervolume(front, reference)).toBeCloseTo(volume, 13)
      }),
      { numRuns: tries(300) },
    )
  })
})

test('no points dominate nothing, nor does one that is only as good as the reference', () => {
  for (const objectives of [1, 2, 3, 4]) {
    expect(hypervolume([], referenceOf(objectives))).toBe(0)
    expect(hypervolume([[1, 0, 0, 0].slice(0, objectives)], referenceOf(objectives))).toBe(0)
  }
  expect(hypervolume([[Number.NaN, 0]], [1, 1])).toBe(0)
})

test('halves of the cube, one for each of six objectives, leave only the corner where all are missed', () => {
  const axes = Array.from({ length: 6 }, (_, k) => k)
  const points = axes.map((k) => axes.map((i) => (i === k ? 0.5 : 0)))
  expect(hypervolume(points, referenceOf(6))).toBe(1 - 2 ** -6)
})

/** Points of which none dominates another: their losses add up to 1. */
function buildFront(objectives: number, count: number) {
  return Array.from({ length: count }, (_, n) => {
    const raw = Array.from({ length: objectives }, (_, k) => ((n + 1) * (k + 2) ** 2 * 0.618) % 1)
    const total = raw.reduce((sum, each) => sum + each, 0)
    return raw.map((each) => each / total)
  })
}

test.each([
  [2, 60],
  [3, 60],
  [4, 60],
  [5, 30],
  [6, 20],
])(
  'with %d objectives the volume of a front of %d points is what WFG gives',
  (objectives, count) => {
    const points = buildFront(objectives, count)
    const reference = new Array<number>(objectives).fill(1.1)
    expect(hypervolume(points, reference)).toBeCloseTo(wfgVolume(points, reference), 12)
  },
)

test.each([
  [4, 1000],
  [6, 200],
])('with %d objectives a front of %d points is no strain on the stack', (objectives, count) => {
  const points = buildFront(objectives, count)
  const volume = hypervolume(points, referenceOf(objectives))
  const half = hypervolume(points.slice(count / 2), referenceOf(objectives))
  expect(volume).toBeLessThan(1)
  expect(volume).toBeGreaterThan(half)
})

const file = process.env.THUNDERLINE_HYPERVOLUMES
test('the volumes of a file of cases are matched to 1e-12', ({ skip }) => {
  if (file === undefined) skip('THUNDERLINE_HYPERVOLUMES names no file of cases')
  const { cases } = JSON.parse(readFileSync(file!, 'utf8')) as { cases: FileCase[] }
  expect(cases.length).toBeGreaterThan(0)
  for (const { ref, points, hv, nondominated } of cases) {
    expect(Math.abs(hypervolume(points, ref) - hv)).toBeLessThanOrEqual(1e-12)
    expect(findNondominated(points)).toEqual(nondominated)
  }
})

interface FileCase {
  readonly ref: readonly number[]
  readonly points: readonly (readonly number[])[]
  readonly hv: number
  readonly nondominated: readonly number[]
}
