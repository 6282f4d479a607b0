/**
 * The shape every error of this project has when a caller can act on it.
 *
 * A subclass fixes `code` (stable, `room/kind`), carries in `details` the values that made it
 * happen, and says in its message what was found and what is wanted. The command line turns any
 * `NamedError` into exit code 2 and a worker turns it into a value; anything else that is thrown
 * is a defect of ours and keeps its stack.
 */
export abstract class NamedError extends Error {
  abstract readonly code: string
  abstract readonly details: object
}

/** Tells whether a caught value is one of our own named errors. */
export function isNamedError(value: unknown): value is NamedError {
  return value instanceof NamedError
}
