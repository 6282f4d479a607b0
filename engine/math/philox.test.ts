import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPhilox, philoxKeyOf, philoxWord } from './philox.ts'

type Words = readonly [number, number, number, number]

const WORDS = [0, 1, 2, 3] as const

/** The definition, in 64-bit arithmetic; the key steps before every round but the first. */
function blockByDefinition(counter: Words, key: readonly [number, number]): bigint[] {
  const u32 = (value: bigint | number) => BigInt.asUintN(32, BigInt(value))
  let [c0, c1, c2, c3] = counter.map(u32) as [bigint, bigint, bigint, bigint]
  let [k0, k1] = key.map(u32) as [bigint, bigint]
  for (let round = 0; round < 10; round++) {
    if (round > 0) [k0, k1] = [u32(k0 + 0x9e3779b9n), u32(k1 + 0xbb67ae85n)]
    const product0 = c0 * 0xd2511f53n
    const product1 = c2 * 0xcd9e8d57n
    ;[c0, c1, c2, c3] = [
      (product1 >> 32n) ^ c1 ^ k0,
      u32(product1),
      (product0 >> 32n) ^ c3 ^ k1,
      u32(product0),
    ]
  }
  return [c0, c1, c2, c3]
}

const signed = (value: bigint) => Number(BigInt.asIntN(32, value))

const anyWord = fc.oneof(fc.constantFrom(0, 1, -1, -(2 ** 31)), fc.integer())
const anySeed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

interface KnownAnswer {
  readonly counter: Words
  readonly key: readonly [low: number, high: number]
  readonly published: Words
}

// The vectors "philox4x32 10" of the file kat_vectors in Random123, the authors' own library.
const knownAnswers: readonly KnownAnswer[] = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    published: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    published: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    published: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
]

describe.each(knownAnswers)(
  'the counter $counter under the key $key',
  ({ counter, key, published }) => {
    test('comes to the published words', () => {
      const words = WORDS.map((word) => philoxWord(...key, ...counter, word) >>> 0)
      expect(words).toEqual(published)
    })

    test('is what a cell draws at a tick', () => {
      const [low, high] = key
      const draw = createPhilox((BigInt(high) << 32n) | BigInt(low))
      expect(WORDS.map((word) => draw(...counter, word) >>> 0)).toEqual(published)
    })
  },
)

test('every draw of every cell is what 64-bit arithmetic makes of seed, tick and cell', () => {
  fc.assert(
    fc.property(
      anySeed,
      fc.tuple(anyWord, anyWord, anyWord, anyWord),
      fc.nat(63),
      (seed, counter, draw) => {
        const high = Number(seed >> 32n) ^ (draw >> 2)
        const block = blockByDefinition(counter, [Number(seed & 0xffffffffn), high])
        expect(createPhilox(seed)(...counter, draw)).toBe(signed(block[draw & 3]!))
      },
    ),
  )
})

test('the key of later draws differs in its high word only', () => {
  expect(philoxKeyOf(0x89abcdef_01234567n, 0)).toEqual({
    low: 0x01234567,
    high: 0x89abcdef | 0,
  })
  expect(philoxKeyOf(0x89abcdef_01234567n, 3).high).toBe(0x89abcdec | 0)
})
