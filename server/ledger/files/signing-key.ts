/** The key of a ledger in files: made when the ledger begins, and kept beside it for its owner only. */
import { readFile } from 'node:fs/promises'
import { formatVerifierKey, type VerifierKey } from '../../../engine/ledger/signed-note.ts'
import { LedgerFolderError } from '../errors.ts'
import { makeSigner, readSigner, type Signer } from '../signer.ts'
import type { Disk } from './disk.ts'
import type { LedgerFolder } from './ledger-folder.ts'

/** Makes a key and writes it. */
export async function makeSigningKey(folder: LedgerFolder, disk: Disk): Promise<Signer> {
  const { signer, pem } = makeSigner()
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
    signer = readSigner(await readFile(folder.privateKey, 'utf8'), key.name)
  } catch (cause) {
    throw fail('ledger.key cannot be read', cause)
  }
  if (formatVerifierKey(signer.key) !== formatVerifierKey(key)) {
    throw fail('ledger.key and ledger.pub are not of one pair')
  }
  return signer
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
