import { expect, test } from 'vitest'
import { applyStroke, type Canvas } from './stroke.ts'

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

function canvasOf(states: number, seed = 12345n): Canvas {
  return { cells: new Uint8Array(60), size, states, seed }
}

test.each([2, 3, 256])('a soup with %i states follows SplitMix64, draw for cell', (states) => {
  const canvas = canvasOf(states)
  applyStroke(canvas, { kind: 'soup', box: { x: 0, y: 0, z: 0, size }, density: 100 })
  expect([...canvas.cells]).toEqual(expectedSoup(12345n, 60, 100, states))
})

test('each soup starts the stream anew, and visits its box in flat order', () => {
  const canvas = canvasOf(2)
  const box = { x: 1, y: 1, z: 1, size: { x: 2, y: 2, z: 2 } }
  applyStroke(canvas, { kind: 'soup', box, density: 128 })
  const indices = [26, 27, 31, 32, 46, 47, 51, 52]
  expect(indices.map((i) => canvas.cells[i])).toEqual(expectedSoup(12345n, 8, 128, 2))
  const outside = [...canvas.cells].filter((_, i) => !indices.includes(i))
  expect(outside.every((state) => state === 0)).toBe(true)
})

test('density 0 kills all; a soup replaces what lay there', () => {
  const canvas = canvasOf(2)
  canvas.cells.fill(1)
  applyStroke(canvas, { kind: 'soup', box: { x: 0, y: 0, z: 0, size }, density: 0 })
  expect(canvas.cells.every((state) => state === 0)).toBe(true)
})

test('a fill sets its box and nothing else', () => {
  const canvas = canvasOf(9)
  applyStroke(canvas, {
    kind: 'fill',
    box: { x: 3, y: 0, z: 2, size: { x: 2, y: 1, z: 1 } },
    state: 8,
  })
  expect(canvas.cells.filter((state) => state === 8)).toHaveLength(2)
  expect([canvas.cells[43], canvas.cells[44]]).toEqual([8, 8])
})
