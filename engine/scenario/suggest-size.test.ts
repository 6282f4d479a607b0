import { expect, test } from 'vitest'
import { suggestSize } from './suggest-size.ts'

test.each([
  [1, { x: 512, y: 1, z: 1 }],
  [2, { x: 256, y: 256, z: 1 }],
  [3, { x: 64, y: 64, z: 64 }],
] as const)(
  '%i dimensions without a pattern get a world that is quick to see',
  (dimensions, size) => {
    expect(suggestSize(dimensions, undefined)).toEqual(size)
  },
)

test('a pattern gets four times its extent, as a power of two, up to a bound', () => {
  expect(suggestSize(2, { x: 300, y: 9, z: 1 })).toEqual({ x: 2048, y: 2048, z: 1 })
  expect(suggestSize(2, { x: 90_000, y: 9, z: 1 })).toEqual({ x: 4096, y: 4096, z: 1 })
  expect(suggestSize(3, { x: 20, y: 20, z: 30 })).toEqual({ x: 128, y: 128, z: 128 })
})
