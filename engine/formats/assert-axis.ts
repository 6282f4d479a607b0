/** Checks sizes and coordinates that a file gives in decimal. */
import { PatternLimitError } from './errors.ts'
import { MAX_AXIS_CELLS, MAX_COORDINATE } from './limits.ts'
import type { PatternFormat } from './pattern.ts'
import { placeAt } from './text-lines.ts'

/**
 * The number of cells along an axis.
 *
 * @param digits decimal digits, any number of them.
 * @throws {PatternLimitError} when it is more than MAX_AXIS_CELLS.
 */
export function assertAxis(
  format: PatternFormat,
  bytes: Uint8Array,
  offset: number,
  what: string,
  digits: string,
): number {
  return assertAtMost(format, bytes, offset, what, digits, MAX_AXIS_CELLS)
}

/**
 * A coordinate, which may be negative.
 *
 * @param digits decimal digits after an optional sign, any number of them.
 * @throws {PatternLimitError} when it lies further than MAX_COORDINATE from 0.
 */
export function assertCoordinate(
  format: PatternFormat,
  bytes: Uint8Array,
  offset: number,
  digits: string,
): number {
  return assertAtMost(format, bytes, offset, 'a coordinate', digits, MAX_COORDINATE)
}

function assertAtMost(
  format: PatternFormat,
  bytes: Uint8Array,
  offset: number,
  what: string,
  digits: string,
  limit: number,
): number {
  const value = Number(digits)
  if (Math.abs(value) <= limit) return value
  const found = digits.slice(0, 40)
  throw new PatternLimitError({ ...placeAt(format, bytes, offset), what, found, limit })
}
