/**
 * The names in a backup, which are the same whatever the record was kept in.
 *
 * ```
 * SHA256SUMS         the hash of each file beside it, written last: `sha256sum --check` reads it
 * backup.json        what it is, and how much of it
 * ledger/            a ledger in files, with its private key
 * artifacts/aa/REST  contents, by their hashes
 * scenarios/         texts, by their hashes
 * verdicts.jsonl     verdicts that are kept, a line each
 * token              the token of whoever started the server, where there was one
 * ```
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PlaceMaking } from '../storage/unfinished-folder.ts'
import { BackupTargetError } from './errors.ts'

export interface BackupFolder {
  readonly path: string
  readonly sums: string
  readonly facts: string
  readonly ledger: string
  readonly artifacts: string
  readonly scenarios: string
  readonly verdicts: string
  readonly token: string
}

/** The names in a folder. */
export function nameBackupFolder(path: string): BackupFolder {
  return Object.freeze({
    path,
    sums: join(path, 'SHA256SUMS'),
    facts: join(path, 'backup.json'),
    ledger: join(path, 'ledger'),
    artifacts: join(path, 'artifacts'),
    scenarios: join(path, 'scenarios'),
    verdicts: join(path, 'verdicts.jsonl'),
    token: join(path, 'token'),
  })
}

/**
 * Holds a place to be free: not there, or an empty folder.
 *
 * @throws {BackupTargetError} where it is not.
 */
export async function assertFree(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return
  if (found.isDirectory() && (await readdir(path)).length === 0) return
  throw new BackupTargetError({ place: path, problem: 'something is there already' })
}

/** How a backup is made, and a record of one. */
export const BACKUP_MAKING: PlaceMaking = {
  lock: 'lock',
  refuse: (place, problem) => new BackupTargetError({ place, problem }),
}

/** Makes a folder that its owner alone can read, and those that it is in. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

/** Writes a new file for its owner alone; resolves when what it holds is durable. */
export async function writeFileDurably(
  path: string,
  content: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): Promise<void> {
  await makeFolder(dirname(path))
  const file = await open(path, 'w', 0o600)
  try {
    for await (const chunk of content) await file.writeFile(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Copies a file for its owner alone, whatever the mode of the other; resolves when what it holds is durable. */
export async function copyFileDurably(from: string, to: string): Promise<void> {
  const source = await open(from)
  try {
    await writeFileDurably(to, source.createReadStream({ autoClose: false }))
  } finally {
    await source.close()
  }
}

/** Makes the names in a folder durable, and in all that are in it. */
export async function syncFolders(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolders(join(path, entry.name))
  }
  await syncFolder(path)
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** The SHA-256 of a file, in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}
