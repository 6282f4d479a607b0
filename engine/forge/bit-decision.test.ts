import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateTable, followsTables } from '../testing/bit-tables.ts'
import { decide, FREE } from './bit-decision.ts'

test('every entry that is not free comes out as the table has it', () =>
  fc.assert(followsTables(decide, 7)))

test('a table of one value takes no operation, free entries or not', () => {
  expect(evaluateTable(decide, Uint8Array.of(1, FREE, FREE, 1)).operations).toBe(0)
  expect(evaluateTable(decide, Uint8Array.of(0, 0, FREE, 0)).operations).toBe(0)
  expect(evaluateTable(decide, Uint8Array.of(FREE, FREE)).operations).toBe(0)
})

test('what does not matter is not decided on: parity of two of six inputs takes one operation', () => {
  const table = new Uint8Array(64).map((_, i) => ((i >>> 1) ^ (i >>> 4)) & 1)
  expect(evaluateTable(decide, table).operations).toBe(1)
})
