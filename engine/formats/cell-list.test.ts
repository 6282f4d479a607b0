import { describe, expect, test } from 'vitest'
import { listCells } from '../testing/patterns.ts'
import { boundsOf, cellListFromDense, paintCells, sortCells } from './cell-list.ts'

describe('lists of cells', () => {
  test('painting a list of a world gives the world back', () => {
    const size = { x: 5, y: 4, z: 3 }
    const dense = new Uint8Array(60).map((_, i) => (i % 4 === 1 ? i : 0))
    const painted = new Uint8Array(60)
    paintCells(cellListFromDense(dense, size), painted, size, { x: 0, y: 0, z: 0 })
    expect(painted).toEqual(dense)
  })

  test('what hangs over the edge is left out', () => {
    const list = cellListFromDense(new Uint8Array(9).fill(1), { x: 3, y: 3, z: 1 })
    const world = new Uint8Array(9)
    paintCells(list, world, { x: 3, y: 3, z: 1 }, { x: 2, y: -1, z: 0 })
    expect([...world]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 0])
  })

  test('sorting is by z, y, x over all 32 bits, and the last of one site stays', () => {
    const list = {
      x: Int32Array.of(2 ** 29, -(2 ** 29), 0, 5, 5, 0),
      y: Int32Array.of(0, 0, -1, 3, 3, 0),
      z: Int32Array.of(0, 0, 0, -7, -7, 2 ** 20),
      states: Uint8Array.of(1, 2, 3, 4, 5, 6),
    }
    expect(listCells(sortCells(list))).toEqual([
      '5,3,-7:5',
      '0,-1,0:3',
      `${-(2 ** 29)},0,0:2`,
      `${2 ** 29},0,0:1`,
      `0,0,${2 ** 20}:6`,
    ])
  })

  test('an empty list has no bounds', () => {
    expect(boundsOf(cellListFromDense(new Uint8Array(4), { x: 2, y: 2, z: 1 }))).toBeUndefined()
  })
})
