/** A small ledger in memory with a key of its own, made by WebCrypto: it runs in Node and in pages. */
import { canonicalJson } from '../json/canonical-json.ts'
import { formatCheckpoint } from '../ledger/checkpoint.ts'
import { formatEntry, hashEntry, NO_PREVIOUS } from '../ledger/ledger-entry.ts'
import type { HashFunction } from '../ledger/merkle-hash.ts'
import { formatInclusionProof } from '../ledger/proof-file.ts'
import { formatNote, type NoteSignature } from '../ledger/signed-note.ts'
import { formatVerifierKey, keyIdOf } from '../ledger/verifier-key.ts'
import { toHex } from '../math/hex.ts'
import { storeNodes } from './node-file.ts'

/** A key that signs notes. */
export interface NoteSigner {
  readonly verifierKey: string
  readonly publicKey: Uint8Array
  sign(text: string): Promise<NoteSignature>
}

export async function createSigner(hash: HashFunction, name: string): Promise<NoteSigner> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const { privateKey, publicKey: key } = pair as CryptoKeyPair
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', key))
  const keyId = keyIdOf(hash, name, publicKey)
  return {
    verifierKey: formatVerifierKey({ name, keyId, publicKey }),
    publicKey,
    async sign(text) {
      const message = new TextEncoder().encode(text)
      const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message))
      return { name, keyId, signature }
    },
  }
}

export interface SignedLedger extends NoteSigner {
  readonly lines: readonly string[]
  /** The signed checkpoint of all entries. */
  readonly note: string
  /** The file that proves that entry. */
  prove(index: number): string
}

/** A ledger with those events. */
export async function signLedger(
  hash: HashFunction,
  origin: string,
  events: readonly object[],
): Promise<SignedLedger> {
  const signer = await createSigner(hash, origin)
  const lines: string[] = []
  let previous = NO_PREVIOUS
  for (const [seq, event] of events.entries()) {
    const eventText = canonicalJson(event)
    const line = formatEntry({
      seq,
      group: seq - (seq % 3),
      key: `key-${seq}`,
      previous,
      eventText,
    })
    lines.push(line)
    previous = toHex(hashEntry(hash, line))
  }
  const size = lines.length
  const file = storeNodes(
    hash,
    lines.map((line) => new TextEncoder().encode(line)),
  )
  const text = formatCheckpoint({ origin, size, root: file.root(size), extensions: [] })
  const note = formatNote(text, [await signer.sign(text)])
  const prove = (index: number) =>
    formatInclusionProof({ index, hashes: file.inclusion(index, size), note })
  return { ...signer, lines, note, prove }
}
