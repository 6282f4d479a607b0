import { expect, test } from 'vitest'
import { WHOLE } from '../state/clip.ts'
import { buildClipBox } from './clip-box.ts'

const size = { x: 8, y: 4, z: 2 }

test('nothing cut away is the whole world', () => {
  expect(buildClipBox(size, WHOLE)).toEqual({ min: [0, 0, 0], max: [8, 4, 2] })
})

test('planes cut whole cells off both ends of their own axes', () => {
  expect(buildClipBox(size, { ...WHOLE, x: { from: 0, to: 0.5 } }).max).toEqual([4, 4, 2])
  expect(
    buildClipBox(size, { ...WHOLE, x: { from: 0.25, to: 0.75 }, y: { from: 0.5, to: 1 } }),
  ).toEqual({ min: [2, 2, 0], max: [6, 4, 2] })
})

test('one layer stays even when all is cut away', () => {
  expect(buildClipBox(size, { ...WHOLE, z: { from: 0, to: 0 } }).max).toEqual([8, 4, 1])
  expect(buildClipBox(size, { ...WHOLE, z: { from: 1, to: 1 } })).toEqual({
    min: [0, 0, 1],
    max: [8, 4, 2],
  })
})
