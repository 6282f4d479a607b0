import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bootstrapMean, correctByHolm, permutationTest } from './statistics.ts'

test('ten differences of one sign have both extremes of 1024 ways', () => {
  expect(permutationTest(Array.from({ length: 10 }, (_, i) => 0.1 + i))).toBe(2 / 1024)
  expect(permutationTest([0, 0, 0])).toBe(1)
})

test('of whole numbers it is the share of subsets whose sum is as far from the middle', () => {
  const anyPairs = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(anyPairs, (differences) => {
      // By counting how many ways lead to each sum.
      let ways = new Map([[0, 1]])
      for (const each of differences) {
        const next = new Map<number, number>()
        for (const [sum, count] of ways) {
          for (const to of [sum + each, sum - each]) next.set(to, (next.get(to) ?? 0) + count)
        }
        ways = next
      }
      const far = Math.abs(differences.reduce((a, b) => a + b, 0))
      const counted = [...ways].filter(([sum]) => Math.abs(sum) >= far).map(([, count]) => count)
      const total = counted.reduce((a, b) => a + b, 0) / 2 ** differences.length
      expect(permutationTest(differences)).toBe(total)
    }),
  )
})

test('a bootstrap of the mean is about two standard errors to either side', () => {
  const numbers = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : -1))
  const [low, high] = bootstrapMean(numbers)
  // The standard error is a tenth; 1.96 of them.
  expect(Math.abs(low + 0.196)).toBeLessThan(0.03)
  expect(Math.abs(high - 0.196)).toBeLessThan(0.03)
})

test('p-values are raised so that those below a level are what Holm rejects one by one', () => {
  // By hand: 4 x 0.005, 3 x 0.01, 2 x 0.03, then 0.04, which is raised to the one before.
  const corrected = correctByHolm([0.01, 0.04, 0.03, 0.005])
  expect(corrected.map((p) => Number(p.toFixed(12)))).toEqual([0.03, 0.06, 0.06, 0.02])
  const anyValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })
  fc.assert(
    fc.property(anyValues, (values) => {
      // Rejecting one by one, the least first, while each is within its part of the level.
      for (const level of [0.01, 0.05, 0.2, 0.5]) {
        const rejected = new Set<number>()
        for (const i of [...values.keys()].sort((a, b) => values[a]! - values[b]!)) {
          if ((values.length - rejected.size) * values[i]! > level) break
          rejected.add(i)
        }
        const corrected = correctByHolm(values)
        expect(corrected.map((p) => p <= level)).toEqual(values.map((_, i) => rejected.has(i)))
      }
    }),
  )
})
