/** Takes the value out of a result, or fails the test with the failure's own words. */
import type { Result } from '../protocol/result.ts'

/** @throws {Error} naming the failure where there is no value. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(`${result.failure.code}: ${result.failure.message}`)
}
