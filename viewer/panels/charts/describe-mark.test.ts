import { expect, test } from 'vitest'
import { describeMark } from './describe-mark.ts'

test.each([
  [{ kind: 'period', tick: 9, period: 30 }, 'Period 30 found'],
  [{ kind: 'period', tick: 9, period: 1 }, 'Seen to stand still'],
  [{ kind: 'convergence', tick: 4, period: 2 }, 'Repeats from here on'],
  [{ kind: 'convergence', tick: 4, period: 1 }, 'Still from here on'],
  [{ kind: 'rule', tick: 4, rule: 'B36/S23' }, 'Rule B36/S23'],
  [{ kind: 'edit', tick: 4 }, 'Edited by hand'],
] as const)('%o', (mark, text) => {
  expect(describeMark(mark)).toBe(text)
})

test('a rule that is a whole file is cut short', () => {
  expect(describeMark({ kind: 'rule', tick: 0, rule: 'x'.repeat(1e6) }).length).toBeLessThan(60)
})
