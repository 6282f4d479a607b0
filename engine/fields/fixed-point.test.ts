import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FixedPointError } from './errors.ts'
import {
  COEFFICIENT_FRACTION_BITS,
  FIELD_FRACTION_BITS,
  formatFixed,
  parseDecimal,
  parseFixed,
  toNumber,
} from './fixed-point.ts'

test.each([
  [0.1, 1638],
  ['0.1', 1638],
  [-0.1, -1638],
  [1, 16384],
  ['+.5', 8192],
  ['2.', 32768],
  [7.99994, 131071],
  [1e-3, 16],
  ['25e-2', 4096],
  [0, 0],
  [-0, 0],
])('%j is %i of 1/16384', (decimal, raw) => {
  expect(parseFixed(decimal, FIELD_FRACTION_BITS)).toBe(raw)
})

test('halfway between two raw numbers is the one farther from 0', () => {
  expect(parseFixed('0.5', 0)).toBe(1)
  expect(parseFixed('-0.5', 0)).toBe(-1)
  expect(parseFixed('2.5', 0)).toBe(3)
  // One digit less than halfway, where a double would not tell.
  expect(parseFixed('2.499999999999999999999999', 0)).toBe(2)
  expect(parseFixed('-0.499999999999999999999999', 0)).toBe(0)
})

test.each(['', '.', '1,5', 'NaN', 'Infinity', '0x10', '1e', '--1', '1e999', 'e5', '1'.repeat(41)])(
  'refuses %j by name',
  (text) => {
    expect(() => parseDecimal(text)).toThrow(FixedPointError)
  },
)

test.each([NaN, Infinity, -Infinity, 8, -8, 1e300])(
  'refuses %d as the value of a field',
  (value) => {
    expect(() => parseFixed(value, FIELD_FRACTION_BITS, 2 ** 17 - 1)).toThrow(FixedPointError)
  },
)

describe.each([0, COEFFICIENT_FRACTION_BITS, FIELD_FRACTION_BITS])(
  'of %i fraction bits',
  (bits) => {
    const anyRaw = fc.integer({ min: -(2 ** 30), max: 2 ** 30 })

    test('a raw number is written as a decimal that reads back as it, and none shorter does', () => {
      const property = fc.property(anyRaw, (raw) => {
        const text = formatFixed(raw, bits)
        expect(parseFixed(text, bits)).toBe(raw)
        const decimals = text.split('.')[1]?.length ?? 0
        if (decimals > 0) {
          const shorter = toNumber(raw, bits).toFixed(decimals - 1)
          expect(parseFixed(shorter, bits)).not.toBe(raw)
        }
      })
      fc.assert(property)
    })

    test('a raw number is the one nearest to the decimal', () => {
      const property = fc.property(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), (n) => {
        const raw = parseFixed(`${n}e-5`, bits)
        // |raw / 2^bits - n / 10^5| <= 1 / 2^(bits + 1), in whole numbers.
        const off = BigInt(raw) * 10n ** 5n - BigInt(n) * 2n ** BigInt(bits)
        expect((off < 0n ? -off : off) * 2n <= 10n ** 5n).toBe(true)
        expect(parseFixed(`${-n}e-5`, bits)).toBe(0 - raw)
      })
      fc.assert(property)
    })
  },
)

test('a whole number has no point, and a negative one its sign', () => {
  expect(formatFixed(16384, 14)).toBe('1')
  expect(formatFixed(-1638, 14)).toBe('-0.1')
  expect(formatFixed(0, 14)).toBe('0')
  expect(formatFixed(131071, 14)).toBe('7.99994')
})
