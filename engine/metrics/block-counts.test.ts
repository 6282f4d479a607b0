import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOX, TORUS } from '../lattice/topology.ts'
import { describeCells } from '../testing/measured-states.ts'
import { countBlocks } from './block-counts.ts'

/** Rows in which blocks recur: some pattern, time and again, with a few other cells. */
const anyRow = fc
  .record({
    pattern: fc.array(fc.nat(1), { minLength: 1, maxLength: 9 }),
    cells: fc.integer({ min: 20, max: 4000 }),
    others: fc.array(fc.nat(3999), { maxLength: 5 }),
    topology: fc.constantFrom(BOX, TORUS),
  })
  .map(({ pattern, cells: length, others, topology }) => {
    const cells = Uint8Array.from({ length }, (_, x) => pattern[x % pattern.length]!)
    for (const x of others) cells[x % length]! ^= 1
    return { cells, topology }
  })

test.each([17, 18, 19, 20])(
  'blocks of %i cells in a row are all counted, however often they recur',
  (length) => {
    fc.assert(
      fc.property(anyRow, ({ cells, topology }) => {
        const size = { x: cells.length, y: 1, z: 1 }
        const { counts, blocks } = countBlocks(describeCells(size, cells, { topology }), length)
        const text =
          cells.join('') + (topology === TORUS ? cells.join('').slice(0, length - 1) : '')
        const expected = new Map<string, number>()
        for (let x = 0; x + length <= text.length; x++) {
          const block = text.slice(x, x + length)
          expected.set(block, (expected.get(block) ?? 0) + 1)
        }
        const found = [...expected.keys()].map((block) => {
          return counts[Number.parseInt([...block].reverse().join(''), 2)]
        })
        expect(found).toEqual([...expected.values()])
        expect(blocks).toBe(text.length - length + 1)
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(blocks)
      }),
      { numRuns: 10 },
    )
  },
)
