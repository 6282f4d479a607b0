import { expect, test } from 'vitest'
import { guessDimensions, suggestSize } from './suggest-size.ts'

const patternOf = (text: string) =>
  ({ kind: 'pattern', bytes: new TextEncoder().encode(text) }) as const

test.each([
  ['W30', 1],
  ['B3/S23', 2],
  ['345/2/4', 2],
  ['R5,C0,M1,S34..58,B34..45,NM', 2],
  ['4555', 3],
  ['13-26/13-14,17-19/2/M', 3],
  ['4/4/5/HEX12', 3],
  ['3D4..7/6..8', 3],
])('%s is a rule of %d dimensions', (rule, dimensions) => {
  expect(guessDimensions(rule)).toBe(dimensions)
})

test.each([
  ['x = 3, y = 3, rule = B3/S23\nbob$2o$bo!', '256x256'],
  ['x = 300, y = 9, rule = B3/S23\n', '2048x2048'],
  ['x = 90000, y = 9\n', '4096x4096'],
  ['x = 3, y = 3, rule = 4555\n', '64x64x64'],
  ['VOX \u0096', '64x64x64'],
])('a pattern that begins %j gets a world of %s', (text, size) => {
  expect(suggestSize(patternOf(text))).toBe(size)
})

test('a soup gets a world of the dimensions of its rule', () => {
  expect(suggestSize({ kind: 'soup', rule: 'W110', density: 9 })).toBe('401')
})
