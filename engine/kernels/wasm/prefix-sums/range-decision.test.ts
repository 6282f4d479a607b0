import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CountingForm, NextRow } from '../../../rules/program/program-form.ts'
import { planRanges, type RangeDecision } from './range-decision.ts'

const MAX_NEIGHBORS = 24

const neighborhood = { kind: 'segment', radiusCells: MAX_NEIGHBORS / 2 } as const

const anyForm: fc.Arbitrary<CountingForm> = fc.integer({ min: 2, max: 6 }).chain((states) => {
  const state = fc.nat(states - 1)
  const table = fc
    .array(fc.tuple(state, fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 6 })
    .map((runs) => {
      const values = runs.flatMap(([value, length]) => new Array<number>(length).fill(value))
      return new Uint8Array(MAX_NEIGHBORS + 1).map((_, n) => values[n] ?? 0)
    })
  return fc
    .array(fc.oneof<fc.Arbitrary<NextRow>[]>(state, table), {
      minLength: states,
      maxLength: states,
    })
    .map((rows) => ({ kind: 'counting', neighborhood, states, neighbors: MAX_NEIGHBORS, rows }))
})

/** What a decision makes of a cell, by the meaning of its parts. */
function decide({ rows, steps }: RangeDecision, own: number, count: number): number | undefined {
  const row = rows.find((candidate) => candidate.own === own)
  if (row !== undefined) {
    const meant = row.values.filter(({ ranges }) =>
      ranges.some(({ low, high }) => count >= low && count <= high),
    )
    expect(meant.length).toBeLessThan(2)
    return meant[0]?.value ?? row.otherwise
  }
  const meant = steps.filter(({ firstOwn, lastOwn }) => own >= firstOwn && own <= lastOwn)
  expect(meant).toHaveLength(1)
  const { kind, amount } = meant[0]!
  return kind === 'set' ? amount : (own + amount) % 256
}

test('ranges and steps say what the tables say, for every state and count', () =>
  fc.assert(
    fc.property(anyForm, (form) => {
      const decision = planRanges(form, 1)
      fc.pre(decision !== undefined)
      for (const [own, row] of form.rows.entries()) {
        for (let neighbors = 0; neighbors <= form.neighbors; neighbors++) {
          const count = neighbors + (own === 1 ? 1 : 0)
          const wanted = typeof row === 'number' ? row : row[neighbors]
          expect(decide(decision!, own, count)).toBe(wanted)
        }
      }
    }),
  ))

test('states that count up are one step, whatever their number', () => {
  const rows: NextRow[] = Array.from({ length: 256 }, (_, own) => (own === 255 ? 0 : own + 1))
  rows[0] = new Uint8Array(MAX_NEIGHBORS + 1).fill(1, 3, 5)
  const form = {
    kind: 'counting',
    neighborhood,
    states: 256,
    neighbors: MAX_NEIGHBORS,
    rows,
  } as const
  // The last state's step to 0 is one up as well, modulo 256.
  expect(planRanges(form, 1)?.steps).toEqual([
    { firstOwn: 1, lastOwn: 255, kind: 'add', amount: 1 },
  ])
})

test('a table without order is left to be looked up', () => {
  const noise = new Uint8Array(101).map((_, n) => n % 2)
  const form = {
    kind: 'counting',
    neighborhood,
    states: 2,
    neighbors: 100,
    rows: [noise, noise],
  } as const
  expect(planRanges(form, 1)).toBeUndefined()
})
