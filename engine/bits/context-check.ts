/** Checks that the contexts of ticks and spawns have in common. */
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import { MAX_NAME_CHARS } from './bit-world.ts'
import { ContextError } from './errors.ts'
import { fixedFromRaw } from './fixed-point.ts'

/** The most values a snapshot of fields may have. */
const MAX_FIELD_VALUES = 64

/** The greatest value that a field can have, just below 8. */
const MAX_FIELD_VALUE = fixedFromRaw(FIELD_LIMIT)

/** @throws {ContextError} unless it is absent or a text of 1 to MAX_NAME_CHARS characters. */
export function assertName(field: string, name: unknown): string | undefined {
  if (name === undefined) return undefined
  if (typeof name === 'string' && name.length >= 1 && name.length <= MAX_NAME_CHARS) return name
  const found = typeof name === 'string' ? `a text of ${name.length} characters` : String(name)
  throw new ContextError({ field, found, wanted: `1 to ${MAX_NAME_CHARS} characters are wanted` })
}

/** @throws {ContextError} unless it is a whole number of a range. */
export function assertWhole(field: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value
  const wanted = `a whole number from ${low} to ${high} is wanted`
  throw new ContextError({ field, found: String(value), wanted })
}

/**
 * A frozen copy of field values by channel.
 *
 * @throws {ContextError} unless it is absent or holds at most 64 numbers within a field's range.
 */
export function assertFieldValues(
  field: string,
  values: Readonly<Record<string, number>> | undefined,
): Readonly<Record<string, number>> | undefined {
  if (values === undefined) return undefined
  const entries = Object.entries(values)
  if (entries.length > MAX_FIELD_VALUES) {
    const wanted = `at most ${MAX_FIELD_VALUES} are wanted`
    throw new ContextError({ field, found: `${entries.length} values`, wanted })
  }
  const fault = entries.find(([, value]) => !(Math.abs(value) <= MAX_FIELD_VALUE))
  if (fault !== undefined) {
    const found = `${String(fault[1])} in ${JSON.stringify(fault[0])}`
    throw new ContextError({ field, found, wanted: 'numbers within ±8 are wanted' })
  }
  return Object.freeze(Object.fromEntries(entries))
}
