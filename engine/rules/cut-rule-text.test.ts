import { expect, test } from 'vitest'
import { cutRuleText } from './cut-rule-text.ts'
import { parseRule } from './parse-rule.ts'

test.each([
  '(state, neighbors) => neighbors.length > 3 ? 1 : 0',
  '(s, n) => { if (n[0] === 1) return (s + 1) % 2; return 0 }',
  "rule({ states: 3, neighborhood: 'moore' }, (s) => s > 1 ? 0 : s)",
  '(s, n) => n.filter((a) => !a).length',
])('the function %s is shown as people write it', (text) => {
  expect(cutRuleText(parseRule(text).rule.canonical)).toBe(text)
})

test('a notation is shown as it is, and a long text is cut', () => {
  expect(cutRuleText('B3/S23')).toBe('B3/S23')
  expect(cutRuleText(`@TREE\n${'1 '.repeat(60)}`)).toMatch(/^@TREE 1 1 .*… \(126 letters\)$/)
})
