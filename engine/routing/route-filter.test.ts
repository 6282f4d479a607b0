import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSplitMix64 } from '../math/split-mix64.ts'
import {
  claimsPair,
  FILTER_BITS,
  FILTER_HASHES,
  FILTER_WORDS,
  insertPair,
  probesOf,
} from './route-filter.ts'

const anyName = fc.string({ minLength: 1, maxLength: 64, unit: 'binary' })
/** (1 - e^(-kn/m))^k. */
const formula = (pairs: number) =>
  (1 - Math.exp((-FILTER_HASHES * pairs) / FILTER_BITS)) ** FILTER_HASHES

test('what was put in is always claimed', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyName, fc.nat(2)), { maxLength: 80 }), (pairs) => {
      const filter = new Uint32Array(FILTER_WORDS)
      for (const [name, residue] of pairs) insertPair(filter, probesOf(name), residue)
      for (const [name, residue] of pairs) {
        expect(claimsPair(filter, probesOf(name), residue)).toBe(true)
      }
    }),
  )
})

test('an empty filter claims nothing', () => {
  fc.assert(
    fc.property(anyName, fc.nat(2), (name, residue) => {
      expect(claimsPair(new Uint32Array(FILTER_WORDS), probesOf(name), residue)).toBe(false)
    }),
  )
})

test('names that differ in one unit anywhere, or only in length, have other bits', () => {
  const names = ['a', 'aa', 'aaa', 'b', 'a\0', '\0a', 'aaaaaaab', 'aaaaaaaa', 'é', 'e']
  const spelled = names.map((name) => probesOf(name).join())
  expect(new Set(spelled).size).toBe(names.length)
})

const FILTERS = 1000
const QUERIES = 1000

/** How many of `QUERIES` pairs that are in none of `FILTERS` filters are claimed by them. */
function countFalseClaims(pairs: number, nameOf: (draw: string) => string, seed: bigint): number {
  const random = createSplitMix64(seed)
  const draw = (below: number) => {
    random.next()
    return random.low % below
  }
  const pool = Array.from({ length: 4 * QUERIES }, (_, index) => {
    random.next()
    return probesOf(nameOf(`${random.high.toString(16).padStart(8, '0')}-${index}`))
  })
  let claims = 0
  for (let round = 0; round < FILTERS; round++) {
    const filter = new Uint32Array(FILTER_WORDS)
    const inside = new Set<number>()
    while (inside.size < pairs) inside.add(draw(pool.length))
    for (const index of inside) insertPair(filter, pool[index]!, draw(3))
    for (let query = 0; query < QUERIES; ) {
      const index = draw(pool.length)
      if (inside.has(index)) continue
      if (claimsPair(filter, pool[index]!, draw(3))) claims++
      query++
    }
  }
  return claims
}

const kinds = {
  'that count up': (text: string) => text.slice(9),
  'that are short and random': (text: string) => text.slice(0, 8),
  'that are long and end alike': (text: string) => `${text}${'-along-the-street'.repeat(3)}`,
}

test.each([
  [32, 'that count up'],
  [64, 'that count up'],
  [64, 'that are short and random'],
  [64, 'that are long and end alike'],
  [128, 'that are long and end alike'],
] as const)('filters of %d names %s claim as falsely as the formula says', (pairs, kind) => {
  const rate = formula(pairs)
  const expected = FILTERS * QUERIES * rate
  // Some filters are fuller than others. Bits set have the variance of boxes that are occupied, and
  // the rate is the 7th power of their share.
  const load = (FILTER_HASHES * pairs) / FILTER_BITS
  const full = FILTER_BITS * (1 - Math.exp(-load))
  const spread = Math.sqrt(FILTER_BITS * Math.exp(-load) * (1 - (1 + load) * Math.exp(-load)))
  const rateSpread = rate * FILTER_HASHES * (spread / full)
  const deviation = Math.sqrt(expected + FILTERS * (QUERIES * rateSpread) ** 2)
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (seed) => {
      const claims = countFalseClaims(pairs, kinds[kind], seed)
      // Chance goes beyond five deviations once in two million times.
      expect(Math.abs(claims - expected)).toBeLessThan(5 * deviation + 1)
    }),
    { numRuns: 1 },
  )
})

test('a wrong distance is claimed no more often than a wrong name', () => {
  const names = 64
  let claims = 0
  const rounds = 500
  for (let round = 0; round < rounds; round++) {
    const filter = new Uint32Array(FILTER_WORDS)
    const all = Array.from({ length: names }, (_, index) => probesOf(`${round}/${index}`))
    for (const [index, probes] of all.entries()) insertPair(filter, probes, index % 3)
    for (const [index, probes] of all.entries()) {
      if (claimsPair(filter, probes, (index + 1) % 3)) claims++
      if (claimsPair(filter, probes, (index + 2) % 3)) claims++
    }
  }
  const expected = rounds * names * 2 * formula(names)
  expect(claims).toBeLessThan(expected + 6 * Math.sqrt(expected))
})
