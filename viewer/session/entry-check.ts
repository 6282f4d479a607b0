/**
 * Checks in the page that an entry is in the ledger: nothing of it is left to the server's word but the key, and of
 * that the page remembers which one it saw first.
 */

import { verifyInclusionProof, verifyLeafProof } from '../../engine/ledger/inclusion-proof.ts'
import { hashEntry } from '../../engine/ledger/ledger-entry.ts'
import { parseInclusionProof } from '../../engine/ledger/proof-file.ts'
import { verifyWithWebCrypto } from '../../engine/ledger/verify-signature.ts'
import { toHex } from '../../engine/math/hex.ts'
import { createSha256Function } from '../../engine/math/sha256.ts'
import { isNamedError } from '../../engine/named-error.ts'

export interface EntryQuestion {
  /** The place of the entry that was chosen. */
  readonly sequence: number
  /** Its line, as it is shown; null where it is hidden, and its hash is all there is. */
  readonly line: string | null
  /** The hash of its leaf, as the server names it. */
  readonly leafSha256: string
  readonly proofText: string
  /** The key that the server names. */
  readonly verifierKey: string
  /** The key that is trusted; undefined where none was seen before. */
  readonly trustedKey: string | undefined
}

export type EntryVerdict =
  | {
      readonly kind: 'verified'
      /** The leaf hash of the entry, hex. */
      readonly leafHash: string
      /** Hashes on the way from the leaf to the root. */
      readonly hashes: number
      /** Entries that the signed checkpoint covers. */
      readonly size: number
      /** Its root, hex. */
      readonly root: string
      /** The name and the id of the key: `name+id`. */
      readonly key: string
      /** Whether the key was trusted before. */
      readonly isKnownKey: boolean
    }
  | {
      readonly kind: 'refused'
      readonly problem: string
      /** The key that the server names, where it is another than the one that is trusted. */
      readonly otherKey?: string
    }
  /** The browser cannot verify at all. */
  | { readonly kind: 'unable'; readonly problem: string }

/** Checks an entry by its proof and the signature of the checkpoint. */
export async function checkEntry(question: EntryQuestion): Promise<EntryVerdict> {
  const { sequence, line, leafSha256, proofText, verifierKey, trustedKey } = question
  if (trustedKey !== undefined && trustedKey !== verifierKey) {
    return {
      kind: 'refused',
      problem:
        `The server names another key (${shortKey(verifierKey)}) than it did before (${shortKey(trustedKey)}). ` +
        'Either its ledger was made anew, or this is not the same ledger.',
      otherKey: verifierKey,
    }
  }
  const hash = await createSha256Function()
  try {
    const asked = { proofText, verifierKey }
    const answer =
      line === null
        ? await verifyLeafProof({ ...asked, leafSha256 }, hash, verifyWithWebCrypto)
        : await verifyInclusionProof({ ...asked, entryLine: line }, hash, verifyWithWebCrypto)
    if (!answer.ok) return { kind: 'refused', problem: answer.problem }
    const { checkpoint } = answer
    const { index, hashes } = parseInclusionProof(proofText)
    if (index !== sequence) {
      const problem = `The answer is about entry ${index}, and entry ${sequence} was asked for.`
      return { kind: 'refused', problem }
    }
    return {
      kind: 'verified',
      leafHash: line === null ? leafSha256 : toHex(hashEntry(hash, line)),
      hashes: hashes.length,
      size: checkpoint.size,
      root: toHex(checkpoint.root),
      key: shortKey(verifierKey),
      isKnownKey: trustedKey !== undefined,
    }
  } catch (error) {
    // That the browser knows no Ed25519 says nothing of the entry.
    if (isNamedError(error)) return { kind: 'unable', problem: error.message }
    throw error
  }
}

/** The name of a key with its id, as people compare them. */
export function shortKey(verifierKey: string): string {
  return verifierKey.split('+', 2).join('+')
}

const STORAGE_KEY = 'thunderline.ledger-key'

/** The key that was trusted on an earlier visit; undefined where there is none. */
export function readTrustedKey(): string | undefined {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? undefined
  } catch {
    return undefined
  }
}

/** Trusts a key from now on, in the place of any other. */
export function trustKey(verifierKey: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, verifierKey)
  } catch {
    // Then each visit is the first.
  }
}
