/** A seeded sample of what the campaign of ledgers and power tries for as long as one likes. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../../../engine/testing/tries.ts'
import { listLedgerPowerCases, tryPower } from '../../testing/ledger-power.ts'

test.each(listLedgerPowerCases().map(({ kind, property }) => [kind, property] as const))(
  '%s: nothing that was acknowledged is lost, there twice or elsewhere',
  (_, property) => fc.assert(property, { numRuns: tries(60) }),
)

test('with a disk that says it has synced and has not, losses are found', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, seed) => tryPower({ seed, kinds: ['power'], isSyncALie: true })),
  )
  const found = outcomes.filter(({ status }) => status === 'rejected')
  expect(found.length).toBeGreaterThan(10)
})
