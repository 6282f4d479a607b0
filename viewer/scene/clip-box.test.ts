import { expect, test } from 'vitest'
import { buildClipBox } from './clip-box.ts'

const size = { x: 8, y: 4, z: 2 }

test('nothing cut away is the whole world', () => {
  expect(buildClipBox(size, { axis: 'y', cut: 0 })).toEqual({ min: [0, 0, 0], max: [8, 4, 2] })
})

test('a plane cuts whole cells off its own axis only', () => {
  expect(buildClipBox(size, { axis: 'x', cut: 0.5 }).max).toEqual([4, 4, 2])
  expect(buildClipBox(size, { axis: 'y', cut: 0.25 }).max).toEqual([8, 3, 2])
})

test('one layer stays even when all is cut away', () => {
  expect(buildClipBox(size, { axis: 'z', cut: 1 }).max).toEqual([8, 4, 1])
})
