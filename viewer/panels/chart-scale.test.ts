import { expect, test } from 'vitest'
import { buildScale, nearestIndex, niceCeiling } from './chart-scale.ts'

test.each([
  [0, 1],
  [1, 1],
  [1.2, 2],
  [21, 25],
  [116, 200],
  [4800, 5000],
  [5001, 10000],
])('%d is held by %d', (value, ceiling) => {
  expect(niceCeiling(value)).toBe(ceiling)
})

test('a scale leads to pixels and back', () => {
  const scale = buildScale([10, 30], [100, 0])
  expect(scale.toPixel(10)).toBe(100)
  expect(scale.toPixel(20)).toBe(50)
  expect(scale.toValue(scale.toPixel(17))).toBeCloseTo(17)
})

test('one value alone is no division by zero', () => {
  expect(buildScale([5, 5], [0, 100]).toPixel(5)).toBe(0)
})

test('the nearest of a list is found at its ends and between', () => {
  const ticks = Float64Array.of(0, 10, 20)
  expect(nearestIndex(ticks, -3)).toBe(0)
  expect(nearestIndex(ticks, 4)).toBe(0)
  expect(nearestIndex(ticks, 6)).toBe(1)
  expect(nearestIndex(ticks, 99)).toBe(2)
  expect(nearestIndex(new Float64Array(), 1)).toBe(-1)
})
