/**
 * The file which shows that a ledger goes on from what it was: the size of the earlier tree, the hashes of the proof,
 * and the signed checkpoint of the later one. Whoever kept the earlier checkpoint needs nothing else but the key.
 *
 * The form is that in which logs ask witnesses to sign (C2SP tlog-witness, https://c2sp.org/tlog-witness, "add-checkpoint").
 */
import { decodeBase64, encodeBase64 } from '../formats/base64.ts'
import { isNamedError } from '../named-error.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { NoEd25519Error, ProofError } from './errors.ts'
import { HASH_BYTES, type HashFunction } from './merkle-hash.ts'
import { verifyConsistency } from './merkle-proof.ts'
import { MAX_NOTE_CHARS, parseNote, verifyNote } from './signed-note.ts'
import { parseVerifierKey, type VerifierKey } from './verifier-key.ts'
import type { VerifySignature } from './verify-signature.ts'

export interface ConsistencyProof {
  /** Entries of the earlier tree. */
  readonly first: number
  /** 32 bytes each. */
  readonly hashes: readonly Uint8Array[]
  /** The signed checkpoint of the later tree, as it was signed. */
  readonly note: string
}

const FIRST = /^old (?<digits>0|[1-9][0-9]*)$/

/** C2SP tlog-witness allows no more. */
const MAX_HASHES = 63
const MAX_PROOF_CHARS = 2 * MAX_NOTE_CHARS

/** @throws {ProofError} for a proof that no file can have. */
export function formatConsistencyProof({ first, hashes, note }: ConsistencyProof): string {
  if (!Number.isSafeInteger(first) || first < 0) refuse(`no tree has ${first} entries`)
  if (hashes.length > MAX_HASHES) refuse(`it has more than ${MAX_HASHES} hashes`)
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) refuse(`a hash has ${HASH_BYTES} bytes`)
  return `${[`old ${first}`, ...hashes.map(encodeBase64)].join('\n')}\n\n${note}`
}

/**
 * Reads a proof's file. Whether its note is one, and whether anything of it is true, is not looked at.
 *
 * @throws {ProofError} for any other text.
 */
export function parseConsistencyProof(text: string): ConsistencyProof {
  if (text.length > MAX_PROOF_CHARS) refuse(`it is longer than ${MAX_PROOF_CHARS} characters`)
  const end = text.indexOf('\n\n')
  if (end === -1) refuse('no empty line stands before its checkpoint')
  const [head = '', ...lines] = text.slice(0, end).split('\n', MAX_HASHES + 2)
  const first = Number(FIRST.exec(head)?.groups?.digits)
  if (!Number.isSafeInteger(first)) refuse('its first line is not `old` and a size up to 2^53 - 1')
  if (lines.length > MAX_HASHES) refuse(`it has more than ${MAX_HASHES} hashes`)
  return { first, hashes: lines.map(parseHash), note: text.slice(end + 2) }
}

function parseHash(line: string): Uint8Array {
  const bytes = decodeBase64(line)
  if (bytes?.length !== HASH_BYTES) return refuse(`a hash is not the base64 of ${HASH_BYTES} bytes`)
  return bytes
}

export interface ConsistencyQuestion {
  /** The text of a proof's file. */
  readonly proofText: string
  /** The earlier checkpoint, as it was kept. */
  readonly earlierNote: string
  /** The ledger's key, `name+id+key`, from somebody else than the proof is from. */
  readonly verifierKey: string
}

export type ConsistencyAnswer =
  | { readonly ok: true; readonly earlier: Checkpoint; readonly later: Checkpoint }
  | { readonly ok: false; readonly problem: string }

/**
 * Tells whether the ledger of that key has gone on from the earlier checkpoint to the one of the proof, and changed
 * nothing of what was there. If not, `problem` is a sentence that says what is wrong.
 *
 * @throws {NoEd25519Error} where signatures cannot be verified at all, which is no answer.
 */
export async function verifyConsistencyProof(
  { proofText, earlierNote, verifierKey }: ConsistencyQuestion,
  hash: HashFunction,
  verify: VerifySignature,
): Promise<ConsistencyAnswer> {
  try {
    const key = parseVerifierKey(verifierKey)
    const { first, hashes, note } = parseConsistencyProof(proofText)
    const earlier = await readSigned(earlierNote, 'earlier', key, hash, verify)
    const later = await readSigned(note, 'later', key, hash, verify)
    if (earlier.size !== first) {
      refuse(`the earlier checkpoint is of ${earlier.size} entries, and the proof of ${first}`)
    }
    const [firstRoot, size, root] = [earlier.root, later.size, later.root]
    if (!verifyConsistency(hash, { first, size, firstRoot, root, proof: hashes })) {
      refuse('it does not lead from the earlier checkpoint to the later')
    }
    return { ok: true, earlier, later }
  } catch (error) {
    if (!isNamedError(error) || error instanceof NoEd25519Error) throw error
    return { ok: false, problem: error.message }
  }
}

async function readSigned(
  noteText: string,
  which: 'earlier' | 'later',
  key: VerifierKey,
  hash: HashFunction,
  verify: VerifySignature,
): Promise<Checkpoint> {
  const note = parseNote(noteText)
  const verdict = await verifyNote(note, [key], hash, verify)
  if (verdict === 'forged') refuse(`the signature of the ${which} checkpoint is forged`)
  if (verdict !== 'verified') refuse(`the ${which} checkpoint is not signed by ${key.name}`)
  const checkpoint = parseCheckpoint(note.text)
  if (checkpoint.origin !== key.name) refuse(`the ${which} checkpoint is of ${checkpoint.origin}`)
  return checkpoint
}

function refuse(problem: string): never {
  throw new ProofError({ problem })
}
