/**
 * The sparse kernel does in worlds without an end what the reference kernel of such worlds does.
 */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { listEndlessCases } from '../../testing/endless-cases.ts'
import { tries } from '../../testing/tries.ts'

describe('agrees with the reference kernel', () => {
  test.each(
    listEndlessCases()
      .filter(({ kind }) => kind.startsWith('sparse'))
      .map(({ kind, property }) => [kind, property] as const),
  )('%s', (_, property) => fc.assert(property, { numRuns: tries(60) }))
})
