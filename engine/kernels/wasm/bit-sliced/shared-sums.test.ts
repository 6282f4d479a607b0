import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BitGraph } from '../../../forge/bit-graph.ts'
import { evaluateBits } from '../../../testing/evaluate-bits.ts'
import { countInstructions } from './logic-writer.ts'
import { ADDING_STYLES, type AddingStyle, type BoundedNumber, sumSets } from './shared-sums.ts'

/** Numbers of up to this, and which sets have them. */
const anySums = fc.array(
  fc.record({
    max: fc.integer({ min: 1, max: 9 }),
    value: fc.nat(9),
    sets: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  }),
  { minLength: 1, maxLength: 8 },
)

const bitsOf = (max: number) => Math.floor(Math.log2(max)) + 1

test.each(ADDING_STYLES)('%s: every set adds up, with a constant', (style) => {
  fc.assert(
    fc.property(anySums, fc.nat(3), (summands, extra) => {
      const graph = new BitGraph()
      const inputs = new Map<string, number>()
      const numbers = summands.map(({ max, value }, i): BoundedNumber => {
        const bits = Array.from({ length: bitsOf(max) }, (_, bit) => {
          inputs.set(`${i} ${bit}`, -((Math.min(value, max) >> bit) & 1))
          return graph.input(`${i} ${bit}`)
        })
        return { bits, max }
      })
      const sets = [0, 1, 2].map((set) => numbers.filter((_, i) => summands[i]!.sets[set]))
      const sums = sumSets(graph, sets, style, extra)
      for (const [set, { bits, max }] of sums.entries()) {
        const words = evaluateBits(graph, bits, inputs)
        const members = summands.filter(({ sets: isIn }) => isIn[set])
        const expected = members.reduce((sum, { max: m, value }) => sum + Math.min(value, m), extra)
        expect(words.reduce((sum, word, bit) => sum - word * 2 ** bit, 0)).toBe(expected)
        expect(max).toBe(members.reduce((sum, { max: m }) => sum + m, extra))
      }
    }),
  )
})

test.each(ADDING_STYLES)('%s: two windows cost less than twice one', (style: AddingStyle) => {
  const costOf = (windows: number) => {
    const graph = new BitGraph()
    const rows = Array.from(
      { length: 4 },
      (_, row): BoundedNumber => ({
        bits: [graph.input(`${row} low`), graph.input(`${row} high`)],
        max: 3,
      }),
    )
    const sets = Array.from({ length: windows }, (_, i) => rows.slice(i, i + 3))
    const bits = sumSets(graph, sets, style).flatMap((sum) => sum.bits)
    return countInstructions(graph, bits)
  }
  expect(costOf(2)).toBeLessThan(2 * costOf(1))
})
