/** Heads of stretches of verdicts, as the key of the ledger signs them. */

import { type VerifierKey, verifyWithWebCrypto } from '../../engine/ledger/signed-note.ts'
import type { Stretch } from '../../engine/policy/verdict-chain.ts'
import type { Signer } from '../ledger/signer.ts'

/**
 * What is signed: the head with the chain and the stretch that it is of. A checkpoint begins with the name of the
 * ledger, so that neither can be taken for the other.
 */
function writeHead(chainId: string, { first, count }: Stretch, head: Uint8Array): string {
  return `thunderline verdicts\n${chainId}\n${first} ${count}\n${Buffer.from(head).toString('hex')}\n`
}

/** Signs a head. */
export function signVerdictHead(
  signer: Signer,
  chainId: string,
  stretch: Stretch,
  head: Uint8Array,
): Uint8Array {
  return signer.sign(writeHead(chainId, stretch, head)).signature
}

/** Tells whether a key has signed a head. */
export async function verifyVerdictHead(
  key: VerifierKey,
  chainId: string,
  { stretch, head }: { readonly stretch: Stretch; readonly head: Uint8Array },
  signature: Uint8Array,
): Promise<boolean> {
  const message = new TextEncoder().encode(writeHead(chainId, stretch, head))
  return await verifyWithWebCrypto(key.publicKey, message, signature)
}

/** A key by its name and the hash of both. */
export function nameKey({ name, keyId }: VerifierKey): string {
  return `${name}+${Buffer.from(keyId).toString('hex')}`
}
