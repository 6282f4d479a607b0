import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BitGraph, countPairs } from '../../../forge/bit-graph.ts'
import type { CountingForm, NextRow } from '../../../rules/program/program-form.ts'
import { evaluateBits } from '../../../testing/evaluate-bits.ts'
import { type CountCode, countBitsOf, MAX_EXTRA } from './count-code.ts'
import { chooseCountCode, decideNext } from './next-state.ts'
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

const anyCountCode: fc.Arbitrary<CountCode> = fc.record({
  countsSelf: fc.boolean(),
  countsDead: fc.boolean(),
  extra: fc.nat(MAX_EXTRA),
})

test('every state becomes what its row says, however counts are written', () => {
  fc.assert(
    fc.property(anyForm, anyCountCode, (form, countCode) => {
      const code = buildStateCode(form.states)
      const graph = new BitGraph()
      const bits = countBitsOf(countCode, NEIGHBORS)
      const words = {
        live: graph.input('live'),
        ages: Array.from({ length: code.agePlanes }, (_, plane) => graph.input(`age ${plane}`)),
        seen: Array.from({ length: bits }, (_, bit) => graph.input(`seen ${bit}`)),
      }
      const next = decideNext(graph, form, code, countCode, words)
      for (const [own, row] of form.rows.entries()) {
        for (let count = 0; count <= NEIGHBORS; count++) {
          const inputs = new Map([['live', -planeBitOf(code, own, 0)]])
          for (let p = 0; p < code.agePlanes; p++) {
            inputs.set(`age ${p}`, -planeBitOf(code, own, p + 1))
          }
          const seen = writtenCount(countCode, count, own)
          for (let bit = 0; bit < bits; bit++) inputs.set(`seen ${bit}`, -((seen >> bit) & 1))
          const found = evaluateBits(graph, next, inputs).map((word) => word & 1)
          const expected = typeof row === 'number' ? row : row[count]!
          expect(found).toEqual(found.map((_, plane) => planeBitOf(code, expected, plane)))
        }
      }
    }),
  )
})

/** What adders make of a cell's neighborhood: the cells that count, one by one. */
function writtenCount({ countsSelf, countsDead, extra }: CountCode, count: number, own: number) {
  const cells = Array.from({ length: NEIGHBORS }, (_, i) => i < count)
  if (countsSelf) cells.push(own === 1)
  return extra + cells.filter((isAlive) => isAlive !== countsDead).length
}

test("life's counts are written so that three operations decide", () => {
  const rows = [[3], [2, 3]].map((counts) =>
    Uint8Array.from({ length: 9 }, (_, count) => Number(counts.includes(count))),
  )
  const form: CountingForm = {
    kind: 'counting',
    neighborhood: { kind: 'named', name: 'moore-2d' },
    states: 2,
    neighbors: 8,
    rows,
  }
  const graph = new BitGraph()
  const seen = [0, 1, 2, 3].map((bit) => graph.input(`seen ${bit}`))
  const code = buildStateCode(2)
  const words = { live: graph.input('live'), ages: [], seen }
  const next = decideNext(graph, form, code, chooseCountCode(form, code, true), words)
  expect(countPairs(graph, next)).toBe(3)
})

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
