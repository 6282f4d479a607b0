import { expect, test } from 'vitest'
import { splitBox, wholeOf } from '../lattice/world-box.ts'
import { type PaintedStroke, type Palette, startStroke } from './stroke.ts'

const MASK = 2n ** 64n - 1n

/** SplitMix64 written the obvious way, with big integers. */
function* drawsOf(seed: bigint) {
  let state = seed
  for (;;) {
    state = (state + 0x9e3779b97f4a7c15n) & MASK
    let z = state
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK
    yield z ^ (z >> 31n)
  }
}

function expectedSoup(seed: bigint, count: number, density: number, states: number) {
  const cells: number[] = []
  for (const draw of drawsOf(seed)) {
    if (cells.length === count) break
    const isAlive = draw >> 56n < BigInt(density)
    cells.push(isAlive ? 1 + Number(((draw >> 32n) & 0xffffn) % BigInt(states - 1)) : 0)
  }
  return cells
}

const size = { x: 5, y: 4, z: 3 }

/** A small world as bytes; strokes are painted on it in parts of at most so many cells. */
class Canvas {
  readonly cells = new Uint8Array(60)
  readonly #palette: Palette

  constructor(states: number) {
    this.#palette = { states, seed: 12345n }
  }

  paint(stroke: PaintedStroke, maxCells = 60): void {
    const paintPart = startStroke(stroke, this.#palette)
    for (const part of splitBox(wholeOf(size), maxCells)) {
      const from = part.x + size.x * (part.y + size.y * part.z)
      paintPart(part, this.cells.subarray(from, from + part.size.x * part.size.y * part.size.z))
    }
  }
}

test.each([2, 3, 256])('a soup with %i states follows SplitMix64, draw for cell', (states) => {
  const canvas = new Canvas(states)
  canvas.paint({ kind: 'soup', box: { x: 0, y: 0, z: 0, size }, density: 100 })
  expect([...canvas.cells]).toEqual(expectedSoup(12345n, 60, 100, states))
})

test('a soup is the same however large its rows, its density and its seed', () => {
  const seeds = [0n, 1n, 2n ** 63n, MASK]
  for (const [i, seed] of seeds.entries()) {
    const density = [0, 1, 128, 255][i]!
    const box = { x: 0, y: 0, z: 0, size: { x: 70_000, y: 2, z: 1 } }
    const cells = new Uint8Array(140_000)
    startStroke({ kind: 'soup', box, density }, { states: 2 + i, seed })(box, cells)
    expect([...cells]).toEqual(expectedSoup(seed, 140_000, density, 2 + i))
  }
})

test('each soup starts the stream anew, and visits its box in flat order', () => {
  const canvas = new Canvas(2)
  const box = { x: 1, y: 1, z: 1, size: { x: 2, y: 2, z: 2 } }
  canvas.paint({ kind: 'soup', box, density: 128 })
  const indices = [26, 27, 31, 32, 46, 47, 51, 52]
  expect(indices.map((i) => canvas.cells[i])).toEqual(expectedSoup(12345n, 8, 128, 2))
  const outside = [...canvas.cells].filter((_, i) => !indices.includes(i))
  expect(outside.every((state) => state === 0)).toBe(true)
})

test('density 0 kills all; a soup replaces what lay there', () => {
  const canvas = new Canvas(2)
  canvas.cells.fill(1)
  canvas.paint({ kind: 'soup', box: { x: 0, y: 0, z: 0, size }, density: 0 })
  expect(canvas.cells.every((state) => state === 0)).toBe(true)
})

test('a fill sets its box and nothing else', () => {
  const canvas = new Canvas(9)
  canvas.paint({
    kind: 'fill',
    box: { x: 3, y: 0, z: 2, size: { x: 2, y: 1, z: 1 } },
    state: 8,
  })
  expect(canvas.cells.filter((state) => state === 8)).toHaveLength(2)
  expect([canvas.cells[43], canvas.cells[44]]).toEqual([8, 8])
})

test.each([1, 3, 5, 12, 20, 59])('in parts of %i cells every stroke is the same', (maxCells) => {
  const box = { x: 1, y: 1, z: 0, size: { x: 3, y: 2, z: 3 } }
  const cells = {
    x: Int32Array.of(0, 2, 1),
    y: Int32Array.of(0, 1, 1),
    z: Int32Array.of(0, 0, 1),
    states: Uint8Array.of(2, 1, 2),
  }
  const strokes: PaintedStroke[] = [
    { kind: 'soup', box: wholeOf(size), density: 90 },
    { kind: 'fill', box, state: 1 },
    { kind: 'soup', box, density: 200 },
    { kind: 'sites', cells, x: 1, y: 2, z: 1 },
  ]
  const [whole, parted] = [new Canvas(3), new Canvas(3)]
  for (const stroke of strokes) {
    whole.paint(stroke)
    parted.paint(stroke, maxCells)
  }
  expect(parted.cells).toEqual(whole.cells)
  expect([whole.cells[31], whole.cells[38], whole.cells[57]]).toEqual([2, 1, 2])
})
