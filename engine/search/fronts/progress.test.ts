import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPoints, referenceOf } from '../../testing/any-points.ts'
import { tries } from '../../testing/tries.ts'
import { hypervolume } from './hypervolume.ts'
import { HypervolumeProgress, hypervolumeOver } from './progress.ts'

describe.each([1, 2, 3, 4, 5])('with %d objectives', (objectives) => {
  const reference = referenceOf(objectives)

  test('after each trial the volume is that of all trials so far, and never falls', () => {
    fc.assert(
      fc.property(anyPoints(objectives, 25), (points) => {
        const volumes = hypervolumeOver(points, reference)
        for (const [i, volume] of volumes.entries()) {
          const exact = hypervolume(points.slice(0, i + 1), reference)
          expect(Math.abs(volume - exact)).toBeLessThan(1e-13)
          expect(volume).toBeGreaterThanOrEqual(volumes[i - 1] ?? 0)
        }
      }),
      { numRuns: tries(200) },
    )
  })
})

test('what a point adds is told, and nothing is added twice', () => {
  const progress = new HypervolumeProgress([1, 1])
  expect(progress.add([0.5, 0.5])).toBe(0.25)
  expect(progress.add([0.5, 0.5])).toBe(0)
  expect(progress.add([0.75, 0.25])).toBe(0.0625)
  expect(progress.add([0, 1])).toBe(0)
  expect(progress.volume).toBe(0.3125)
})
