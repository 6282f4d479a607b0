import { expect, test } from 'vitest'
import { countCells } from '../../engine/lattice/size.ts'
import { buildClipBox } from './clip-box.ts'
import { CUBE_STRIDE, findVisibleCubes } from './visible-cubes.ts'

const size = { x: 5, y: 4, z: 3 }
const whole = buildClipBox(size, { axis: 'x', cut: 0 })

function find(cells: Uint8Array, clip = whole, room = 1000) {
  const into = new Uint16Array(CUBE_STRIDE * room)
  const count = findVisibleCubes(cells, size, clip, into)
  return Array.from({ length: count }, (_, i) => [...into.slice(4 * i, 4 * i + 4)])
}

test('an empty world has no cubes', () => {
  expect(find(new Uint8Array(countCells(size)))).toEqual([])
})

test('a lone cell is one cube, with its place and state', () => {
  const cells = new Uint8Array(countCells(size))
  cells[3 + 5 * (2 + 4 * 1)] = 7
  expect(find(cells)).toEqual([[3, 2, 1, 7]])
})

test('a full world is drawn as its skin', () => {
  const inner = 3 * 2 * 1
  expect(find(new Uint8Array(countCells(size)).fill(1))).toHaveLength(countCells(size) - inner)
})

test('a clipping plane opens what was hidden behind it', () => {
  const full = new Uint8Array(countCells(size)).fill(1)
  const cubes = find(full, buildClipBox(size, { axis: 'x', cut: 0.4 }))
  expect(cubes).toContainEqual([2, 1, 1, 1])
  expect(cubes.every(([x]) => x! < 3)).toBe(true)
})

test('never more cubes than there is room for', () => {
  expect(find(new Uint8Array(countCells(size)).fill(1), whole, 7)).toHaveLength(7)
})
