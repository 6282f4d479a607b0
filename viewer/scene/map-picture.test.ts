import { expect, test } from 'vitest'
import { BRICK_CHANGED, BRICK_FILLED } from '../../engine/protocol/picture-api.ts'
import { drawMap } from './map-picture.ts'

test('a column is as bright as it is full, one with a lone brick still seen', () => {
  const size = { x: 16, y: 8, z: 32 }
  const marks = new Uint8Array(2 * 1 * 4).fill(BRICK_CHANGED)
  expect([...drawMap(marks, size)]).toEqual([0, 0])
  marks[2] = BRICK_FILLED
  for (const full of [1, 3, 5, 7]) marks[full] = BRICK_FILLED
  expect([...drawMap(marks, size)]).toEqual([128, 255])
})
