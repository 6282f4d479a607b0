/** All that somebody with an entry, a proof and the ledger's key wants to know, in one call. */

import { shorten } from '../json/errors.ts'
import { fromHex } from '../math/hex.ts'
import { isNamedError } from '../named-error.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { NoEd25519Error } from './errors.ts'
import { hashEntry, type LedgerEntry, parseEntry } from './ledger-entry.ts'
import { HASH_BYTES, type HashFunction } from './merkle-hash.ts'
import { verifyInclusion } from './merkle-proof.ts'
import { parseInclusionProof } from './proof-file.ts'
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

/** The same about an entry of which only the hash is known, by whoever may not see it. */
export interface LeafQuestion extends Omit<InclusionQuestion, 'entryLine'> {
  /** The hash of the entry's leaf, 64 lower-case digits. */
  readonly leafSha256: string
}

export type LeafAnswer =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly index: number }
  | { readonly ok: false; readonly problem: string }

/**
 * Tells whether the ledger of that key has the entry: the key has signed the proof's checkpoint, whose
 * origin is the key's name; the Merkle proof leads from the entry to its root; and the entry's
 * own number is its index. If not, `problem` is a sentence that says what is wrong.
 *
 * @throws {NoEd25519Error} where signatures cannot be verified at all, which is no answer.
 */
export async function verifyInclusionProof(
  { entryLine, ...question }: InclusionQuestion,
  hash: HashFunction,
  verify: VerifySignature,
): Promise<InclusionAnswer> {
  return await answerOrProblem(async () => {
    const entry = parseEntry(entryLine)
    const leafHash = hashEntry(hash, entryLine)
    const answer = await findLeaf({ ...question, leafHash, seq: entry.seq }, hash, verify)
    return answer.ok ? { ok: true, checkpoint: answer.checkpoint, entry } : answer
  })
}

/**
 * Tells whether the ledger of that key has an entry of this hash, and at which number. What the entry says, and that
 * its own number is that, only the entry itself can show.
 *
 * @throws {NoEd25519Error} where signatures cannot be verified at all, which is no answer.
 */
export async function verifyLeafProof(
  { leafSha256, ...question }: LeafQuestion,
  hash: HashFunction,
  verify: VerifySignature,
): Promise<LeafAnswer> {
  return await answerOrProblem(async () => {
    const leafHash = fromHex(leafSha256)
    if (leafHash?.length === HASH_BYTES) return findLeaf({ ...question, leafHash }, hash, verify)
    return { ok: false, problem: 'The hash of a leaf has 64 hexadecimal digits.' }
  })
}

/** What cannot be read is a problem of the one who asks. */
async function answerOrProblem<T>(
  answer: () => Promise<T>,
): Promise<T | { readonly ok: false; readonly problem: string }> {
  try {
    return await answer()
  } catch (error) {
    if (!isNamedError(error) || error instanceof NoEd25519Error) throw error
    return { ok: false, problem: error.message }
  }
}

interface Leaf {
  readonly proofText: string
  readonly verifierKey: string
  readonly leafHash: Uint8Array
  /** The entry's own number, where that is known. */
  readonly seq?: number
}

async function findLeaf(
  { proofText, verifierKey, leafHash, seq }: Leaf,
  hash: HashFunction,
  verify: VerifySignature,
): Promise<LeafAnswer> {
  const key = parseVerifierKey(verifierKey)
  const { index, hashes, note: noteText } = parseInclusionProof(proofText)
  const note = parseNote(noteText)
  const problem = await findForgery(note, key, hash, verify)
  if (problem !== undefined) return { ok: false, problem }
  const checkpoint = parseCheckpoint(note.text)
  const { origin, size, root } = checkpoint
  if (origin !== key.name) {
    const other = `The checkpoint is of ${shorten(origin)}, not of ${shorten(key.name)}.`
    return { ok: false, problem: other }
  }
  if (seq !== undefined && seq !== index) {
    const number = `The entry has the number ${seq}, and the proof is of number ${index}.`
    return { ok: false, problem: number }
  }
  if (verifyInclusion(hash, { leafHash, index, size, proof: hashes, root })) {
    return { ok: true, checkpoint, index }
  }
  const nowhere = 'The proof does not lead from this entry to the root of the checkpoint.'
  return { ok: false, problem: nowhere }
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
