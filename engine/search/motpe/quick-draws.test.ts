import { expect, test } from 'vitest'
import { createDraws } from '../draws.ts'
import { createQuickDraws } from './quick-draws.ts'

/** The same algorithm in whole numbers of any size, as it is published. */
function expectedOf(state: bigint[], count: number): readonly number[] {
  const cut = (word: bigint) => BigInt.asUintN(32, word)
  const rotate = (word: bigint, bits: bigint) => cut((word << bits) | (word >> (32n - bits)))
  return Array.from({ length: count }, () => {
    const [s0, s1, s2, s3] = state as [bigint, bigint, bigint, bigint]
    const result = cut(rotate(cut(s1 * 5n), 7n) * 9n)
    const [t2, t3] = [s2 ^ s0, s3 ^ s1]
    state.splice(0, 4, s0 ^ t3, s1 ^ t2, cut(t2 ^ (s1 << 9n)), rotate(t3, 11n))
    return Number(result) / 2 ** 32
  })
}

test('they are the numbers of xoshiro128** from the first four draws on', () => {
  const seeds = createDraws(5n, 3, 4)
  const state = Array.from({ length: 4 }, () => BigInt(seeds.below(2 ** 32)))
  const quick = createQuickDraws(createDraws(5n, 3, 4))
  const found = Array.from({ length: 500 }, () => quick.uniform())
  expect(found).toEqual(expectedOf([state[0]! | 1n, ...state.slice(1)], 500))
  expect(Math.max(...found)).toBeLessThan(1)
})
