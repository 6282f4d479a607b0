import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitInPlane, countPlanes } from '../../forge/bit-step.ts'
import { buildBitLayout } from '../../forge/wgsl/bit-layout.ts'
import { countCells } from '../../lattice/size.ts'
import { listRowParts, packRow, unpackRow, viewCells, wordOfRow } from './bit-rows.ts'

const anyRange = fc
  .record({
    x: fc.integer({ min: 1, max: 80 }),
    y: fc.integer({ min: 1, max: 4 }),
    z: fc.integer({ min: 1, max: 3 }),
    states: fc.constantFrom(2, 3, 8, 9, 200, 256),
    /** Where the cells begin in their buffer. */
    offsetBytes: fc.nat(3),
    seed: fc.nat(),
    first: fc.nat(),
    count: fc.nat(),
  })
  .map((any) => {
    const size = { x: any.x, y: any.y, z: any.z }
    const cells = countCells(size)
    const first = any.first % cells
    return { ...any, size, first, count: any.count % (cells - first + 1) }
  })

test('every cell is a bit of each plane at its place, and nothing else is touched', () =>
  fc.assert(
    fc.property(anyRange, ({ size, states, offsetBytes, seed, first, count }) => {
      const layout = buildBitLayout(size, { x: 1, y: 1, z: 0 }, 1, 1)
      const cells = new Uint8Array(new ArrayBuffer(offsetBytes + count), offsetBytes)
      for (let i = 0; i < count; i++) {
        cells[i] = (Math.imul(seed + i, 0x9e3779b1) >>> 9) % states
      }
      for (let plane = 0; plane < countPlanes(states); plane++) {
        const words = new Uint32Array(layout.planeWords).fill(seed)
        const expected = words.slice()
        for (const part of listRowParts(layout, first, count)) {
          packRow(viewCells(cells), plane, part, words, wordOfRow(layout, part.row))
        }
        for (let i = 0; i < count; i++) {
          const x = (first + i) % size.x
          const place = wordOfRow(layout, Math.floor((first + i) / size.x)) + (x >>> 5)
          const rest = expected[place]! & ~(1 << (x & 31))
          expected[place] = rest | (bitInPlane(cells[i]!, plane) << (x & 31))
        }
        expect(words).toEqual(expected)
      }
    }),
    { numRuns: 300 },
  ))

test('what was packed is unpacked', () =>
  fc.assert(
    fc.property(anyRange, ({ size, states, offsetBytes, seed, first, count }) => {
      const layout = buildBitLayout(size, { x: 1, y: 0, z: 1 }, 1, 1)
      const cells = new Uint8Array(count).map((_, i) => {
        return (Math.imul(seed + i, 0x85ebca6b) >>> 9) % states
      })
      const found = new Uint8Array(new ArrayBuffer(offsetBytes + count), offsetBytes)
      for (let plane = states === 2 ? 0 : 1; plane < countPlanes(states); plane++) {
        const words = new Uint32Array(layout.planeWords)
        const value = states === 2 ? 1 : 2 ** (plane - 1)
        for (const part of listRowParts(layout, first, count)) {
          const at = wordOfRow(layout, part.row)
          packRow(viewCells(cells), plane, part, words, at)
          unpackRow(words, at, value, part, viewCells(found))
        }
      }
      expect(found).toEqual(cells)
    }),
    { numRuns: 300 },
  ))
