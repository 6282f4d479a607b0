import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOX, TORUS } from '../../../lattice/topology.ts'
import { chooseAxisOrder } from './axis-order.ts'
import { bitInRow, buildSlicedLayout } from './sliced-layout.ts'

const MOORE = { kind: 'named', name: 'moore-2d' } as const

test('every cell of a row has a bit of its own, and so have the copies beyond its ends', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 700 }),
      fc.constantFrom(BOX, TORUS),
      (width, topology) => {
        const layout = buildSlicedLayout({ x: width, y: 300, z: 1 }, topology, MOORE)
        const { size, reach, vectors, isPadded, isOpen } = layout
        const copies = isPadded && !isOpen ? reach.x : 0
        const bits = new Set<number>()
        for (let x = -copies; x < size.x + copies; x++) bits.add(bitInRow(layout, x))
        expect(bits.size).toBe(size.x + 2 * copies)
        expect(Math.max(...bits)).toBeLessThan(128 * vectors)
      },
    ),
  )
})

test('neighbors along a row are the same bit of neighboring vectors', () => {
  const layout = buildSlicedLayout({ x: 512, y: 8, z: 1 }, TORUS, MOORE)
  expect(layout.vectors).toBe(4)
  for (let x = 0; x < 511; x++) {
    if (x % 4 === 3) continue
    expect(bitInRow(layout, x + 1)).toBe(bitInRow(layout, x) + 128)
  }
  expect(bitInRow(layout, 4)).toBe(bitInRow(layout, 0) + 1)
})

describe('the order of axes', () => {
  test.each([
    [{ x: 100, y: 100, z: 100 }, ['x', 'y', 'z'], true],
    [{ x: 1, y: 1, z: 500 }, ['z', 'x', 'y'], true],
    [{ x: 1, y: 300, z: 200 }, ['y', 'z', 'x'], true],
    [{ x: 3, y: 400, z: 50 }, ['y', 'x', 'z'], false],
    [{ x: 3, y: 5, z: 4000 }, ['z', 'x', 'y'], false],
  ] as const)('of %o is %o', (size, axes, isFlat) => {
    expect(chooseAxisOrder(size)).toEqual({ axes, isFlat })
  })
})

test('a large cube takes little more than two bits a cell', () => {
  const size = { x: 1024, y: 1024, z: 1024 }
  const { planeBytes } = buildSlicedLayout(size, TORUS, { kind: 'named', name: 'moore-3d' })
  expect((2 * 8 * planeBytes) / 2 ** 30).toBeLessThan(2.1)
})
