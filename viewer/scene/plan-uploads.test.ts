import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells } from '../../engine/lattice/size.ts'
import { BRICK_CHANGED, BRICK_FILLED, countBricks } from '../../engine/protocol/picture-api.ts'
import { halveMarks, planUploads } from './plan-uploads.ts'

const size = { x: 60, y: 40, z: 24 }
const bricks = countBricks(size)

function mark(...at: readonly number[]): Uint8Array {
  const marks = new Uint8Array(countCells(bricks)).fill(BRICK_FILLED)
  for (const brick of at) marks[brick]! |= BRICK_CHANGED
  return marks
}

test('nothing is uploaded of a picture that has not changed', () => {
  expect(planUploads(mark(), size)).toEqual([])
})

test('a lone brick at the end of the world is a box that ends with it', () => {
  const last = countCells(bricks) - 1
  expect(planUploads(mark(last), size)).toEqual([
    { x: 56, y: 32, z: 16, size: { x: 4, y: 8, z: 8 } },
  ])
})

test('all bricks that have changed are covered, with boxes inside of the world', () => {
  const anyBricks = fc.array(fc.nat(countCells(bricks) - 1), { maxLength: 40 })
  fc.assert(
    fc.property(anyBricks, (changed) => {
      const covered = new Uint8Array(countCells(size))
      for (const { x, y, z, size: box } of planUploads(mark(...changed), size)) {
        expect(x + box.x).toBeLessThanOrEqual(size.x)
        expect(y + box.y).toBeLessThanOrEqual(size.y)
        expect(z + box.z).toBeLessThanOrEqual(size.z)
        for (let k = z; k < z + box.z; k++) {
          for (let j = y; j < y + box.y; j++) {
            const row = size.x * (j + size.y * k)
            covered.fill(1, row + x, row + x + box.x)
          }
        }
      }
      for (const brick of changed) {
        const x = 8 * (brick % bricks.x)
        const y = 8 * (Math.floor(brick / bricks.x) % bricks.y)
        const z = 8 * Math.floor(brick / (bricks.x * bricks.y))
        expect(covered[x + size.x * (y + size.y * z)]).toBe(1)
      }
    }),
  )
})

test('two corners of a layer that are far apart are not uploaded as one box', () => {
  const boxes = planUploads(mark(0, bricks.x * bricks.y - 1), size)
  expect(boxes.map(({ size: box }) => countCells(box))).toEqual([512, 256])
})

test('a brick of the half level is marked as the eight are that it stands for', () => {
  const half = { x: 30, y: 20, z: 12 }
  const marks = halveMarks(mark(bricks.x * 2 + 5), size, half)
  const changed = [...marks].flatMap((each, i) => ((each & BRICK_CHANGED) === 0 ? [] : [i]))
  expect(changed).toEqual([2 + 4 * 1])
})
