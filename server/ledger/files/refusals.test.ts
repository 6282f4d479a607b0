/** A disk that refuses, at each thing that a ledger asks of it. */
import { describe, expect, test } from 'vitest'
import { tryRefusal } from '../../testing/ledger-refusals.ts'
import type { Refusal, RefusalCode } from '../../testing/refusing-disk.ts'

const CODES: readonly RefusalCode[] = ['ENOSPC', 'EIO', 'EMFILE', 'EACCES']

const { asked, acknowledged } = await tryRefusal()

test('without refusals all is acknowledged', () => {
  expect(acknowledged).toBe(9)
  expect(asked.length).toBeGreaterThan(60)
})

describe.each(['once', 'for ever'] as const)('refused %s', (lasts) => {
  test.each(['before', 'half'] as const)(
    'nothing that was acknowledged is lost, wherever (%s)',
    async (how) => {
      const failures: string[] = []
      for (const [at, what] of asked.entries()) {
        if (how === 'half' && !what.startsWith('write')) continue
        const refusal: Refusal = { at, code: CODES[at % CODES.length]!, how, lasts }
        await tryRefusal(refusal).catch((error) => {
          failures.push(`${at} ${what}, ${refusal.code}: ${error}`)
        })
      }
      expect(failures).toEqual([])
    },
  )
})
