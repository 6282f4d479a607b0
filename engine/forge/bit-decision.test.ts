import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateBits } from '../testing/evaluate-bits.ts'
import { decide, FREE } from './bit-decision.ts'
import { BitGraph, countOperations } from './bit-graph.ts'

/** The outcome of a table for each of its entries, one bit a time. */
function evaluateTable(table: Uint8Array): { outcomes: number[]; operations: number } {
  const graph = new BitGraph()
  const count = Math.log2(table.length)
  const inputs = Array.from({ length: count }, (_, i) => graph.input(`${i}`))
  const outcome = decide(graph, inputs, table)
  const outcomes = Array.from(table, (_, index) => {
    const words = inputs.map((_, i): [string, number] => [`${i}`, (index >>> i) & 1 ? -1 : 0])
    return evaluateBits(graph, [outcome], new Map(words))[0]! & 1
  })
  return { outcomes, operations: countOperations(graph, [outcome]) }
}

const anyTable = fc
  .integer({ min: 0, max: 7 })
  .chain((count) =>
    fc
      .array(fc.constantFrom(0, 0, 1, 1, FREE), { minLength: 2 ** count, maxLength: 2 ** count })
      .map((entries) => Uint8Array.from(entries)),
  )

test('every entry that is not free comes out as the table has it', () =>
  fc.assert(
    fc.property(anyTable, (table) => {
      const { outcomes } = evaluateTable(table)
      for (const [i, entry] of table.entries()) {
        if (entry !== FREE) expect(outcomes[i]).toBe(entry)
      }
    }),
  ))

test('a table of one value takes no operation, free entries or not', () => {
  expect(evaluateTable(Uint8Array.of(1, FREE, FREE, 1)).operations).toBe(0)
  expect(evaluateTable(Uint8Array.of(0, 0, FREE, 0)).operations).toBe(0)
  expect(evaluateTable(Uint8Array.of(FREE, FREE)).operations).toBe(0)
})

test('what does not matter is not decided on: parity of two of six inputs takes one operation', () => {
  const table = new Uint8Array(64).map((_, i) => ((i >>> 1) ^ (i >>> 4)) & 1)
  expect(evaluateTable(table).operations).toBe(1)
})
