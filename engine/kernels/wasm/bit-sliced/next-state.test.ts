import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BitGraph } from '../../../forge/bit-graph.ts'
import type { CountingForm, NextRow } from '../../../rules/program/program-form.ts'
import { evaluateBits } from '../../../testing/evaluate-bits.ts'
import { plainCount } from './count-code.ts'
import { decideNext } from './next-state.ts'
import { buildStateCode, planeBitOf } from './state-code.ts'

const NEIGHBORS = 6

/** Rules of up to 16 states in which any state may have a table. */
const anyForm: fc.Arbitrary<CountingForm> = fc.integer({ min: 2, max: 16 }).chain((states) => {
  const state = fc.nat(states - 1)
  const table = fc.array(state, { minLength: NEIGHBORS + 1, maxLength: NEIGHBORS + 1 })
  const row: fc.Arbitrary<NextRow> = fc.oneof(
    state,
    table.map((list) => Uint8Array.from(list)),
  )
  return fc.array(row, { minLength: states, maxLength: states }).map((rows) => ({
    kind: 'counting',
    neighborhood: { kind: 'named', name: 'von-neumann-3d' },
    states,
    neighbors: NEIGHBORS,
    rows,
  }))
})

test.each([false, true])(
  'every state becomes what its row says (self counted: %s)',
  (countsSelf) => {
    fc.assert(
      fc.property(anyForm, (form) => {
        const code = buildStateCode(form.states)
        const graph = new BitGraph()
        const words = {
          live: graph.input('live'),
          ages: Array.from({ length: code.agePlanes }, (_, plane) => graph.input(`age ${plane}`)),
          seen: [0, 1, 2].map((bit) => graph.input(`seen ${bit}`)),
        }
        const next = decideNext(graph, form, code, plainCount(countsSelf), words)
        for (const [own, row] of form.rows.entries()) {
          for (let count = 0; count <= NEIGHBORS; count++) {
            const seen = count + (countsSelf && own === 1 ? 1 : 0)
            const inputs = new Map([['live', -planeBitOf(code, own, 0)]])
            for (let p = 0; p < code.agePlanes; p++) {
              inputs.set(`age ${p}`, -planeBitOf(code, own, p + 1))
            }
            for (let bit = 0; bit < 3; bit++) inputs.set(`seen ${bit}`, -((seen >> bit) & 1))
            const found = evaluateBits(graph, next, inputs).map((word) => word & 1)
            const expected = typeof row === 'number' ? row : row[count]!
            expect(found).toEqual(found.map((_, plane) => planeBitOf(code, expected, plane)))
          }
        }
      }),
    )
  },
)

test('no two states have the same bits', () => {
  for (let states = 2; states <= 256; states++) {
    const code = buildStateCode(states)
    const keys = Array.from({ length: states }, (_, state) =>
      Array.from({ length: 1 + code.agePlanes }, (_, plane) =>
        planeBitOf(code, state, plane),
      ).join(),
    )
    expect(new Set(keys).size).toBe(states)
  }
})
