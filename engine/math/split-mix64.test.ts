import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSplitMix64 } from './split-mix64.ts'

/** The definition, in 64-bit arithmetic. */
function* drawsByDefinition(seed: bigint): Generator<bigint> {
  let state = seed
  while (true) {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n)
    let z = state
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
    yield z ^ (z >> 31n)
  }
}

function drawMany(seed: bigint, count: number): bigint[] {
  const random = createSplitMix64(seed)
  return Array.from({ length: count }, () => {
    random.next()
    return (BigInt(random.high) << 32n) | BigInt(random.low)
  })
}

test.each([
  // Published with the reference implementations of the generator.
  [0n, [0xe220a8397b1dcdafn, 0x6e789e6aa1b965f4n, 0x06c45d188009454fn]],
  [1234567n, [6457827717110365317n, 3203168211198807973n, 9817491932198370423n]],
] as const)('seed %d draws the published numbers', (seed, published) => {
  expect(drawMany(seed, 3)).toEqual(published)
})

test('every seed draws what 64-bit arithmetic draws', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (seed) => {
      const expected = drawsByDefinition(seed)
      for (const draw of drawMany(seed, 50)) expect(draw).toBe(expected.next().value)
    }),
  )
})
