import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells } from '../../engine/lattice/size.ts'
import { BRICK_EDGE, countBricks } from '../../engine/protocol/picture-api.ts'
import { markBricks } from './brick-occupancy.ts'

const axis = fc.integer({ min: 1, max: 20 })

test('a brick is marked exactly when a cell in it is not zero', () => {
  const world = fc
    .record({ x: axis, y: axis, z: axis })
    .chain((size) =>
      fc.tuple(fc.constant(size), fc.array(fc.nat(countCells(size) - 1), { maxLength: 6 })),
    )
  fc.assert(
    fc.property(world, ([size, live]) => {
      const cells = new Uint8Array(countCells(size))
      for (const i of live) cells[i] = 3
      const bricks = countBricks(size)
      const marked = new Uint8Array(countCells(bricks)).fill(9)
      markBricks(cells, size, marked)
      const expected = new Uint8Array(countCells(bricks))
      for (const i of live) {
        const at = (cell: number) => Math.floor(cell / BRICK_EDGE)
        const [x, y, z] = [
          i % size.x,
          Math.floor(i / size.x) % size.y,
          Math.floor(i / (size.x * size.y)),
        ]
        expected[at(x) + bricks.x * (at(y) + bricks.y * at(z))] = 1
      }
      expect(marked).toEqual(expected)
    }),
  )
})
