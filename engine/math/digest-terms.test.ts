import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digestByDefinition } from '../testing/digest-oracle.ts'
import { tries } from '../testing/tries.ts'
import {
  bytesTerm,
  columnTerm,
  foldRunDigest,
  formatDigest,
  mix64,
  multiplyInField,
  planeSeed,
  powerOfT,
} from './digest-terms.ts'
import { createSplitMix64 } from './split-mix64.ts'

const anyWord = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

test('the field multiplies as fields do', () => {
  fc.assert(
    fc.property(anyWord, anyWord, anyWord, (a, b, c) => {
      expect(multiplyInField(a, b)).toBe(multiplyInField(b, a))
      expect(multiplyInField(a, b ^ c)).toBe(multiplyInField(a, b) ^ multiplyInField(a, c))
    }),
  )
})

test('t has the order 2^64 - 1, so no two rows of a column are alike', () => {
  const order = 2n ** 64n - 1n
  expect(multiplyInField(powerOfT(order - 1n), 2n)).toBe(1n)
  // The prime factors of the order.
  for (const factor of [3n, 5n, 17n, 257n, 641n, 65537n, 6700417n]) {
    expect(powerOfT(order / factor)).not.toBe(1n)
  }
  expect(multiplyInField(powerOfT(-5n), powerOfT(5n))).toBe(1n)
})

test('mixing is that of SplitMix64', () => {
  fc.assert(
    fc.property(anyWord, (seed) => {
      const random = createSplitMix64(seed)
      random.next()
      const draw = (BigInt(random.high) << 32n) | BigInt(random.low)
      expect(mix64(seed + 0x9e3779b97f4a7c15n)).toBe(draw)
    }),
  )
})

test('columns of different value differ, and one of zeros adds nothing', () => {
  fc.assert(
    fc.property(anyWord, anyWord, fc.integer(), (a, b, x) => {
      const term = (value: bigint) => columnTerm(value, planeSeed(0, 0), BigInt(x))
      expect(term(0n)).toBe(0n)
      expect(term(a) === term(b)).toBe(a === b)
    }),
  )
})

test('bytes of which one is changed, or lost, or that trade places, are others', () => {
  const anyBytes = fc.uint8Array({ minLength: 2, maxLength: 200 })
  fc.assert(
    fc.property(anyBytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, change) => {
      const at = place % (bytes.length - 1)
      const changed = bytes.with(at, bytes[at]! ^ change)
      expect(bytesTerm(changed)).not.toBe(bytesTerm(bytes))
      expect(bytesTerm(bytes.slice(1))).not.toBe(bytesTerm(bytes))
      const swapped = bytes.with(at, bytes[at + 1]!).with(at + 1, bytes[at]!)
      const isSame = bytes[at] === bytes[at + 1]
      expect(bytesTerm(swapped) === bytesTerm(bytes)).toBe(isSame)
    }),
    { numRuns: 500 },
  )
})

/** How many pairs agree in so many of their lowest or highest bits, which is more than all 64. */
function countNearCollisions(digests: readonly bigint[], bits: bigint): number {
  const pairs = [(d: bigint) => d >> (64n - bits), (d: bigint) => BigInt.asUintN(Number(bits), d)]
  return Math.max(...pairs.map((part) => digests.length - new Set(digests.map(part)).size))
}

test('states that are shifts, swaps and single cells of each other meet as random numbers do', () => {
  const size = { x: 24, y: 20, z: 3 }
  const soup = new Uint8Array(size.x * size.y * size.z)
  const random = createSplitMix64(3n)
  for (let i = 0; i < soup.length; i++) {
    random.next()
    soup[i] = random.low & 1
  }
  const states: Uint8Array[] = [soup]
  const every = Math.round(soup.length / tries(soup.length))
  for (let by = 1; by < soup.length; by += every) {
    states.push(Uint8Array.from(soup, (_, i) => soup[(i + by) % soup.length]!))
    states.push(Uint8Array.from(soup, (state, i) => (i === by ? state ^ 1 : state)))
    states.push(Uint8Array.from(soup, (_, i) => Number(i === by)))
    states.push(Uint8Array.from(soup, (_, i) => Number(i % (by + 1) === 0)))
  }
  const digests = states.map((cells) => digestByDefinition(size, cells))
  expect(new Set(digests).size).toBe(new Set(states.map(String)).size)
  // n^2 / 2^33 pairs are expected to agree in 32 bits: 0.004 here.
  expect(countNearCollisions([...new Set(digests)], 32n)).toBeLessThan(3)
})

test('a flipped cell flips each bit of the digest half of the time', () => {
  const size = { x: 40, y: 40, z: 1 }
  const cells = new Uint8Array(1600)
  const before = digestByDefinition(size, cells)
  const flips = new Array<number>(64).fill(0)
  for (let i = 0; i < cells.length; i++) {
    cells[i] = 1
    const differs = digestByDefinition(size, cells) ^ before
    cells[i] = 0
    for (const bit of flips.keys()) flips[bit]! += Number((differs >> BigInt(bit)) & 1n)
  }
  // 800 are expected, with a standard deviation of 20.
  for (const count of flips) expect(Math.abs(count - 800)).toBeLessThan(110)
})

test('the digest of a run depends on the order of its states', () => {
  const runOf = (digests: readonly bigint[]) => digests.reduce(foldRunDigest, 0n)
  fc.assert(
    fc.property(anyWord, anyWord, (a, b) => {
      expect(runOf([a, b]) === runOf([b, a])).toBe(a === b)
      expect(runOf([0n, a])).not.toBe(runOf([a]))
    }),
  )
  expect(formatDigest(0xabcn)).toBe('0000000000000abc')
})
