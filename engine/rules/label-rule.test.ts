import { expect, test } from 'vitest'
import { cutRuleText, layOutRule } from './cut-rule-text.ts'
import { labelRule } from './label-rule.ts'
import { parseRule } from './parse-rule.ts'
import { hashProgram } from './program/serialize-program.ts'

const LONG = parseRule(
  `(state, neighbors) => neighbors.filter(n => n === 1).length ${'+ 1 '.repeat(60)}=== 63 ? 1 : 0`,
).rule

test('what people type is shown whole, with its name', async () => {
  const { rule } = parseRule('B3/S23')
  expect(cutRuleText(rule.canonical)).toBe(rule.canonical)
  expect(await labelRule(rule)).toBe(`B3/S23 (${rule.name})`)
})

test('a rule as long as a file is cut, and told by the hash of what it does', async () => {
  expect(LONG.canonical.length).toBeGreaterThan(80)
  const cut = cutRuleText(LONG.canonical)
  expect(cut.length).toBeLessThan(80)
  expect(cut).toContain(`(${LONG.canonical.length} letters)`)
  const digits = (await hashProgram(LONG.program)).slice(0, 8)
  expect(await labelRule(LONG)).toBe(`${cut} #${digits}`)
  expect(await labelRule({ ...LONG, name: 'Mine' })).toBe(`Mine #${digits}`)
})

test.each([
  '(state, neighbors) => neighbors.filter(n => n === 1).length === 3',
  '(s, n) => n[0] === -1 ? s + 1 : Math.min(1, -s)',
  "rule({ states: 3, neighborhood: 'moore' }, (s, n) => (s === 0 ? 1 : !s))",
  '(s, n) => { let sum = 0; for (const other of n) { if (other > 0) sum++; } return sum === 3 }',
])('a function is laid out as people write it: %s', (text) => {
  const { canonical } = parseRule(text).rule
  expect(layOutRule(canonical)).toBe(text)
  expect(parseRule(layOutRule(canonical)).rule.canonical).toBe(canonical)
})

test.each(['B3/S23', '4-5/5/2/M', 'M0,8,4,3,2,5', '//256', 'B3/S23~birth=0.9'])(
  'no other notation is touched: %s',
  (notation) => expect(layOutRule(notation)).toBe(notation),
)
