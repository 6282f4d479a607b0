/** Whoever signs the checkpoints of a ledger: an Ed25519 key (RFC 8032) under a name. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto'
import { formatCheckpoint } from '../../engine/ledger/checkpoint.ts'
import {
  formatNote,
  keyIdOf,
  type NoteSignature,
  type VerifierKey,
} from '../../engine/ledger/signed-note.ts'
import { hashBytes } from './hash-bytes.ts'
import type { LedgerHead } from './ledger.ts'

/** Signs as one name. */
export interface Signer {
  readonly key: VerifierKey
  /** The signature under a text of a note: always the same for the same text. */
  sign(text: string): NoteSignature
}

/** Makes a key under a name that no other ledger has; gives its PKCS #8 in PEM too, to be kept safe. */
export function makeSigner(): { readonly signer: Signer; readonly pem: string } {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const name = `thunderline-ledger/${randomBytes(8).toString('hex')}`
  return { signer: readSigner(pem, name), pem }
}

/** The bytes of an Ed25519 key are the last of its SubjectPublicKeyInfo (RFC 8410, section 4). */
const KEY_BYTES = 32

/**
 * The signer with a private key, as `makeSigner` gave it.
 *
 * @throws what Node says of a text that is no private key.
 */
export function readSigner(pem: string, name: string): Signer {
  const privateKey = createPrivateKey(pem)
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const publicKey = new Uint8Array(spki.subarray(-KEY_BYTES))
  const keyId = keyIdOf(hashBytes, name, publicKey)
  return {
    key: { name, keyId, publicKey },
    sign: (text) => ({
      name,
      keyId,
      signature: new Uint8Array(sign(null, Buffer.from(text), privateKey)),
    }),
  }
}

/** The checkpoint of a tree, as a signed note. */
export function signHead(signer: Signer, { size, root }: LedgerHead): string {
  const text = formatCheckpoint({ origin: signer.key.name, size, root, extensions: [] })
  return formatNote(text, [signer.sign(text)])
}
