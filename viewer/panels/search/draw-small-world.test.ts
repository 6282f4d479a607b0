import { expect, test } from 'vitest'
import { drawSmallWorld, MAX_SIDE } from './draw-small-world.ts'

const palette = new Uint8Array(1024)
palette.set([200, 100, 50, 255], 4)
palette.set([0, 200, 0, 255], 8)

test('a flat world is drawn cell by cell in the colors of its states, what is empty not at all', () => {
  const { width, height, bytes } = drawSmallWorld(
    Uint8Array.of(0, 1, 2, 0),
    { x: 2, y: 2, z: 1 },
    palette,
  )
  expect([width, height]).toEqual([2, 2])
  // The second row of cells lies above.
  expect([...bytes]).toEqual([0, 200, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 200, 100, 50, 255])
})

test('of a solid world the uppermost cell of a column is seen, brighter than one at the floor', () => {
  const cells = Uint8Array.of(1, 1, 0, 2)
  const { bytes } = drawSmallWorld(cells, { x: 2, y: 1, z: 2 }, palette)
  expect([...bytes.subarray(4, 8)]).toEqual([0, 200, 0, 255])
  expect(bytes[0]).toBeLessThan(200)
  expect(bytes[0]).toBeGreaterThan(0)
})

test('a picture of a large world has no more than so many pixels a side', () => {
  const side = 3 * MAX_SIDE + 1
  const { width, height } = drawSmallWorld(
    new Uint8Array(side * 2),
    { x: side, y: 2, z: 1 },
    palette,
  )
  expect(width).toBeLessThanOrEqual(MAX_SIDE)
  expect(height).toBe(1)
})
