/** Faults of a document are told as long as somebody would read them. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { threadTimeMs } from '../testing/thread-time.ts'
import { checkSchema } from './check-schema.ts'
import { FaultList } from './fault-list.ts'

test('of a document with many keys that nobody knows a hundred are told, and the rest take no time', () => {
  const input = Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`docume${i}`, 1]))
  const parsed = checkSchema(z.strictObject({ document: z.string().optional() }), input)
  if (parsed.success) throw new Error('The schema takes unknown keys.')
  const list = new FaultList(input)
  const start = threadTimeMs()
  list.addIssues(parsed.issues)
  // Looking for what may have been meant takes about seven seconds for all of them.
  expect(threadTimeMs() - start).toBeLessThan(1000)
  expect(list.faults).toHaveLength(100)
  expect(list.faults[99]).toMatchObject({
    field: 'docume99',
    problem: 'is not a key this version knows; did you mean document?',
  })
})
