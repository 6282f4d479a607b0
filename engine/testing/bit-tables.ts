/** Tables of bits that logic is made for, and what the logic gives for each of their entries. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { FREE } from '../forge/bit-decision.ts'
import { BitGraph, type BitId, countPairs } from '../forge/bit-graph.ts'
import { evaluateBits } from './evaluate-bits.ts'

/** Writes logic that decides by a table. */
export type WriteTable = (graph: BitGraph, inputs: readonly BitId[], table: Uint8Array) => BitId

/** The outcome for each entry of a table, and the operations that its logic takes, negations for free. */
export function evaluateTable(write: WriteTable, table: Uint8Array) {
  const graph = new BitGraph()
  const inputs = Array.from({ length: Math.log2(table.length) }, (_, i) => graph.input(`${i}`))
  const outcome = write(graph, inputs, table)
  const outcomes = Array.from(table, (_, index) => {
    const words = inputs.map((_, i): [string, number] => [`${i}`, (index >>> i) & 1 ? -1 : 0])
    return evaluateBits(graph, [outcome], new Map(words))[0]! & 1
  })
  return { outcomes, operations: countPairs(graph, [outcome]) }
}

/** Every entry that is not free comes out as the table has it, for any table of so few inputs. */
export const followsTables = (write: WriteTable, maxInputs: number) =>
  fc.property(anyTable(maxInputs), (table) => {
    const { outcomes } = evaluateTable(write, table)
    for (const [i, entry] of table.entries()) {
      if (entry !== FREE) expect(outcomes[i]).toBe(entry)
    }
  })

const anyTable = (maxInputs: number): fc.Arbitrary<Uint8Array> =>
  fc
    .integer({ min: 0, max: maxInputs })
    .chain((count) =>
      fc
        .array(fc.constantFrom(0, 0, 1, 1, FREE), { minLength: 2 ** count, maxLength: 2 ** count })
        .map((entries) => Uint8Array.from(entries)),
    )
