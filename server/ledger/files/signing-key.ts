/** The key that signs checkpoints: Ed25519, made when a ledger begins, and kept beside it for its owner only. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  formatVerifierKey,
  keyIdOf,
  type NoteSignature,
  type VerifierKey,
} from '../../../engine/ledger/signed-note.ts'
import { LedgerFolderError } from '../errors.ts'
import { hashBytes } from '../hash-bytes.ts'
import type { Disk } from './disk.ts'
import type { LedgerFolder } from './ledger-folder.ts'

/** Signs as one name. */
export interface Signer {
  readonly key: VerifierKey
  /** The signature under a text of a note. */
  sign(text: string): NoteSignature
}

/** Makes a key, under a name that no other ledger has, and writes it. */
export async function makeSigningKey(folder: LedgerFolder, disk: Disk): Promise<Signer> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const signer = signWith(pem, `thunderline-ledger/${randomBytes(8).toString('hex')}`)
  await writeDurably(disk, folder.privateKey, pem)
  await writeDurably(disk, folder.publicKey, `${formatVerifierKey(signer.key)}\n`)
  return signer
}

/**
 * Reads the key of a folder.
 *
 * @throws {LedgerFolderError} where it is missing, or is not the one of the public key.
 */
export async function readSigningKey(folder: LedgerFolder, key: VerifierKey): Promise<Signer> {
  const fail = (problem: string, cause?: unknown) =>
    new LedgerFolderError({ folder: folder.path, problem }, { cause })
  let signer: Signer
  try {
    signer = signWith(await readFile(folder.privateKey, 'utf8'), key.name)
  } catch (cause) {
    throw fail('ledger.key cannot be read', cause)
  }
  if (formatVerifierKey(signer.key) !== formatVerifierKey(key)) {
    throw fail('ledger.key and ledger.pub are not of one pair')
  }
  return signer
}

/** The bytes of an Ed25519 key are the last of its SubjectPublicKeyInfo (RFC 8410, section 4). */
const KEY_BYTES = 32

function signWith(pem: string, name: string): Signer {
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

async function writeDurably(disk: Disk, path: string, text: string): Promise<void> {
  const file = await disk.open(path, 'write')
  try {
    await file.truncate(0)
    await file.write(new TextEncoder().encode(text), 0)
    await file.sync()
  } finally {
    await file.close()
  }
}
