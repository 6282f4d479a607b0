import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOutRows, readRows, writeRows } from './world-rows.ts'

const anySize = fc.record({
  x: fc.integer({ min: 1, max: 40 }),
  y: fc.integer({ min: 1, max: 4 }),
  z: fc.integer({ min: 1, max: 3 }),
})

test('a row is whole chunks, repeats the world, and is 0 behind it', () =>
  fc.assert(
    fc.property(anySize, fc.boolean(), (size, isTorus) => {
      const rows = layOutRows(size, isTorus)
      const plane = new Uint8Array(rows.bytes)
      const count = size.x * size.y * size.z
      const cells = new Uint8Array(count).map((_, i) => 1 + (i % 255))
      writeRows(rows, plane, cells, 0)
      expect(rows.rowBytes % 16).toBe(0)
      expect(rows.widthCells).toBeGreaterThanOrEqual(isTorus ? 16 : 1)
      for (let i = 0; i < plane.length; i++) {
        const x = i % rows.rowBytes
        const row = (i - x) / rows.rowBytes
        expect(plane[i]).toBe(x < rows.widthCells ? cells[row * size.x + (x % size.x)] : 0)
      }
    }),
  ))

test('any part that is written is read back, and nothing else changes', () =>
  fc.assert(
    fc.property(anySize, fc.boolean(), fc.nat(), fc.nat(), (size, isTorus, a, b) => {
      const rows = layOutRows(size, isTorus)
      const plane = new Uint8Array(rows.bytes)
      const count = size.x * size.y * size.z
      const [from, to] = [a % (count + 1), b % (count + 1)].sort((p, q) => p - q)
      writeRows(rows, plane, new Uint8Array(to! - from!).fill(7), from!)
      const read = new Uint8Array(count)
      readRows(rows, plane, read, 0)
      expect(read).toEqual(new Uint8Array(count).fill(7, from, to))
      const part = new Uint8Array(to! - from!)
      readRows(rows, plane, part, from!)
      expect(part).toEqual(part.map(() => 7))
    }),
  ))
