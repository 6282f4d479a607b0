import { expect, test } from 'vitest'
import { choosesHalves } from './level-of-detail.ts'

test('cells smaller than a pixel are drawn as blocks, larger ones by themselves', () => {
  expect(choosesHalves(0.5, false)).toBe(true)
  expect(choosesHalves(3, true)).toBe(false)
})

test('between the bounds the level stays what it was', () => {
  expect(choosesHalves(1, true)).toBe(true)
  expect(choosesHalves(1, false)).toBe(false)
})
