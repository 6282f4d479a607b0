/** The key of a ledger that is not in files, in a folder of its own: for its owner only, and away from the database. */
import { mkdir, readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { parseVerifierKey } from '../../engine/ledger/signed-note.ts'
import { takeLock } from '../storage/process-lock.ts'
import { LedgerFolderError } from './errors.ts'
import { realDisk } from './files/disk.ts'
import { type LedgerFolder, nameLedgerFolder } from './files/ledger-folder.ts'
import { makeSigningKey, readSigningKey } from './files/signing-key.ts'
import type { Signer } from './signer.ts'

/** Another process makes the key: so often it is waited for, and so long. */
const TRIES = 100
const WAIT_MS = 50

/**
 * The signer whose key is in a folder; where there is none yet, a key is made. Several processes may ask at once.
 *
 * @throws {LedgerFolderError} where the folder cannot be used, or its two halves of a key are not of one pair.
 */
export async function openKeyFolder(path: string): Promise<Signer> {
  const folder = nameLedgerFolder(path)
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    for (let tries = 0; tries < TRIES; tries++) {
      const found = await readSigner(folder)
      if (found !== undefined) return found
      const outcome = takeLock(folder.lock)
      if (!outcome.isTaken) {
        await wait(WAIT_MS)
        continue
      }
      try {
        return (await readSigner(folder)) ?? (await makeSigningKey(folder, realDisk))
      } finally {
        outcome.lock.release()
      }
    }
    throw new LedgerFolderError({ folder: path, problem: 'another process is making its key' })
  } catch (cause) {
    if (cause instanceof LedgerFolderError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LedgerFolderError({ folder: path, problem: reason }, { cause })
  }
}

/** The public key is written last: where it is not whole, none was made. */
async function readSigner(folder: LedgerFolder): Promise<Signer | undefined> {
  const text = await readFile(folder.publicKey, 'utf8').catch(() => '')
  return text.endsWith('\n')
    ? await readSigningKey(folder, parseVerifierKey(text.trimEnd()))
    : undefined
}
