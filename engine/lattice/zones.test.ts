import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells } from './size.ts'
import { BOLT_SIZE, boltOf, boxOfZone, listZones, ZONE_SIZE, zoneOf } from './zones.ts'

test('a bolt has 144 cells and a zone 248,832', () => {
  expect(countCells(BOLT_SIZE)).toBe(144)
  expect(countCells(ZONE_SIZE)).toBe(248_832)
  expect(ZONE_SIZE).toEqual({ x: 72, y: 72, z: 48 })
})

const anyWorld = fc.record({
  x: fc.integer({ min: 1, max: 300 }),
  y: fc.integer({ min: 1, max: 300 }),
  z: fc.integer({ min: 1, max: 200 }),
})

test("a world's zones fill it without overlap", () => {
  fc.assert(
    fc.property(anyWorld, (world) => {
      const boxes = listZones(world).map((zone) => boxOfZone(world, zone))
      const cells = boxes.reduce((sum, box) => sum + countCells(box.size), 0)
      expect(cells).toBe(countCells(world))
      for (const { origin, size } of boxes) {
        expect(Math.min(size.x, size.y, size.z)).toBeGreaterThan(0)
        const last = {
          x: origin.x + size.x - 1,
          y: origin.y + size.y - 1,
          z: origin.z + size.z - 1,
        }
        expect(zoneOf(last)).toEqual(zoneOf(origin))
      }
    }),
  )
})

test('a site lies in the block its coordinates fall into', () => {
  expect(zoneOf({ x: 71, y: 72, z: 47 })).toEqual({ x: 0, y: 1, z: 0 })
  expect(boltOf({ x: 5, y: 6, z: 4 })).toEqual({ x: 0, y: 1, z: 1 })
  expect(boxOfZone({ x: 100, y: 72, z: 1 }, { x: 1, y: 0, z: 0 })).toEqual({
    origin: { x: 72, y: 0, z: 0 },
    size: { x: 28, y: 72, z: 1 },
  })
})
