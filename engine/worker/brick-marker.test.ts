import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells, type Size } from '../lattice/size.ts'
import { BRICK_CHANGED, BRICK_EDGE, BRICK_FILLED, countBricks } from '../protocol/picture-api.ts'
import type { Frame } from '../protocol/simulation-api.ts'
import { BrickMarker } from './brick-marker.ts'
import { HalfLevel, halve } from './half-level.ts'

const ORIGIN = { x: 0, y: 0, z: 0 }

const frameOf = (version: number, shape: Size, cells: Uint8Array, origin = ORIGIN): Frame =>
  ({ version, shape, origin, cells: cells.slice().buffer }) as Partial<Frame> as Frame

/** Each brick's cells, by looking at every cell by itself. */
function markPlainly(cells: Uint8Array, before: Uint8Array, size: Size): number[] {
  const bricks = countBricks(size)
  const marks = new Array<number>(countCells(bricks)).fill(0)
  for (let i = 0; i < cells.length; i++) {
    const x = i % size.x
    const y = Math.floor(i / size.x) % size.y
    const z = Math.floor(i / (size.x * size.y))
    const [bx, by, bz] = [x, y, z].map((at) => Math.floor(at / BRICK_EDGE))
    const brick = bx! + bricks.x * (by! + bricks.y * bz!)
    if (cells[i] !== 0) marks[brick]! |= BRICK_FILLED
    if (cells[i] !== before[i]) marks[brick]! |= BRICK_CHANGED
  }
  return marks
}

const anyAxis = fc.constantFrom(1, 3, 8, 9, 16, 24)
const anyPair = fc
  .record({ x: anyAxis, y: anyAxis, z: fc.constantFrom(1, 5, 8, 17) })
  .chain((size) => {
    const length = countCells(size)
    const places = fc.array(fc.tuple(fc.nat(length - 1), fc.integer({ min: 0, max: 3 })), {
      maxLength: 12,
    })
    return fc.record({ size: fc.constant(size), first: places, then: places })
  })

function paint(length: number, ...places: (readonly [number, number])[][]): Uint8Array {
  const cells = new Uint8Array(length)
  for (const [at, state] of places.flat()) cells[at] = state
  return cells
}

test('marks say of every brick whether it holds anything and whether it has changed', () => {
  fc.assert(
    fc.property(anyPair, ({ size, first, then }) => {
      const before = paint(countCells(size), first)
      const now = paint(countCells(size), first, then)
      const marker = new BrickMarker()
      marker.mark(frameOf(4, size, before))
      const { marks, since } = marker.mark(frameOf(7, size, now))
      expect(since).toBe(4)
      expect([...marks]).toEqual(markPlainly(now, before, size))
    }),
  )
})

test('of the first picture, and of one of another place, all bricks are new', () => {
  const size = { x: 16, y: 8, z: 8 }
  const cells = paint(countCells(size), [[3, 1]])
  const marker = new BrickMarker()
  const first = marker.mark(frameOf(1, size, cells))
  expect(first).toEqual({
    marks: Uint8Array.of(BRICK_FILLED | BRICK_CHANGED, BRICK_CHANGED),
    since: undefined,
  })
  expect(marker.mark(frameOf(2, size, cells, { x: 32, y: 0, z: 0 })).since).toBeUndefined()
})

test('the half level has the first state of each block of eight, also where only some bricks changed', () => {
  fc.assert(
    fc.property(anyPair, ({ size, first, then }) => {
      const marker = new BrickMarker()
      const level = new HalfLevel()
      const half = halve(size)
      const into = new Uint8Array(countCells(half))
      const before = paint(countCells(size), first)
      const now = paint(countCells(size), first, then)
      level.write(before, size, marker.mark(frameOf(1, size, before)), into)
      level.write(now, size, marker.mark(frameOf(2, size, now)), into)
      const expected = new Uint8Array(into.length)
      for (let i = now.length - 1; i >= 0; i--) {
        const [x, y] = [i % size.x, Math.floor(i / size.x) % size.y]
        const z = Math.floor(i / (size.x * size.y))
        const at = (x >> 1) + half.x * ((y >> 1) + half.y * (z >> 1))
        if (now[i] !== 0) expected[at] = now[i]!
      }
      expect(into).toEqual(expected)
    }),
  )
})
