import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRule } from '../parse-rule.ts'
import { type CellView, evaluateProgram } from './evaluate-program.ts'
import { validateProgram } from './validate-program.ts'
import { widenStates } from './widen-states.ts'

/** Rules that count ones, add states up, tell neighbors apart, and look at their own state. */
const RULES = [
  'B3/S23',
  '345/2/4',
  'code777k3r1',
  'W30',
  'MAPAP8A/w',
  '1-2/1/3/T',
  'B3/S23~birth=0.5',
  'rule({ states: 2 }, (s, n) => { let c = 0; for (const x of n) c += x; return c > 3 })',
  'rule({ states: 3 }, (s, n) => (n.filter((x) => x === 0).length > 6 ? n[0] : 2 - s))',
]

/** A cell that sees the same state everywhere but at some places. */
const viewOf = (own: number, sites: readonly number[]): Partial<CellView> => ({
  own: () => own,
  gather: () => sites,
  random: () => 2 ** 30,
})

describe.each(RULES)('%s in a world of more states', (text) => {
  const { program } = parseRule(text).rule
  const wide = validateProgram(widenStates(program, 8))
  const nextOf = (which: typeof program, view: Partial<CellView>) =>
    evaluateProgram(which, view as CellView)[which.next[0]!]!

  test('takes those that it does not have for 0, at the cell and around it', () => {
    const anySites = fc.array(fc.nat(7), { minLength: 27, maxLength: 27 })
    fc.assert(
      fc.property(fc.nat(7), anySites, (own, sites) => {
        const known = (state: number) => (state < program.states ? state : 0)
        const expected = nextOf(program, viewOf(known(own), sites.map(known)))
        expect(nextOf(wide, viewOf(own, sites))).toBe(expected)
      }),
    )
  })

  test('is itself where the world has no more states than it', () => {
    expect(widenStates(program, program.states)).toBe(program)
  })
})
