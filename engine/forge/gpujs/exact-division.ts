/**
 * Division of integers in floats that divide inexactly.
 *
 * A device's quotient may be off by a few units in its last place, so what it leaves is divided
 * again, and what that leaves is within one divisor of the right remainder. Products of a quotient
 * and its divisor exceed the dividend by less than four divisors; as long as that stays exact, so
 * does everything.
 */
import type { SourceWriter } from './source-writer.ts'

/** Divisors that are added to a dividend at most on the way. */
export const DIVISION_SLACK = 4

/**
 * Writes the whole quotient and the remainder of a dividend from 0 and a divisor from 1 on, and
 * gives their names.
 *
 * @param name begins the names of what is declared.
 */
export function writeDivision(
  writer: SourceWriter,
  name: string,
  dividend: string,
  divisor: string,
): { quotient: string; remainder: string } {
  const zero = writer.literal(0)
  const guess = writer.declare(`${name}_guess`, () => `Math.floor(${dividend} / ${divisor})`)
  const left = writer.declare(`${name}_left`, () => `${dividend} - ${guess} * ${divisor}`)
  const more = writer.declare(`${name}_more`, () => `Math.floor(${left} / ${divisor})`)
  const rest = writer.declare(`${name}_rest`, () => `${left} - ${more} * ${divisor}`)
  const step = writer.declare(
    `${name}_step`,
    () =>
      `(${rest} < ${zero} ? ${writer.literal(-1)} : ` +
      `(${rest} >= ${divisor} ? ${writer.literal(1)} : ${zero}))`,
  )
  return {
    quotient: writer.declare(`${name}_quotient`, () => `${guess} + ${more} + ${step}`),
    remainder: writer.declare(`${name}_remainder`, () => `${rest} - ${step} * ${divisor}`),
  }
}
