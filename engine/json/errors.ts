/** Errors of JSON. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** What a stranger wrote is told only up to so many characters. */
const MAX_SHOWN_CHARS = 80

/** A text that a stranger wrote, short. */
export function shorten(text: string): string {
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text
}

/** A value that has no canonical JSON, or too much of it. */
export class CanonicalJsonError extends NamedError {
  override readonly name = 'CanonicalJsonError'
  readonly code = 'json/canonical'
  /** `path` is a JSON pointer (RFC 6901) to the value; empty for the whole. */
  readonly details: { readonly path: string; readonly problem: string }

  constructor(details: CanonicalJsonError['details']) {
    const place = details.path === '' ? 'the value' : details.path
    super(`There is no canonical JSON of this: ${place} ${details.problem}.`)
    this.details = details
  }
}

/** A text that the strict reader of JSON refuses. */
export class StrictJsonError extends NamedError {
  override readonly name = 'StrictJsonError'
  readonly code = 'json/strict'
  /** `offset` counts characters (UTF-16 code units) from 0, `line` and `column` from 1. */
  readonly details: {
    readonly offset: number
    readonly line: number
    readonly column: number
    readonly problem: string
  }

  constructor(details: StrictJsonError['details']) {
    super(`The JSON is refused at line ${details.line}:${details.column}: ${details.problem}.`)
    this.details = details
  }
}
