/**
 * The names in the folder of a ledger, and what it says of itself.
 *
 * ```
 * format             what this folder is, and of which version
 * ledger.key         the private key of its checkpoints, readable by its owner only
 * ledger.pub         the key that verifies them, and with it the name of the log
 * entries/           the entries, in segments named by their first: the truth
 * checkpoints        what was signed, a note a line of JSON
 * index, tree        where entries are, and the hashes over them: made anew from the entries when lost
 * lock.N             who writes here, by the highest number
 * ```
 */
import { access, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  formatVerifierKey,
  parseVerifierKey,
  type VerifierKey,
} from '../../../engine/ledger/signed-note.ts'
import { LedgerFolderError } from '../errors.ts'
import type { Disk } from './disk.ts'

const FORMAT = 'thunderline-ledger 1\n'

export interface LedgerFolder {
  readonly path: string
  readonly format: string
  readonly privateKey: string
  readonly publicKey: string
  readonly entries: string
  readonly checkpoints: string
  readonly index: string
  readonly tree: string
  /** What the names of locks begin with. */
  readonly lock: string
}

/** The names in a folder. */
export function nameLedgerFolder(path: string): LedgerFolder {
  return Object.freeze({
    path,
    format: join(path, 'format'),
    privateKey: join(path, 'ledger.key'),
    publicKey: join(path, 'ledger.pub'),
    entries: join(path, 'entries'),
    checkpoints: join(path, 'checkpoints'),
    index: join(path, 'index'),
    tree: join(path, 'tree'),
    lock: join(path, 'lock'),
  })
}

/** Makes the folder; its parent too. */
export async function makeLedgerFolder(folder: LedgerFolder): Promise<void> {
  await mkdir(folder.entries, { recursive: true, mode: 0o700 })
}

/** Tells whether a ledger was begun here: everything that its first start writes is there. */
export async function isLedgerFolder(folder: LedgerFolder): Promise<boolean> {
  try {
    await access(folder.format)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/**
 * Writes what makes a folder a ledger's; the last thing that its first start writes. It gets its name when it is
 * whole, and all else is durable.
 */
export async function markLedgerFolder(folder: LedgerFolder, disk: Disk): Promise<void> {
  await disk.syncFolder(folder.path)
  const unfinished = `${folder.format}.new`
  const file = await disk.open(unfinished, 'write')
  try {
    await file.truncate(0)
    await file.write(new TextEncoder().encode(FORMAT), 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await disk.rename(unfinished, folder.format)
}

/**
 * The key by which a folder's checkpoints are verified.
 *
 * @throws {LedgerFolderError} where there is no ledger, or one of another version.
 */
export async function readLedgerFolder(folder: LedgerFolder): Promise<VerifierKey> {
  const format = await readText(folder, folder.format)
  if (format !== FORMAT) {
    throw new LedgerFolderError({ folder: folder.path, problem: 'its format is not known' })
  }
  const text = await readText(folder, folder.publicKey)
  const refuse = (cause?: unknown) =>
    new LedgerFolderError({ folder: folder.path, problem: 'ledger.pub is no key' }, { cause })
  let key: VerifierKey
  try {
    key = parseVerifierKey(text.trimEnd())
  } catch (cause) {
    throw refuse(cause)
  }
  // Nothing but what was written: a byte that was changed is to be seen.
  if (text !== `${formatVerifierKey(key)}\n`) throw refuse()
  return key
}

async function readText(folder: LedgerFolder, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const problem = `${path.slice(folder.path.length + 1)} cannot be read`
    throw new LedgerFolderError({ folder: folder.path, problem }, { cause })
  }
}

const SEGMENT = /^(\d{16})\.jsonl$/

/** The name of the segment whose first entry is `firstSeq`; names are in the order of entries. */
export function nameSegment(folder: LedgerFolder, firstSeq: number): string {
  return join(folder.entries, `${String(firstSeq).padStart(16, '0')}.jsonl`)
}

/** The first entries of the segments that are there, in order. */
export async function listSegments(folder: LedgerFolder): Promise<number[]> {
  const names = await readdir(folder.entries)
  const firsts = names.flatMap((name) => {
    const match = SEGMENT.exec(name)
    return match === null ? [] : [Number(match[1])]
  })
  return firsts.sort((first, second) => first - second)
}
