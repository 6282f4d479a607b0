import { expect, test } from 'vitest'
import { countCells } from '../../engine/lattice/size.ts'
import { markBricks } from './brick-occupancy.ts'
import { wholeClipBox } from './clip-box.ts'
import { CUBE_STRIDE, findVisibleCubes } from './visible-cubes.ts'

const size = { x: 5, y: 4, z: 3 }
const whole = wholeClipBox(size)

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
  const cubes = find(full, { min: [0, 0, 0], max: [3, 4, 3] })
  expect(cubes).toContainEqual([2, 1, 1, 1])
  expect(cubes.every(([x]) => x! < 3)).toBe(true)
})

test('bricks that hold nothing are passed over, and nothing else', () => {
  const wide = { x: 30, y: 9, z: 9 }
  const cells = new Uint8Array(countCells(wide))
  for (const at of [0, 7, 8, 29, 30 * 8 + 17, 30 * 9 * 8 + 30 * 8 + 29]) cells[at] = 1
  const marks = new Uint8Array(4 * 2 * 2)
  markBricks(cells, wide, marks)
  const list = (known?: Uint8Array) => {
    const into = new Uint16Array(CUBE_STRIDE * 20)
    return [findVisibleCubes(cells, wide, wholeClipBox(wide), into, known), [...into]]
  }
  expect(list(marks)).toEqual(list())
  expect(list(marks)[0]).toBe(6)
})

test('never more cubes than there is room for', () => {
  expect(find(new Uint8Array(countCells(size)).fill(1), whole, 7)).toHaveLength(7)
})
