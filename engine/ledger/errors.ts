/** Errors of the ledger. Each carries the values that made it happen. */
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
  readonly code = 'ledger/canonical'
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
  readonly code = 'ledger/strict-json'
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

/** A place that a tree of such a size does not have, or a size that no tree has. */
export class MerkleRangeError extends NamedError {
  override readonly name = 'MerkleRangeError'
  readonly code = 'ledger/range'
  readonly details: { readonly problem: string }

  constructor(details: MerkleRangeError['details']) {
    super(`The tree has no such place: ${details.problem}.`)
    this.details = details
  }
}

/** A text that is no signed note, or a key that no note is signed with. */
export class NoteError extends NamedError {
  override readonly name = 'NoteError'
  readonly code = 'ledger/note'
  readonly details: { readonly problem: string }

  constructor(details: NoteError['details']) {
    super(`The signed note is refused: ${details.problem}.`)
    this.details = details
  }
}

/** A text that is no checkpoint of a log. */
export class CheckpointError extends NamedError {
  override readonly name = 'CheckpointError'
  readonly code = 'ledger/checkpoint'
  readonly details: { readonly problem: string }

  constructor(details: CheckpointError['details']) {
    super(`The checkpoint is refused: ${details.problem}.`)
    this.details = details
  }
}

/** A text that is no inclusion proof. */
export class ProofError extends NamedError {
  override readonly name = 'ProofError'
  readonly code = 'ledger/proof'
  readonly details: { readonly problem: string }

  constructor(details: ProofError['details']) {
    super(`The proof is refused: ${details.problem}.`)
    this.details = details
  }
}

/** A line that is no entry of the ledger. */
export class EntryError extends NamedError {
  override readonly name = 'EntryError'
  readonly code = 'ledger/entry'
  readonly details: { readonly problem: string }

  constructor(details: EntryError['details']) {
    super(`The entry is refused: ${details.problem}.`)
    this.details = details
  }
}

/** Whatever runs this cannot verify signatures; that says nothing of the signature. */
export class NoEd25519Error extends NamedError {
  override readonly name = 'NoEd25519Error'
  readonly code = 'ledger/no-ed25519'
  readonly details: { readonly reason: string }

  constructor(details: NoEd25519Error['details'], options?: ErrorOptions) {
    super(
      `Ed25519 signatures cannot be verified here (${details.reason}). ` +
        'A page needs https or localhost, and a browser of 2025 or later.',
      options,
    )
    this.details = details
  }
}
