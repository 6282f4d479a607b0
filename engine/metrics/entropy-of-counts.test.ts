import fc from 'fast-check'
import { expect, test } from 'vitest'
import { log2 } from '../math/log2.ts'
import { entropyOfCounts } from './entropy-of-counts.ts'

test('terms that are remembered are those that would be worked out, to the last bit', () => {
  const anyCount = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4095, 4096), fc.nat(1_000_000))
  fc.assert(
    fc.property(fc.array(anyCount, { maxLength: 300 }), (counts) => {
      const total = counts.reduce((sum, count) => sum + count, 0)
      let entropy = 0
      for (const count of counts) {
        if (count === 0 || count === total) continue
        entropy -= (count / total) * log2(count / total)
      }
      expect(entropyOfCounts(counts)).toBe(entropy)
      expect(entropyOfCounts(Uint32Array.from(counts))).toBe(entropy)
    }),
    { numRuns: 300 },
  )
})
