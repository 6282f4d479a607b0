/** Errors of the ledger. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

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
