import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOX, TORUS } from '../../../lattice/topology.ts'
import { chooseAxisOrder } from './axis-order.ts'
import { bitOfCell, buildSlicedLayout } from './sliced-layout.ts'

const MOORE = { kind: 'named', name: 'moore-2d' } as const

/** A world of one plane that fills its bits in either way. */
const anyWorld = fc.record({
  width: fc.integer({ min: 1, max: 700 }),
  height: fc.integer({ min: 1, max: 70 }),
  topology: fc.constantFrom(BOX, TORUS),
})

test('every cell has a bit of its own, and so have the places beyond the ends of the axis that is split', () => {
  fc.assert(
    fc.property(anyWorld, ({ width, height, topology }) => {
      const layout = buildSlicedLayout({ x: width, y: height, z: 1 }, topology, MOORE)
      const { size, reach, rows, rowBytes, split, isPadded } = layout
      const beyond = { x: 0, y: 0, [split]: isPadded ? reach[split] : 0 }
      const bits = new Set<number>()
      for (let y = -beyond.y; y < size.y + beyond.y; y++) {
        for (let x = -beyond.x; x < size.x + beyond.x; x++) bits.add(bitOfCell(layout, x, y))
      }
      expect(bits.size).toBe((size.x + 2 * beyond.x) * (size.y + 2 * beyond.y))
      const strays = [...bits].filter((bit) => {
        const byte = (bit >> 3) - layout.origin
        return Math.floor(byte / layout.strideY) >= rows || byte % layout.strideY >= rowBytes
      })
      expect(strays).toEqual([])
    }),
  )
})

test('what lies beside a cell is the same bit of the byte beside it, and at the end of a part the next bit', () => {
  fc.assert(
    fc.property(anyWorld, ({ width, height, topology }) => {
      const layout = buildSlicedLayout({ x: width, y: height, z: 1 }, topology, MOORE)
      const { size, rows, rowBytes, split, strideY } = layout
      const back = split === 'x' ? rowBytes : rows * strideY
      const strays: string[] = []
      for (let y = 0; y < size.y - 1; y++) {
        for (let x = 0; x < size.x - 1; x++) {
          const bit = bitOfCell(layout, x, y)
          const isLast = split === 'x' ? (x + 1) % rowBytes === 0 : (y + 1) % rows === 0
          const next = 1 - (isLast ? 8 * back : 0)
          const [right, below] = [bitOfCell(layout, x + 1, y), bitOfCell(layout, x, y + 1)]
          const toRight = isLast && split === 'x' ? next + 8 : 8
          const toBelow = isLast && split === 'y' ? next + 8 * strideY : 8 * strideY
          if (right - bit !== toRight || below - bit !== toBelow) strays.push(`${x}, ${y}`)
        }
      }
      expect(strays).toEqual([])
    }),
    { numRuns: 30 },
  )
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
