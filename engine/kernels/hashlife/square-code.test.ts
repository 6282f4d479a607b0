/** The ticks of a square of 16x16 cells do to those in its middle what the rule says. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import { NodeStore } from './node-store.ts'
import type { PlaneRule } from './plane-rule.ts'

const anySeed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

/** A rule under which nothing comes of nothing, drawn entry by entry. */
const anyRule = anySeed.map((seed): PlaneRule => {
  const bits = drawBits(seed, 512)
  bits[0] = 0
  return bits
})

/** Of those the ones that only count. */
const anyCountingRule = fc.tuple(fc.nat(255), fc.nat(511)).map(
  ([birth, survival]): PlaneRule =>
    new Uint8Array(512).map((_, square) => {
      const count = [...(square & ~16).toString(2)].filter((bit) => bit === '1').length
      return ((square & 16 ? survival : 2 * birth) >> count) & 1
    }),
)

function drawBits(seed: bigint, length: number): Uint8Array {
  const random = createSplitMix64(seed)
  return new Uint8Array(length).map(() => {
    random.next()
    return random.low & 1
  })
}

/** Rows of cells. */
type Cells = readonly (readonly number[])[]

const drawSquare = (seed: bigint): Cells => {
  const bits = drawBits(seed, 256)
  return Array.from({ length: 16 }, (_, y) => Array.from(bits.subarray(16 * y, 16 * y + 16)))
}

/** The leaf of the 8x8 cells at a corner. */
function leafAt(store: NodeStore, cells: Cells, left: number, top: number): number {
  const halves: [number, number] = [0, 0]
  for (let bit = 0; bit < 64; bit++) {
    const cell = cells[top + (bit >> 3)]![left + (bit & 7)]!
    halves[bit < 32 ? 0 : 1] |= cell << (bit & 31)
  }
  return store.find(halves[0], halves[1], 0, 0)
}

/** One tick cell by cell; the result is a ring smaller. */
function tickCells(rule: PlaneRule, cells: Cells): Cells {
  return cells.slice(2).map((row, y) =>
    row.slice(2).map((_, x) => {
      let square = 0
      for (let bit = 0; bit < 9; bit++) {
        square |= cells[y + Math.floor(bit / 3)]![x + (bit % 3)]! << bit
      }
      return rule[square]!
    }),
  )
}

test.each([
  ['any', anyRule],
  ['a counting', anyCountingRule],
] as const)('up to four ticks of %s rule are those of its cells', (_, anyOfThem) => {
  fc.assert(
    fc.property(anyOfThem, anySeed, (rule, seed) => {
      const store = new NodeStore(rule, 0, () => new Error('no memory'))
      let cells = drawSquare(seed)
      const corners = [0, 8].flatMap((top) => [0, 8].map((left) => leafAt(store, cells, left, top)))
      const [nw, ne, sw, se] = corners
      const square = store.find(nw!, ne!, sw!, se!)
      for (let ticks = 0; ticks <= 4; ticks++) {
        const margin = 4 - ticks
        expect(store.instance.square(square, ticks)).toBe(leafAt(store, cells, margin, margin))
        if (ticks < 4) cells = tickCells(rule, cells)
      }
    }),
    { numRuns: 40 },
  )
})
