import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expFixed, MAX_FRACTION_BITS, squareRoot } from './fixed-exp.ts'

/** e to forty decimals. */
const E = 27182818284590452353602874713526624977572n
const DECIMALS = 10n ** 40n

test('e to the power of 1 is e', () => {
  for (const bits of [16, 48, 64, 100]) {
    const exact = (E << BigInt(bits)) / DECIMALS
    const found = expFixed(1n << BigInt(bits), bits)
    expect(exact - found === 0n || exact - found === 1n).toBe(true)
  }
})

test('e to the power of 0 is 1, and of far less than 0 it is 0', () => {
  expect(expFixed(0n, 48)).toBe(1n << 48n)
  expect(expFixed(-(100n << 48n), 48)).toBe(0n)
  expect(expFixed(-(1n << 400n), 48)).toBe(0n)
})

const anyPower = fc.bigInt({ min: -(30n << 48n), max: 8n << 48n })

test('agrees with Math.exp as far as that goes', () => {
  fc.assert(
    fc.property(anyPower, (x) => {
      const native = Math.exp(Number(x) / 2 ** 48)
      const found = Number(expFixed(x, 48)) / 2 ** 48
      expect(Math.abs(found - native)).toBeLessThan(2 ** -46 + native * 2 ** -50)
    }),
  )
})

test('more bits only add bits: a result is rounded down and off by one at most', () => {
  fc.assert(
    fc.property(anyPower, (x) => {
      const fine = expFixed(x << 60n, 108) >> 60n
      expect(fine - expFixed(x, 48)).toBeOneOf([0n, 1n])
    }),
  )
  expect(MAX_FRACTION_BITS).toBeGreaterThanOrEqual(108)
})

test('a root is the largest number whose square is not larger', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
      const root = squareRoot(value)
      expect(root * root <= value && (root + 1n) * (root + 1n) > value).toBe(true)
    }),
  )
  for (const small of [0n, 1n, 2n, 3n, 4n, 8n, 9n]) {
    expect(squareRoot(small)).toBe(BigInt(Math.floor(Math.sqrt(Number(small)))))
  }
})
