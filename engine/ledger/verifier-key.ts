/**
 * Keys that notes are verified with, as texts (C2SP signed-note, https://c2sp.org/signed-note):
 * `name+id+key`, where the key begins with the byte of its algorithm.
 */
import { decodeBase64, encodeBase64 } from '../formats/base64.ts'
import { fromHex, toHex } from '../math/hex.ts'
import { NoteError } from './errors.ts'
import type { HashFunction } from './merkle-hash.ts'

/** An Ed25519 public key (RFC 8032) with the name of whoever signs. */
export interface VerifierKey {
  readonly name: string
  /** 4 bytes: `keyIdOf` the name and the key. */
  readonly keyId: Uint8Array
  /** 32 bytes. */
  readonly publicKey: Uint8Array
}

export const KEY_ID_BYTES = 4
const PUBLIC_KEY_BYTES = 32

/** The byte of Ed25519 among the types of signatures. */
const ED25519 = 1

/** What a name cannot have: white space, plus signs, control characters; nor can it be empty. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: notes must not have them.
const NAME = /^[^\p{White_Space}+\u0000-\u001f]+$/u
const MAX_NAME_CHARS = 1024
const TEXT = /^(?<name>[^+]+)\+(?<id>[0-9a-f]{8})\+(?<key>[A-Za-z0-9+/=]+)$/

/** The first bytes of SHA-256(name, newline, 0x01, public key): which key a signature is by. */
export function keyIdOf(hash: HashFunction, name: string, publicKey: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(`${name}\n`)
  return hash(head, Uint8Array.of(ED25519), publicKey).slice(0, KEY_ID_BYTES)
}

/** Tells whether keys can have the name. */
export function isKeyName(name: string): boolean {
  return name.length <= MAX_NAME_CHARS && NAME.test(name) && name.isWellFormed()
}

/** @throws {NoteError} for a name, an id or a key that none can have. */
export function formatVerifierKey({ name, keyId, publicKey }: VerifierKey): string {
  if (!isKeyName(name)) throw new NoteError({ problem: 'a key cannot have that name' })
  if (keyId.length !== KEY_ID_BYTES || publicKey.length !== PUBLIC_KEY_BYTES) {
    throw new NoteError({ problem: 'a key has an id of 4 bytes and itself has 32' })
  }
  const key = encodeBase64(Uint8Array.of(ED25519, ...publicKey))
  return `${name}+${toHex(keyId)}+${key}`
}

/**
 * Reads `name+id+key`. Whether the id is that of the key needs a hash: `verifyNote` looks.
 *
 * @throws {NoteError} for any other text, and for keys of other algorithms.
 */
export function parseVerifierKey(text: string): VerifierKey {
  const { name = '', id = '', key = '' } = TEXT.exec(text)?.groups ?? {}
  const keyId = fromHex(id)
  const bytes = decodeBase64(key)
  if (keyId?.length !== KEY_ID_BYTES || bytes === undefined || !isKeyName(name)) {
    throw new NoteError({ problem: 'a verifier key is name+id+key, with 8 digits and base64' })
  }
  if (bytes[0] !== ED25519 || bytes.length !== 1 + PUBLIC_KEY_BYTES) {
    throw new NoteError({ problem: 'the verifier key is not one of Ed25519' })
  }
  return { name, keyId, publicKey: bytes.slice(1) }
}
