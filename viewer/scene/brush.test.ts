import { expect, test } from 'vitest'
import { cellsOfBrush } from './brush.ts'

const size = { x: 9, y: 9, z: 9 }

test('a brush of radius 0 covers the line, of radius 1 a cross around its one cell', () => {
  expect(cellsOfBrush([1, 1, 0], [4, 1, 0], 0, 2, size)).toHaveLength(4)
  const cross = cellsOfBrush([4, 4, 4], [4, 4, 4], 1, 2, size)
  expect(cross).toHaveLength(5)
  expect(new Set(cross.map(([, , z]) => z))).toEqual(new Set([4]))
})

test('what lies outside the world is left out, and no cell is named twice', () => {
  const cells = cellsOfBrush([0, 0, 3], [8, 8, 3], 3, 2, size)
  expect(new Set(cells.map(String)).size).toBe(cells.length)
  expect(cells.flat().every((n) => n >= 0 && n < 9)).toBe(true)
})
