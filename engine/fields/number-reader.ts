/** Reads the decimals of a channel, so that what is wrong with one names its member. */
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import { ChannelError, FixedPointError } from './errors.ts'
import {
  COEFFICIENT_FRACTION_BITS,
  COEFFICIENT_ONE,
  FIELD_FRACTION_BITS,
  type Fraction,
  formatFixed,
  parseDecimal,
  roundToRaw,
} from './fixed-point.ts'

/** Every method throws a `ChannelError` where a number cannot be held. */
export class NumberReader {
  readonly #channel: string

  constructor(channel: string) {
    this.#channel = channel
  }

  fail(field: string, found: string, wanted: string): never {
    throw new ChannelError({ channel: this.#channel, field, found, wanted })
  }

  value(field: string, decimal: number, fractionBits: number = FIELD_FRACTION_BITS): number {
    return this.#round(field, decimal, parseDecimal(decimal), fractionBits, FIELD_LIMIT)
  }

  /** As `value`, for what would be nothing if it were rounded to 0. */
  amount(field: string, decimal: number): number {
    return this.#notLost(field, decimal, this.value(field, decimal), FIELD_FRACTION_BITS)
  }

  coefficient(field: string, decimal: number): number {
    return this.#coefficient(field, decimal, parseDecimal(decimal))
  }

  /**
   * The square of a speed, as a coefficient: it is squared before it is rounded. One beyond 1 comes
   * back as some number beyond 1: what the limit is, dimensions and losses decide.
   */
  square(field: string, decimal: number): number {
    if (decimal < 0) this.fail(field, String(decimal), 'a speed is not negative')
    const { numerator, denominator } = parseDecimal(decimal)
    if (numerator > denominator) return COEFFICIENT_ONE + 1
    const squared = { numerator: numerator ** 2n, denominator: denominator ** 2n }
    return this.#coefficient(field, decimal, squared)
  }

  #coefficient(field: string, decimal: number, fraction: Fraction): number {
    const bits = COEFFICIENT_FRACTION_BITS
    const raw = this.#round(field, decimal, fraction, bits, COEFFICIENT_ONE)
    return this.#notLost(field, decimal, raw, bits)
  }

  #round(
    field: string,
    decimal: number,
    fraction: Fraction,
    fractionBits: number,
    limit: number,
  ): number {
    try {
      return roundToRaw(fraction, fractionBits, limit)
    } catch (error) {
      if (!(error instanceof FixedPointError)) throw error
      return this.fail(field, String(decimal), error.details.wanted)
    }
  }

  #notLost(field: string, decimal: number, raw: number, fractionBits: number): number {
    if (raw !== 0 || decimal === 0) return raw
    const wanted = `the least that is not 0 is ${formatFixed(1, fractionBits)}`
    return this.fail(field, String(decimal), wanted)
  }
}
