import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildCross } from './build-cross.ts'
import { placeInScene } from './camera-fit.ts'

const anySide = fc.integer({ min: 1, max: 40 })
const anyPlace = fc
  .record({
    origin: fc.tuple(fc.integer(), fc.integer(), fc.integer()),
    size: fc.tuple(anySide, anySide, anySide),
    part: fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999)),
  })
  .map(({ origin: [x, y, z], size, part }) => {
    const [dx, dy, dz] = part.map((each, axis) => each % size[axis]!) as [number, number, number]
    const box = { x, y, z, size: { x: size[0], y: size[1], z: size[2] } }
    return { box, site: { x: x + dx, y: y + dy, z: z + dz } }
  })

test('the lines of a cross lie in the world, go along one axis each, and leave the cell free', () => {
  fc.assert(
    fc.property(anyPlace, ({ box, site }) => {
      const ends = buildCross(site, box)
      const middle = placeInScene(site, box)
      const half = [box.size.x / 2, box.size.y / 2, box.size.z / 2]
      expect(ends.length % 6).toBe(0)
      for (let line = 0; line < ends.length; line += 6) {
        const [from, to] = [ends.slice(line, line + 3), ends.slice(line + 3, line + 6)]
        const along = [0, 1, 2].filter((axis) => from[axis] !== to[axis])
        expect(along).toHaveLength(1)
        const axis = along[0]!
        expect(Math.abs(from[axis]! - middle[axis]!)).toBeGreaterThan(1)
        expect(Math.abs(to[axis]!)).toBe(half[axis])
        for (const across of [0, 1].filter((each) => each !== axis)) {
          expect(from[across]).toBe(middle[across])
        }
      }
    }),
  )
})

test('a cell lies in the scene where the world that is drawn has it, its middle at 0', () => {
  const box = { x: 10, y: 20, z: 30, size: { x: 4, y: 4, z: 4 } }
  expect(placeInScene({ x: 10, y: 20, z: 30 }, box)).toEqual([-1.5, 1.5, -1.5])
  expect(placeInScene({ x: 13, y: 23, z: 33 }, box)).toEqual([1.5, -1.5, 1.5])
})
