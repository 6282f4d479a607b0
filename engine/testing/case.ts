/**
 * What tests and long campaigns try alike: a property of random inputs, under the name by which
 * its tries are counted. An input that a property passes over with `fc.pre` is not a try.
 *
 * Cases know nothing of the test runner, so that they also run in plain Node and in a page.
 */
import type fc from 'fast-check'

export interface Case {
  readonly kind: string
  readonly property: fc.IAsyncProperty<unknown>
}

/** Two values that should be the same and are not. */
class DifferenceError extends Error {
  override readonly name = 'DifferenceError'
}

/**
 * Compares numbers, texts, and lists and records of them, to any depth.
 *
 * @param what names the value in what is thrown.
 * @throws {DifferenceError} naming the first place where they differ.
 */
export function assertSame(found: unknown, expected: unknown, what = 'the outcome'): void {
  if (Object.is(found, expected)) return
  if (!isObject(found) || !isObject(expected)) {
    throw new DifferenceError(`${what} is ${String(found)} and should be ${String(expected)}`)
  }
  if (isNumbers(found) && isNumbers(expected)) {
    assertSameNumbers(found, expected, what)
    return
  }
  for (const key of new Set([...Object.keys(found), ...Object.keys(expected)])) {
    assertSame(found[key], expected[key], `${what}.${key}`)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

type Numbers = Uint8Array | Int32Array

function isNumbers(value: object): value is Numbers {
  return value instanceof Uint8Array || value instanceof Int32Array
}

function assertSameNumbers(found: Numbers, expected: Numbers, what: string): void {
  assertSame(found.length, expected.length, `${what}.length`)
  const at = found.findIndex((value, i) => value !== expected[i])
  if (at !== -1) assertSame(found[at], expected[at], `${what}[${at}] of ${found.length}`)
}
