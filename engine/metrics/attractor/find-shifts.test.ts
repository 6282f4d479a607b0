import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Vector } from '../orientation.ts'
import type { Figure } from './figure.ts'
import { findShift, isShifted } from './find-shifts.ts'

const anyFigure = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 4 }),
  )
  .chain(([x, y, z]) =>
    fc
      .uint8Array({ minLength: x * y * z, maxLength: x * y * z, max: 1 })
      .map((cells): Figure => ({ size: { x, y, z }, cells, wraps: true, background: 0 })),
  )

/** Every shift tried on every cell. */
function allShifts(from: Figure, to: Figure): Vector[] {
  const { x: w, y: h, z: d } = from.size
  const found: Vector[] = []
  for (let dz = 0; dz < d; dz++)
    for (let dy = 0; dy < h; dy++)
      for (let dx = 0; dx < w; dx++) {
        const isRight = [...from.cells].every((state, i) => {
          const [x, y, z] = [i % w, Math.floor(i / w) % h, Math.floor(i / (w * h))]
          return state === to.cells[((x + dx) % w) + w * (((y + dy) % h) + h * ((z + dz) % d))]
        })
        if (isRight) found.push([dx, dy, dz])
      }
  return found
}

const moved = (figure: Figure, [dx, dy, dz]: Vector): Figure => {
  const { x: w, y: h, z: d } = figure.size
  const cells = new Uint8Array(figure.cells.length)
  for (const [i, state] of figure.cells.entries()) {
    const [x, y, z] = [i % w, Math.floor(i / w) % h, Math.floor(i / (w * h))]
    cells[((x + dx) % w) + w * (((y + dy) % h) + h * ((z + dz) % d))] = state
  }
  return { ...figure, cells }
}

test('a figure that was moved around is found where it is, by the shortest of all shifts that do it', () => {
  fc.assert(
    fc.property(anyFigure, fc.nat(5), fc.nat(4), fc.nat(3), (figure, dx, dy, dz) => {
      const to = moved(figure, [dx, dy, dz])
      const found = findShift(figure, to)!
      expect(isShifted(figure, to, found)).toBe(true)
      const sizes = [figure.size.x, figure.size.y, figure.size.z]
      const shortest = Math.min(
        ...allShifts(figure, to).map((shift) =>
          shift.reduce((sum, at, axis) => sum + Math.min(at, sizes[axis]! - at), 0),
        ),
      )
      expect(found.reduce((sum, at) => sum + Math.abs(at), 0)).toBe(shortest)
    }),
    { numRuns: 300 },
  )
})

test('figures that no shift takes to each other are told apart', () => {
  fc.assert(
    fc.property(anyFigure, fc.infiniteStream(fc.nat(1)), (figure, bits) => {
      const cells = figure.cells.map(() => bits.next().value)
      const other = { ...figure, cells }
      expect(findShift(figure, other) === undefined).toBe(allShifts(figure, other).length === 0)
    }),
    { numRuns: 300 },
  )
})

test('only shifts that are allowed are told', () => {
  const figure: Figure = {
    size: { x: 4, y: 1, z: 1 },
    cells: Uint8Array.of(1, 0, 1, 0),
    wraps: true,
    background: 0,
  }
  const to = { ...figure, cells: Uint8Array.of(0, 1, 0, 1) }
  expect(findShift(figure, to)).toEqual([-1, 0, 0])
  expect(findShift(figure, to, ([x]) => x > 0)).toEqual([1, 0, 0])
  expect(findShift(figure, to, ([x]) => x % 2 === 0)).toBeUndefined()
})

test('stripes, which as many shifts as half their cells take to each other, take no time', () => {
  const size = { x: 256, y: 512, z: 1 }
  const cells = new Uint8Array(2 ** 17).map((_, i) => i & 1)
  const to = { size, cells: cells.map((state) => 1 - state), wraps: true, background: 0 }
  expect(findShift({ size, cells, wraps: true, background: 0 }, to)).toEqual([-1, 0, 0])
})
