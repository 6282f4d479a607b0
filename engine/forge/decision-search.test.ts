import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateBits } from '../testing/evaluate-bits.ts'
import { FREE } from './bit-decision.ts'
import { BitGraph, usedNodes } from './bit-graph.ts'
import { searchDecision } from './decision-search.ts'

/** The outcome of a table for each of its entries, and the operations that it takes, negations for free. */
function search(table: Uint8Array): { outcomes: number[]; operations: number } {
  const graph = new BitGraph()
  const inputs = Array.from({ length: Math.log2(table.length) }, (_, i) => graph.input(`${i}`))
  const outcome = searchDecision(table)(graph, inputs)
  const outcomes = Array.from(table, (_, index) => {
    const words = inputs.map((_, i): [string, number] => [`${i}`, (index >>> i) & 1 ? -1 : 0])
    return evaluateBits(graph, [outcome], new Map(words))[0]! & 1
  })
  return {
    outcomes,
    operations: usedNodes(graph, [outcome]).filter((id) => 'left' in graph.nodes[id]!).length,
  }
}

const anyTable = fc
  .integer({ min: 0, max: 6 })
  .chain((count) =>
    fc
      .array(fc.constantFrom(0, 0, 1, 1, FREE), { minLength: 2 ** count, maxLength: 2 ** count })
      .map((entries) => Uint8Array.from(entries)),
  )

test('every entry that is not free comes out as the table has it', () =>
  fc.assert(
    fc.property(anyTable, (table) => {
      const { outcomes } = search(table)
      for (const [i, entry] of table.entries()) {
        if (entry !== FREE) expect(outcomes[i]).toBe(entry)
      }
    }),
  ))

test('the majority of three takes four operations: one half implies the other', () => {
  const table = Uint8Array.from({ length: 8 }, (_, i) => Number([3, 5, 6, 7].includes(i)))
  expect(search(table).operations).toBe(4)
})

test('a threshold takes at most an operation for each bit but one', () => {
  for (let threshold = 1; threshold < 64; threshold++) {
    const table = Uint8Array.from({ length: 64 }, (_, i) => Number(i >= threshold))
    expect(search(table).operations).toBeLessThanOrEqual(5)
  }
})

test('the parity of six inputs takes five operations', () => {
  const ones = (i: number) => [...i.toString(2)].filter((bit) => bit === '1').length
  const table = Uint8Array.from({ length: 64 }, (_, i) => ones(i) % 2)
  expect(search(table).operations).toBe(5)
})
