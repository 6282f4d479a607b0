import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bootstrapMean, permutationTest } from './statistics.ts'

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
