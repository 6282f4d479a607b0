import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tries } from '../testing/tries.ts'
import { parseRule } from './parse-rule.ts'
import { type RuleView, refineView, toggleFate, viewRule, writeRuleView } from './rule-view.ts'

const view = (text: string) => viewRule(parseRule(text).rule)

/** What a table says, by class. */
function fatesOf(table: RuleView | undefined, fate: 'isBirth' | 'isSurvival') {
  if (table?.kind !== 'counts') return undefined
  return table.classes.filter((each) => each[fate]).map(({ count, letter }) => `${count}${letter}`)
}

test('the table of Life has birth at three neighbors and survival at two and three', () => {
  expect(fatesOf(view('Life'), 'isBirth')).toEqual(['3'])
  expect(fatesOf(view('Life'), 'isSurvival')).toEqual(['2', '3'])
})

test('shapes stand apart where a rule tells them apart', () => {
  expect(fatesOf(view('B2-a/S12'), 'isBirth')).toEqual(['2c', '2e', '2i', '2k', '2n'])
  expect(fatesOf(view('B3/S2-i34q'), 'isSurvival')).toContain('4q')
})

const anyNotation = fc.oneof(
  fc.tuple(fc.subarray([...'12345678']), fc.subarray([...'012345678'])).map(([b, s]) => {
    return `B${b.join('')}/S${s.join('')}`
  }),
  fc
    .tuple(fc.subarray([...'123456']), fc.subarray([...'0123456']), fc.integer({ min: 2, max: 9 }))
    .map(([b, s, states]) => `${s.join('')}/${b.join('')}/${states}H`),
  fc
    .tuple(
      fc.subarray(Array.from({ length: 27 }, (_, n) => n)),
      fc.subarray(Array.from({ length: 26 }, (_, n) => n + 1)),
      fc.integer({ min: 2, max: 20 }),
    )
    .map(([s, b, states]) => `${s.join(',')}/${b.join(',')}/${states}/M`),
  fc.nat(255).map((code) => `W${code}`),
  fc.constantFrom('B2-a/S12', 'B3/S2-i34q', 'B2ci3ai4c8/S02ae3eijkq4iz5ar6i7e', '4-5/5/2/N'),
)

describe('a table says its rule', () => {
  test('written out it is the rule that it was made of, also with all shapes apart', () => {
    fc.assert(
      fc.property(anyNotation, (notation) => {
        const { canonical } = parseRule(notation).rule
        const table = view(notation)!
        expect(parseRule(writeRuleView(table)).rule.canonical).toBe(canonical)
        const fine = refineView(table)
        if (fine !== undefined) {
          expect(parseRule(writeRuleView(fine)).rule.canonical).toBe(canonical)
        }
      }),
      { numRuns: tries(200) },
    )
  })

  test('an entry that is turned twice is as it was, and once is another rule', () => {
    fc.assert(
      fc.property(anyNotation, fc.nat(), fc.boolean(), (notation, at, isBirth) => {
        const table = view(notation)!
        const entries = table.kind === 'counts' ? table.classes.length : 8
        const fate = isBirth ? 'isBirth' : 'isSurvival'
        const turned = toggleFate(table, at % entries, fate)
        expect(writeRuleView(turned)).not.toBe(writeRuleView(table))
        expect(toggleFate(turned, at % entries, fate)).toEqual(table)
      }),
      { numRuns: tries(200) },
    )
  })
})

test('rules that are no table have none', () => {
  for (const text of ['R2,C0,S2-3,B3,NM', 'M0,8,4,3,2,5,9,7,1,6,10,11,12,13,14,15', 'WireWorld']) {
    expect(view(text)).toBeUndefined()
  }
})
