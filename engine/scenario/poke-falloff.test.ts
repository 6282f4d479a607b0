import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gaussianWeight, WHOLE_WEIGHT, weighSites } from './poke-falloff.ts'

test('a weight is the whole in the middle and a 64th of it at the radius', () => {
  expect(gaussianWeight(0, 5)).toBe(WHOLE_WEIGHT)
  expect(gaussianWeight(25, 5)).toBe(WHOLE_WEIGHT / 64)
  expect(gaussianWeight(10_000, 5)).toBe(0)
})

test('weights are those of a Gaussian, to one in 16,384', () => {
  fc.assert(
    fc.property(fc.nat({ max: 4000 }), fc.integer({ min: 1, max: 64 }), (squared, radius) => {
      const exact = WHOLE_WEIGHT * Math.exp(-Math.LN2 * ((6 * squared) / radius ** 2))
      expect(Math.abs(gaussianWeight(squared, radius) - exact)).toBeLessThan(1)
    }),
  )
})

test('sites are weighed by their distance along all axes', () => {
  const size = { x: 4, y: 3, z: 2 }
  const weights = weighSites(Uint32Array.of(0, 1, 4, 12), size, {
    x: 0,
    y: 0,
    z: 0,
    radiusCells: 2,
  })
  expect(weights[0]).toBe(WHOLE_WEIGHT)
  expect(new Set(weights.slice(1))).toEqual(new Set([gaussianWeight(1, 2)]))
})
