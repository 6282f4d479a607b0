import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ZoneBoxesError } from './errors.ts'
import { createListedZones } from './listed-zones.ts'
import { countCells, flatIndexOf, type Size } from './size.ts'
import { cellsOfZone, writeZones } from './zone-map.ts'
import type { CellBox } from './zones.ts'

/** A world cut along x into slabs, some of which are listed, each a part of its slab. */
const anyWorld = fc
  .record({
    widths: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
    y: fc.integer({ min: 1, max: 5 }),
    z: fc.integer({ min: 1, max: 4 }),
    cuts: fc.array(fc.record({ y: fc.nat(4), z: fc.nat(3) }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ widths, y, z, cuts }) => {
    const size: Size = { x: widths.reduce((sum, width) => sum + width, 0), y, z }
    let from = 0
    const boxes = widths.map((width, i): CellBox => {
      const origin = { x: from, y: cuts[i]!.y % y, z: cuts[i]!.z % z }
      from += width
      return { origin, size: { x: width, y: y - origin.y, z: z - origin.z } }
    })
    return { size, boxes }
  })

const isIn = ({ origin, size }: CellBox, x: number, y: number, z: number) =>
  x >= origin.x &&
  x < origin.x + size.x &&
  y >= origin.y &&
  y < origin.y + size.y &&
  z >= origin.z &&
  z < origin.z + size.z

test('a cell is in the zone of the box it lies in, else in the last', () =>
  fc.assert(
    fc.property(anyWorld, ({ size, boxes }) => {
      const map = createListedZones(size, boxes)
      expect(map.count).toBe(boxes.length + 1)
      const plane = new Uint8Array(countCells(size)).fill(99)
      writeZones(map, plane)
      const counts = new Array<number>(map.count).fill(0)
      for (let z = 0; z < size.z; z++) {
        for (let y = 0; y < size.y; y++) {
          for (let x = 0; x < size.x; x++) {
            const found = boxes.findIndex((box) => isIn(box, x, y, z))
            const zone = found === -1 ? boxes.length : found
            const cell = flatIndexOf(size, x, y, z)
            expect([map.zoneOfSite(x, y, z), map.zoneOfCell(cell), plane[cell]]).toEqual([
              zone,
              zone,
              zone,
            ])
            counts[zone]!++
          }
        }
      }
      expect(counts.map((_, zone) => map.countCells(zone))).toEqual(counts)
      expect(counts.map((_, zone) => [...cellsOfZone(map, zone)].length)).toEqual(counts)
    }),
  ))

const SIZE: Size = { x: 6, y: 4, z: 1 }
const box = (x: number, width: number): CellBox => ({
  origin: { x, y: 0, z: 0 },
  size: { x: width, y: 4, z: 1 },
})

test.each<[string, readonly CellBox[], RegExp]>([
  ['reaches out of the world', [box(3, 4)], /Box 0 .* leaves the world/],
  ['begins before it', [box(-1, 2)], /Box 0 .* leaves the world/],
  ['has no cells', [box(0, 0)], /Box 0 .* leaves the world/],
  ['meets another', [box(0, 3), box(2, 2)], /Box 1 .* meets box 0/],
  ['is one too many', Array.from({ length: 255 }, () => box(0, 1)), /at most 254/],
])('a box that %s is refused by name', (_what, boxes, message) => {
  expect(() => createListedZones(SIZE, boxes)).toThrow(ZoneBoxesError)
  expect(() => createListedZones(SIZE, boxes)).toThrow(message)
})
