import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateTable, followsTables, type WriteTable } from '../testing/bit-tables.ts'
import { searchDecision } from './decision-search.ts'

const search: WriteTable = (graph, inputs, table) => searchDecision(table)(graph, inputs)

test('every entry that is not free comes out as the table has it', () =>
  fc.assert(followsTables(search, 6)))

test('the majority of three takes four operations: one half implies the other', () => {
  const table = Uint8Array.from({ length: 8 }, (_, i) => Number([3, 5, 6, 7].includes(i)))
  expect(evaluateTable(search, table).operations).toBe(4)
})

test('a threshold takes at most an operation for each bit but one', () => {
  for (let threshold = 1; threshold < 64; threshold++) {
    const table = Uint8Array.from({ length: 64 }, (_, i) => Number(i >= threshold))
    expect(evaluateTable(search, table).operations).toBeLessThanOrEqual(5)
  }
})

test('the parity of six inputs takes five operations', () => {
  const ones = (i: number) => [...i.toString(2)].filter((bit) => bit === '1').length
  const table = Uint8Array.from({ length: 64 }, (_, i) => ones(i) % 2)
  expect(evaluateTable(search, table).operations).toBe(5)
})
