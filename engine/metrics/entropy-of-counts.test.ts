import fc from 'fast-check'
import { expect, test } from 'vitest'
import { log2 } from '../math/log2.ts'
import { entropyOfCounts } from './entropy-of-counts.ts'

const anyCount = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4095, 4096), fc.nat(1_000_000))

/** By its definition, term after term. */
function entropyOf(counts: ArrayLike<number>): number {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0)
  let entropy = 0
  for (const count of Array.from(counts)) {
    if (count === 0 || count === total) continue
    entropy -= (count / total) * log2(count / total)
  }
  return entropy
}

test('terms that are remembered are those that would be worked out, to the last bit', () => {
  fc.assert(
    fc.property(fc.array(anyCount, { maxLength: 300 }), (counts) => {
      expect(entropyOfCounts(counts)).toBe(entropyOf(counts))
      expect(entropyOfCounts(Uint32Array.from(counts))).toBe(entropyOf(counts))
    }),
    { numRuns: 300 },
  )
})

test('a long histogram gives what a list of the same counts does, to the last bit', () => {
  const anyPlaces = fc.array(fc.tuple(fc.nat(4099), anyCount), { maxLength: 500 })
  fc.assert(
    fc.property(anyPlaces, fc.integer({ min: 4096, max: 4100 }), (places, length) => {
      const counts = new Uint32Array(length)
      for (const [at, count] of places) counts[at % length] = count
      expect(entropyOfCounts(counts)).toBe(entropyOf(counts))
    }),
    { numRuns: 50 },
  )
})
