import { expect, test } from 'vitest'
import { canRestAt, finestResolution, MIN_SOLID_RESOLUTION, nextResolution } from './resolution.ts'

test('slow frames make the picture coarser down to a bound', () => {
  let resolution = 2
  for (let i = 0; i < 20; i++) resolution = nextResolution(resolution, 200, [0.5, 2])
  expect(resolution).toBe(0.5)
})

test('fast frames make it as fine as the screen', () => {
  let resolution = MIN_SOLID_RESOLUTION
  for (let i = 0; i < 20; i++) resolution = nextResolution(resolution, 8, [0.5, 1.5])
  expect(resolution).toBe(1.5)
})

test('frames neither slow nor fast change nothing', () => {
  expect(nextResolution(0.75, 30, [0.5, 2])).toBe(0.75)
  expect(nextResolution(0.75, 30, [1, 2])).toBe(1)
})

test.each([
  [1, 1],
  [1.25, 1.25],
  [3, 2],
  [0.8, 1],
])('a screen of ratio %d is drawn at %d', (ratio, resolution) => {
  expect(finestResolution(ratio)).toBe(resolution)
})

test('a scene rests at its finest only where that takes no longer than a second', () => {
  expect(canRestAt(1, 0.5, 200)).toBe(true)
  expect(canRestAt(1, 0.5, 400)).toBe(false)
  expect(canRestAt(2, 1, 16)).toBe(true)
})
