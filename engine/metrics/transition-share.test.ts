import { expect, test } from 'vitest'
import { parseRule } from '../rules/parse-rule.ts'
import { evaluateTransitions } from './evaluate-transitions.ts'
import { shareOfTransitions } from './transition-share.ts'

// Life: 56 + 28 + 56 of 512 configurations; elementary rules: the ones of their number in binary.
test.each([
  ['B3/S23', 140 / 512],
  ['W30', 4 / 8],
  ['W110', 5 / 8],
  ['W0', 0],
  ['W255', 1],
])('the lambda of %s is what its table says', (notation, share) => {
  expect(shareOfTransitions(parseRule(notation).rule.program)).toEqual({ share, error: 0 })
})

test.each(['B3/S23', 'W30', 'W90', 'B2-a/S12', '345/2/4', 'B2/S34H'])(
  'the table of %s says what its transitions do, one by one',
  (notation) => {
    const { program } = parseRule(notation).rule
    const counted = shareOfTransitions(program)!
    const seen = evaluateTransitions(program)!
    expect(counted.error).toBe(0)
    expect(Math.abs(seen.share - counted.share)).toBeLessThanOrEqual(5 * seen.error)
  },
)
