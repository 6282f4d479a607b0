/**
 * Signed notes (C2SP signed-note, https://c2sp.org/signed-note): a text, an empty line, and a line
 * for each signature. The text means nothing before a signature by a known key is verified.
 */
import { decodeBase64, encodeBase64 } from '../formats/base64.ts'
import { NoteError } from './errors.ts'
import { areEqualHashes, type HashFunction } from './merkle-hash.ts'
import { isKeyName, KEY_ID_BYTES, keyIdOf, type VerifierKey } from './verifier-key.ts'
import type { VerifySignature } from './verify-signature.ts'

export {
  formatVerifierKey,
  keyIdOf,
  parseVerifierKey,
  type VerifierKey,
} from './verifier-key.ts'
export { type VerifySignature, verifyWithWebCrypto } from './verify-signature.ts'

export interface NoteSignature {
  /** Of the key. */
  readonly name: string
  /** 4 bytes. */
  readonly keyId: Uint8Array
  /** Of Ed25519 it has 64 bytes; keys of others may make longer ones. */
  readonly signature: Uint8Array
}

export interface SignedNote {
  /** What is signed, in UTF-8, with the newline at its end. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Limits that Go's reader of notes has; the specification wants 16 signatures at least. */
export const MAX_NOTE_CHARS = 1_000_000
const MAX_SIGNATURES = 100

/** Notes are UTF-8 without control characters but newlines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are refused.
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/

/** A line of a signature begins with an em dash. */
const SIGNATURE = /^\u2014 (?<name>[^ ]+) (?<data>[A-Za-z0-9+/=]+)$/u

/** @throws {NoteError} for any text that is no signed note, and for one that is too long. */
export function parseNote(note: string): SignedNote {
  assertCharacters(note)
  // The text itself may have empty lines.
  const end = note.lastIndexOf('\n\n') + 1
  if (end === 0) refuse('no empty line stands between a text and its signatures')
  const lines = note.slice(end + 1).split('\n')
  if (lines.pop() !== '') refuse('the last line does not end in a newline')
  if (lines.length === 0) refuse('it has no signatures')
  if (lines.length > MAX_SIGNATURES) refuse(`it has more than ${MAX_SIGNATURES} signatures`)
  return { text: note.slice(0, end), signatures: lines.map(parseSignature) }
}

/** @throws {NoteError} for a text or signatures that no note can have. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  if (!text.endsWith('\n')) refuse('its text does not end in a newline')
  if (signatures.length === 0 || signatures.length > MAX_SIGNATURES) {
    refuse(`it has ${signatures.length} signatures, and can have 1 to ${MAX_SIGNATURES}`)
  }
  const note = `${text}\n${signatures.map(formatSignature).join('')}`
  assertCharacters(note)
  return note
}

/** One signature by a known key is verified; none is by a known key; or one by such a key is not its. */
export type NoteVerdict = 'verified' | 'unknown-key' | 'forged'

/**
 * Verifies all signatures of the note that claim to be by one of the keys (name and id are the
 * same). Those of others are passed over, as the specification wants it; one that is by a known
 * key and does not verify spoils the note.
 *
 * @throws {NoteError} for a key whose id is not that of its name and its public key.
 */
export async function verifyNote(
  note: SignedNote,
  keys: readonly VerifierKey[],
  hash: HashFunction,
  verify: VerifySignature,
): Promise<NoteVerdict> {
  for (const key of keys) {
    if (!areEqualHashes(key.keyId, keyIdOf(hash, key.name, key.publicKey))) {
      throw new NoteError({ problem: 'the verifier key has an id that is not its own' })
    }
  }
  const message = new TextEncoder().encode(note.text)
  let verdict: NoteVerdict = 'unknown-key'
  for (const signature of note.signatures) {
    for (const key of keys.filter((known) => isBy(signature, known))) {
      if (!(await verify(key.publicKey, message, signature.signature))) return 'forged'
      verdict = 'verified'
    }
  }
  return verdict
}

const isBy = (signature: NoteSignature, key: VerifierKey) =>
  signature.name === key.name && areEqualHashes(signature.keyId, key.keyId)

function parseSignature(line: string): NoteSignature {
  const { name = '', data = '' } = SIGNATURE.exec(line)?.groups ?? {}
  const bytes = decodeBase64(data)
  if (!isKeyName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) {
    return refuse('a line of a signature is no dash, name and base64')
  }
  return {
    name,
    keyId: bytes.slice(0, KEY_ID_BYTES),
    signature: bytes.slice(KEY_ID_BYTES),
  }
}

function formatSignature({ name, keyId, signature }: NoteSignature): string {
  if (!isKeyName(name)) refuse('a key cannot have that name')
  if (keyId.length !== KEY_ID_BYTES || signature.length === 0) {
    refuse('a signature has a key id of 4 bytes and bytes of its own')
  }
  const bytes = new Uint8Array(KEY_ID_BYTES + signature.length)
  bytes.set(keyId)
  bytes.set(signature, KEY_ID_BYTES)
  return `\u2014 ${name} ${encodeBase64(bytes)}\n`
}

function assertCharacters(note: string): void {
  if (note.length > MAX_NOTE_CHARS) refuse(`it is longer than ${MAX_NOTE_CHARS} characters`)
  if (CONTROL.test(note)) refuse('it has control characters')
  if (!note.isWellFormed()) refuse('it has a surrogate without its other half')
}

function refuse(problem: string): never {
  throw new NoteError({ problem })
}
