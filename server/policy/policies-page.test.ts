/** The page about policies is held to the policies, the operations and the limits. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { fillPoliciesPage } from '../../scripts/policies-page.ts'
import { DEFAULT_RATES } from './open-gate.ts'
import { PRESENCE_LIMITS } from './presence-board.ts'
import { VERDICT_LIMITS } from './verdict-book.ts'

const PAGE = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8')

test('who may do what is as the default policies say for each operation', async () => {
  expect(PAGE).toBe(await fillPoliciesPage(PAGE, ALL_OPERATIONS))
  for (const { name } of ALL_OPERATIONS) expect(PAGE).toContain(`| \`${name}\` |  |`)
})

test('limits are as the page says', () => {
  const { token, address } = DEFAULT_RATES
  expect([token.perSecond, token.burst, address.perSecond, address.burst]).toEqual([
    ...[200, 1000, 20, 100],
  ])
  expect(VERDICT_LIMITS).toMatchObject({ perHead: 1024, kept: 200_000, headMs: 15_000 })
  expect(PRESENCE_LIMITS).toMatchObject({ silenceMs: 60_000, longestMs: 3_600_000 })
})
