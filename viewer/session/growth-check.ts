/**
 * Checks in the page that the ledger has gone on from what this browser has seen of it: by the checkpoint that it
 * kept, a proof of consistency (RFC 6962, section 2.1.2) and the key that it trusts. The server's word counts nowhere
 * but in what it signs.
 */
import { parseCheckpoint } from '../../engine/ledger/checkpoint.ts'
import {
  parseConsistencyProof,
  verifyConsistencyProof,
} from '../../engine/ledger/consistency-proof.ts'
import { NoEd25519Error } from '../../engine/ledger/errors.ts'
import { parseNote, verifyNote } from '../../engine/ledger/signed-note.ts'
import { parseVerifierKey } from '../../engine/ledger/verifier-key.ts'
import { verifyWithWebCrypto } from '../../engine/ledger/verify-signature.ts'
import { toHex } from '../../engine/math/hex.ts'
import { createSha256Function } from '../../engine/math/sha256.ts'
import { isNamedError } from '../../engine/named-error.ts'
import { shortKey } from './entry-check.ts'
import type { SeenCheckpoint } from './ledger-memory.ts'

/** What the server is asked. */
export interface LedgerSource {
  /** The key that it names, and how many entries it says there are. */
  status(): Promise<{ readonly verifierKey: string; readonly size: number }>
  /** Its newest signed checkpoint. */
  checkpoint(): Promise<{ readonly note: string }>
  /** The file of a proof that it goes on from so many entries. */
  consistency(first: number): Promise<{ readonly proof: string }>
}

/** What this browser knows from before. */
export interface Remembered {
  readonly trustedKey: string | undefined
  /** What was seen last of the ledger with the key that the server names now. */
  readonly seenBy: (verifierKey: string) => SeenCheckpoint | undefined
}

interface Signed {
  /** What is to be kept from now on. */
  readonly seen: Omit<SeenCheckpoint, 'seenAtMs'>
  /** Hex. */
  readonly root: string
}

export type GrowthVerdict =
  /** Nothing was seen before: there is nothing to compare with yet. */
  | ({ readonly kind: 'first' } & Signed)
  | ({ readonly kind: 'consistent'; readonly before: SeenCheckpoint } & Signed)
  /** It has fewer entries than it had. */
  | { readonly kind: 'shorter'; readonly before: SeenCheckpoint; readonly size: number }
  /** What was there before is not there any more as it was, or nothing proves that it is. */
  | { readonly kind: 'rewritten'; readonly before: SeenCheckpoint; readonly problem: string }
  | { readonly kind: 'other-key'; readonly trustedKey: string; readonly verifierKey: string }
  /** What it says is not signed by its key. */
  | { readonly kind: 'unsigned'; readonly problem: string }
  /** The browser cannot verify at all. */
  | { readonly kind: 'unable'; readonly problem: string }

/** Compares the ledger with what was seen of it; rejects where the server does not answer. */
export async function checkGrowth(
  source: LedgerSource,
  { trustedKey, seenBy }: Remembered,
): Promise<GrowthVerdict> {
  const { verifierKey, size } = await source.status()
  if (trustedKey !== undefined && trustedKey !== verifierKey) {
    return { kind: 'other-key', trustedKey, verifierKey }
  }
  const before = seenBy(verifierKey)
  try {
    if (before === undefined) {
      const { note } = await source.checkpoint()
      return { kind: 'first', ...(await readSigned(note, verifierKey)) }
    }
    if (size < before.size) return { kind: 'shorter', before, size }
    const { proof } = await source.consistency(before.size)
    return await compare(before, proof, verifierKey)
  } catch (error) {
    if (error instanceof UnsignedNote) return { kind: 'unsigned', problem: error.message }
    if (error instanceof NoEd25519Error) return { kind: 'unable', problem: error.message }
    throw error
  }
}

async function compare(
  before: SeenCheckpoint,
  proofText: string,
  verifierKey: string,
): Promise<GrowthVerdict> {
  const hash = await createSha256Function()
  const answer = await verifyConsistencyProof(
    { proofText, earlierNote: before.note, verifierKey },
    hash,
    verifyWithWebCrypto,
  )
  if (!answer.ok) return { kind: 'rewritten', before, problem: answer.problem }
  const { size, root } = answer.later
  const { note } = parseConsistencyProof(proofText)
  return { kind: 'consistent', before, seen: { verifierKey, note, size }, root: toHex(root) }
}

/** A note that this key has not signed. */
class UnsignedNote extends Error {}

async function readSigned(noteText: string, verifierKey: string): Promise<Signed> {
  try {
    const key = parseVerifierKey(verifierKey)
    const note = parseNote(noteText)
    const verdict = await verifyNote(note, [key], await createSha256Function(), verifyWithWebCrypto)
    if (verdict !== 'verified') {
      throw new UnsignedNote(`The checkpoint is not signed by ${shortKey(verifierKey)}.`)
    }
    const { origin, size, root } = parseCheckpoint(note.text)
    if (origin !== key.name) throw new UnsignedNote(`The checkpoint is of ${origin}.`)
    return { seen: { verifierKey, note: noteText, size }, root: toHex(root) }
  } catch (error) {
    if (error instanceof NoEd25519Error || !isNamedError(error)) throw error
    throw new UnsignedNote(error.message)
  }
}
