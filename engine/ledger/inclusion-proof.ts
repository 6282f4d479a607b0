/** All that somebody with an entry, a proof and the ledger's key wants to know, in one call. */

import { shorten } from '../json/errors.ts'
import { isNamedError } from '../named-error.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { NoEd25519Error } from './errors.ts'
import { hashEntry, type LedgerEntry, parseEntry } from './ledger-entry.ts'
import type { HashFunction } from './merkle-hash.ts'
import { verifyInclusion } from './merkle-proof.ts'
import { type InclusionProof, parseInclusionProof } from './proof-file.ts'
import { parseNote, type SignedNote, verifyNote } from './signed-note.ts'
import { parseVerifierKey, type VerifierKey } from './verifier-key.ts'
import type { VerifySignature } from './verify-signature.ts'

export { formatInclusionProof, parseInclusionProof } from './proof-file.ts'

export interface InclusionQuestion {
  /** The text of a proof's file. */
  readonly proofText: string
  /** The entry's line, without a newline. */
  readonly entryLine: string
  /** The ledger's key, `name+id+key`, from somebody else than the proof is from. */
  readonly verifierKey: string
}

export type InclusionAnswer =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly entry: LedgerEntry }
  | { readonly ok: false; readonly problem: string }

/**
 * Tells whether the ledger of that key has the entry: the key has signed the proof's checkpoint, whose
 * origin is the key's name; the Merkle proof leads from the entry to its root; and the entry's
 * own number is its index. If not, `problem` is a sentence that says what is wrong.
 *
 * @throws {NoEd25519Error} where signatures cannot be verified at all, which is no answer.
 */
export async function verifyInclusionProof(
  question: InclusionQuestion,
  hash: HashFunction,
  verify: VerifySignature,
): Promise<InclusionAnswer> {
  try {
    const key = parseVerifierKey(question.verifierKey)
    const entry = parseEntry(question.entryLine)
    const proof = parseInclusionProof(question.proofText)
    const note = parseNote(proof.note)
    const problem = await findForgery(note, key, hash, verify)
    if (problem !== undefined) return { ok: false, problem }
    const checkpoint = parseCheckpoint(note.text)
    const leafHash = hashEntry(hash, question.entryLine)
    const fault = findFault({ checkpoint, entry, key, proof, leafHash }, hash)
    return fault === undefined ? { ok: true, checkpoint, entry } : { ok: false, problem: fault }
  } catch (error) {
    if (!isNamedError(error) || error instanceof NoEd25519Error) throw error
    return { ok: false, problem: error.message }
  }
}

async function findForgery(
  note: SignedNote,
  key: VerifierKey,
  hash: HashFunction,
  verify: VerifySignature,
): Promise<string | undefined> {
  const verdict = await verifyNote(note, [key], hash, verify)
  if (verdict === 'verified') return undefined
  if (verdict === 'forged') return 'The signature of the checkpoint is forged.'
  return `The checkpoint is not signed by the key of ${shorten(key.name)}.`
}

interface Findings {
  readonly checkpoint: Checkpoint
  readonly entry: LedgerEntry
  readonly key: VerifierKey
  readonly proof: InclusionProof
  readonly leafHash: Uint8Array
}

function findFault(findings: Findings, hash: HashFunction): string | undefined {
  const { checkpoint, entry, key, proof, leafHash } = findings
  const { index, hashes } = proof
  const { size, root } = checkpoint
  if (checkpoint.origin !== key.name) {
    return `The checkpoint is of ${shorten(checkpoint.origin)}, not of ${shorten(key.name)}.`
  }
  if (entry.seq !== index) {
    return `The entry has the number ${entry.seq}, and the proof is of number ${index}.`
  }
  if (!verifyInclusion(hash, { leafHash, index, size, proof: hashes, root })) {
    return 'The proof does not lead from this entry to the root of the checkpoint.'
  }
  return undefined
}
