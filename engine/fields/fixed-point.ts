/**
 * Numbers of fields as people write them, and as machines hold them.
 *
 * A raw number is an i32 that stands for itself divided by a power of two: 2^14 for values of
 * fields, 2^12 for the coefficients of their dynamics (SEMANTICS). **The rounding rule, everywhere:
 * a decimal becomes the nearest raw number, and one that lies halfway the one farther from 0**, so
 * that a number and its negative stay each other's. Decimals are read with whole numbers, never
 * through a double, and a raw number is written as the shortest decimal that reads back as it.
 */
import { FixedPointError } from './errors.ts'

/** Fraction bits of field values: a resolution of 6.1e-5, within +-8. */
export const FIELD_FRACTION_BITS = 14

/** The raw number of the field value 1. */
export const FIELD_ONE = 2 ** FIELD_FRACTION_BITS

/** Fraction bits of coefficients: a resolution of 2.4e-4, from 0 to 1. */
export const COEFFICIENT_FRACTION_BITS = 12

/** The raw number of the coefficient 1. */
export const COEFFICIENT_ONE = 2 ** COEFFICIENT_FRACTION_BITS

/** Digits a decimal may have: a text of a million is no number, and a long exponent no small one. */
const MAX_DIGITS = 40
const MAX_EXPONENT = 400

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/

/** A decimal taken apart: numerator / denominator, exactly. */
export interface Fraction {
  readonly numerator: bigint
  /** A power of ten. */
  readonly denominator: bigint
}

/**
 * Reads a decimal exactly. A number counts as the shortest decimal that means it, so that 0.1 is a
 * tenth.
 *
 * @throws {FixedPointError} unless it is a finite decimal of at most 40 digits.
 */
export function parseDecimal(decimal: string | number): Fraction {
  const text = String(decimal).trim()
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? []
  const digits = whole + fraction
  const shift = Number(exponent) - fraction.length
  const isDecimal =
    sign !== undefined &&
    digits.length >= 1 &&
    digits.length <= MAX_DIGITS &&
    Math.abs(shift) <= MAX_EXPONENT
  if (!isDecimal) {
    const wanted = `a decimal of at most ${MAX_DIGITS} digits, like -0.25 or 1e-3`
    throw new FixedPointError({ found: JSON.stringify(text.slice(0, MAX_DIGITS)), wanted })
  }
  const size = BigInt(digits) * 10n ** BigInt(Math.max(shift, 0))
  return {
    numerator: sign === '-' ? -size : size,
    denominator: 10n ** BigInt(Math.max(-shift, 0)),
  }
}

/**
 * The raw number nearest to a fraction; halfway between two, the one farther from 0.
 *
 * @throws {FixedPointError} when it is beyond `limit` in size.
 */
export function roundToRaw(
  { numerator, denominator }: Fraction,
  fractionBits: number,
  limit = 2 ** 31 - 1,
): number {
  const size = numerator < 0n ? -numerator : numerator
  const scaled = size << BigInt(fractionBits + 1)
  const rounded = (scaled / denominator + 1n) >> 1n
  if (rounded > BigInt(limit)) {
    const most = formatFixed(limit, fractionBits)
    const found = numerator < 0n ? `A number below -${most}` : `A number above ${most}`
    throw new FixedPointError({ found, wanted: `numbers are from -${most} to ${most}` })
  }
  return numerator < 0n ? 0 - Number(rounded) : Number(rounded)
}

/**
 * The raw number of a decimal.
 *
 * @example parseFixed(0.1, FIELD_FRACTION_BITS) // 1638
 * @throws {FixedPointError} unless it is a finite decimal whose raw number is within `limit`.
 */
export function parseFixed(decimal: string | number, fractionBits: number, limit?: number): number {
  return roundToRaw(parseDecimal(decimal), fractionBits, limit)
}

/** The number that a raw one stands for, exactly: both are within a double's digits. */
export function toNumber(raw: number, fractionBits: number): number {
  return raw / 2 ** fractionBits
}

/**
 * The shortest decimal that `parseFixed` reads as this raw number.
 *
 * @example formatFixed(1638, FIELD_FRACTION_BITS) // '0.1'
 */
export function formatFixed(raw: number, fractionBits: number): string {
  const size = BigInt(Math.abs(raw))
  // With as many decimals as there are bits the number is exact, so that the search ends.
  for (let decimals = 0; ; decimals++) {
    const denominator = 10n ** BigInt(decimals)
    const scaled = (size * denominator * 2n) >> BigInt(fractionBits)
    const numerator = (scaled + 1n) >> 1n
    const fraction = { numerator, denominator }
    if (roundToRaw(fraction, fractionBits, Number.MAX_SAFE_INTEGER) !== Number(size)) continue
    const digits = numerator.toString().padStart(decimals + 1, '0')
    const cut = digits.length - decimals
    const text = decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`
    return raw < 0 ? `-${text}` : text
  }
}
