import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells, type Size } from '../lattice/size.ts'
import { LONE_DENSITY, writeDensity } from './write-density.ts'

function densityOf(cells: Uint8Array, size: Size): Uint8Array {
  const into = new Uint8Array(cells.length).fill(77)
  writeDensity(cells, size, into, new Uint8Array(cells.length).fill(99))
  return into
}

test('the density is the weighted sum over the 27 cells around, with nothing outside of the world', () => {
  const axis = fc.integer({ min: 1, max: 5 })
  const anyWorld = fc.record({ x: axis, y: axis, z: axis }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      cells: fc.uint8Array({ minLength: countCells(size), maxLength: countCells(size), max: 2 }),
    }),
  )
  fc.assert(
    fc.property(anyWorld, ({ size, cells }) => {
      const at = (x: number, y: number, z: number) => {
        const isInside = x >= 0 && y >= 0 && z >= 0 && x < size.x && y < size.y && z < size.z
        return isInside && cells[x + size.x * (y + size.y * z)] !== 0 ? 1 : 0
      }
      const around = [-1, 0, 1]
      const expected = Array.from(cells, (_, i) => {
        const [x, y] = [i % size.x, Math.floor(i / size.x) % size.y]
        const z = Math.floor(i / (size.x * size.y))
        let sum = 0
        for (const dz of around) {
          for (const dy of around) {
            for (const dx of around) {
              const weight = (2 - Math.abs(dx)) * (2 - Math.abs(dy)) * (2 - Math.abs(dz))
              sum += weight * at(x + dx, y + dy, z + dz)
            }
          }
        }
        return Math.floor((255 * sum) / 64)
      })
      expect([...densityOf(cells, size)]).toEqual(expected)
    }),
  )
})

test('a lone cell has a density that a surface can be laid at', () => {
  const size = { x: 3, y: 3, z: 3 }
  const cells = new Uint8Array(27)
  cells[13] = 1
  expect(densityOf(cells, size)[13]).toBe(LONE_DENSITY)
})
