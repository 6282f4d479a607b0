/** From thrown errors to values that cross a thread. */
import { isNamedError } from '../named-error.ts'
import type { Failure, Result } from './result.ts'

/**
 * Runs work and gives its outcome as a value.
 *
 * A defect of ours (anything but a named error) also becomes a value, coded `internal/defect`, so
 * that the other side can show it instead of waiting for ever.
 */
export async function toResult<T>(work: () => T | Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return { ok: false, failure: describeFailure(error) }
  }
}

/** A caught value as cloneable data. */
export function describeFailure(error: unknown): Failure {
  if (isNamedError(error)) {
    return { code: error.code, message: error.message, details: toPlainData(error.details) }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal/defect', message: `Something broke inside: ${message}`, details: {} }
}

/** Details cross as JSON data; a bigint is written as a decimal string. */
function toPlainData(details: object): Record<string, unknown> {
  const text = JSON.stringify(details, (_key, value) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  return JSON.parse(text) as Record<string, unknown>
}
