import { expect, test } from 'vitest'
import { matchScenarios } from './match-scenarios.ts'

const entryOf = (name: string, about: string, rule: string) => ({
  id: name,
  name,
  about,
  rule,
  size: '64 × 64',
  dimensions: 2,
})
const acorn = entryOf('Acorn', 'Seven cells that take 5206 ticks to settle.', 'B3/S23')
const clouds = entryOf('Clouds', 'Noise that gathers.', '13-26/13-14,17-19/2/M')

test('a blank wish matches all', () => {
  expect(matchScenarios([acorn, clouds], '  ')).toEqual([acorn, clouds])
})

test('every word has to occur somewhere, in any case', () => {
  expect(matchScenarios([acorn, clouds], 'b3 SETTLE')).toEqual([acorn])
  expect(matchScenarios([acorn, clouds], 'b3 gathers')).toEqual([])
})
