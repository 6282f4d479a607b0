import { expect, test } from 'vitest'
import { log2Fixed } from './fixed-log.ts'

test('a power of two has a whole logarithm', () => {
  for (let exponent = 0n; exponent < 70n; exponent++) {
    expect(log2Fixed(1n << exponent, 40)).toBe(exponent << 40n)
  }
})

test('2 to the logarithm brackets the number, to the last of 12 digits', () => {
  // log = digits / 2^12 means 2^digits <= value^(2^12) < 2^(digits + 1), all in whole numbers.
  for (let value = 1n; value <= 300n; value++) {
    const digits = log2Fixed(value, 12)
    const power = value ** 4096n
    expect(1n << digits <= power && power < 1n << (digits + 1n)).toBe(true)
  }
})
