/**
 * Success or failure as a value.
 *
 * What a caller can act on crosses a worker or a network this way, because a thrown error arrives
 * on the other side with only its name, message and stack.
 */

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure }

/** A named error as cloneable data. */
export interface Failure {
  /** Stable, `room/kind`, as on the error class. */
  readonly code: string
  readonly message: string
  /** The values that caused it, cloneable (plain JSON data). */
  readonly details: Readonly<Record<string, unknown>>
}
