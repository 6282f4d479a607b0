import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells, type Size } from '../lattice/size.ts'
import { wholeOf } from '../lattice/world-box.ts'
import { type PaintedStroke, type Palette, startStroke } from '../scenario/stroke.ts'
import { BoundedCells } from './bounded-cells.ts'

const PALETTE: Palette = { states: 5, seed: 9n }

/** Cells in memory, which notes how much of them was written. */
class Holder {
  readonly backend = 'memory'
  readonly cells: Uint8Array
  written = 0

  constructor(cells: Uint8Array) {
    this.cells = cells
  }

  read(into: Uint8Array, firstCell = 0): void {
    into.set(this.cells.subarray(firstCell, firstCell + into.length))
  }

  write(cells: Uint8Array, _tick: number, firstCell = 0): void {
    this.written += cells.length
    this.cells.set(cells, firstCell)
  }
}

const anySize = fc.record({
  x: fc.integer({ min: 1, max: 9 }),
  y: fc.integer({ min: 1, max: 7 }),
  z: fc.integer({ min: 1, max: 5 }),
})

function anyStrokeIn(size: Size): fc.Arbitrary<PaintedStroke> {
  const anyRange = (cells: number) =>
    fc.tuple(fc.nat(cells - 1), fc.nat(cells - 1)).map(([a, b]) => ({
      at: Math.min(a, b),
      cells: Math.abs(a - b) + 1,
    }))
  const anyBox = fc
    .tuple(anyRange(size.x), anyRange(size.y), anyRange(size.z))
    .map(([x, y, z]) => ({
      ...{ x: x.at, y: y.at, z: z.at },
      size: { x: x.cells, y: y.cells, z: z.cells },
    }))
  const anySites = fc
    .uniqueArray(fc.nat(countCells(size) - 1), { maxLength: 4 })
    .map((sites): PaintedStroke => {
      const inOrder = sites.toSorted((a, b) => a - b)
      const list = {
        x: Int32Array.from(inOrder, (cell) => cell % size.x),
        y: Int32Array.from(inOrder, (cell) => Math.floor(cell / size.x) % size.y),
        z: Int32Array.from(inOrder, (cell) => Math.floor(cell / size.x / size.y)),
        states: Uint8Array.from(inOrder, (cell) => 1 + (cell % 4)),
      }
      return { kind: 'sites', cells: list, x: 0, y: 0, z: 0 }
    })
  return fc.oneof(
    anySites,
    anyBox.map((box): PaintedStroke => ({ kind: 'fill', box, state: 3 })),
    anyBox.map((box): PaintedStroke => ({ kind: 'soup', box, density: 128 })),
  )
}

test('what strokes paint is what they paint on the whole world at once', () =>
  fc.assert(
    fc.asyncProperty(
      anySize.chain((size) =>
        fc.tuple(fc.constant(size), fc.array(anyStrokeIn(size), { maxLength: 3 })),
      ),
      async ([size, strokes]) => {
        const start = new Uint8Array(countCells(size)).map((_, cell) => cell % 5)
        const expected = start.slice()
        for (const stroke of strokes) startStroke(stroke, PALETTE)(wholeOf(size), expected)
        const holder = new Holder(start)
        await new BoundedCells(holder, size).paint(strokes, PALETTE, 0)
        expect(holder.cells).toEqual(expected)
      },
    ),
    { numRuns: 500 },
  ))

test('one cell of a large world is painted without looking at the others', async () => {
  const size = { x: 100, y: 100, z: 100 }
  const holder = new Holder(new Uint8Array(countCells(size)))
  const box = { x: 40, y: 50, z: 60, size: { x: 1, y: 1, z: 1 } }
  const masked: number[] = []
  await new BoundedCells(holder, size).paint(
    [{ kind: 'fill', box, state: 2 }],
    PALETTE,
    0,
    (part) => masked.push(countCells(part.size)),
  )
  expect(holder.written).toBe(1)
  expect(masked).toEqual([1])
  expect(holder.cells.indexOf(2)).toBe(40 + 100 * (50 + 100 * 60))
})
