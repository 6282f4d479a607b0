/**
 * The hashes of all files of a backup, as `sha256sum` writes and checks them. They tell what was damaged; what was
 * altered on purpose, the ledger's checkpoints tell.
 */
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { readLines } from '../../engine/node/read-lines.ts'
import { type BackupFolder, hashFile, writeFileDurably } from './backup-folder.ts'
import { BackupDamagedError } from './errors.ts'

const LINE = /^(?<sha256>[0-9a-f]{64}) {2}(?<file>[A-Za-z0-9][A-Za-z0-9./_-]{0,254})$/
/** Of a line as above, with its line break. */
const MAX_LINE_BYTES = 512
/** Who had a ledger open is no part of it, and neither is who makes the backup, or was killed as it took that lock. */
const LOCK = /^(?:ledger\/)?lock(?:\.\d+|-[0-9a-f-]{36})$/

/** Writes the hashes of all files that are there. */
export async function writeSums(folder: BackupFolder): Promise<void> {
  const lines: string[] = []
  for (const file of await listFiles(folder.path)) {
    lines.push(`${await hashFile(join(folder.path, file))}  ${file}\n`)
  }
  await writeFileDurably(folder.sums, [lines.join('')])
}

/**
 * Holds all files to their hashes.
 *
 * @returns their names, in order.
 * @throws {BackupDamagedError} which names the first that is missing or was altered, or says that the backup was never
 *   finished.
 */
export async function checkSums(folder: BackupFolder): Promise<ReadonlySet<string>> {
  const fail = (file: string, problem: string) =>
    new BackupDamagedError({ folder: folder.path, file, problem })
  const root = await realpath(folder.path).catch(() => folder.path)
  if (!(await isOwnFile(root, 'SHA256SUMS'))) {
    throw fail('SHA256SUMS', 'it is not there: the backup was never finished, or is none')
  }
  const files = new Set<string>()
  for await (const { line, text = '' } of readLines(folder.sums, MAX_LINE_BYTES)) {
    const { sha256, file } = LINE.exec(text)?.groups ?? {}
    if (sha256 === undefined || file === undefined || file.split('/').includes('..')) {
      throw fail('SHA256SUMS', `line ${line} is none`)
    }
    if (files.has(file)) throw fail('SHA256SUMS', `line ${line} names ${file} again`)
    if (!(await isOwnFile(root, file)))
      throw fail(file, 'it is not there, or is no file of its own')
    const found = await hashFile(join(folder.path, file)).catch(() => undefined)
    if (found === undefined) throw fail(file, 'it cannot be read')
    if (found !== sha256) throw fail(file, `its hash is ${found}`)
    files.add(file)
  }
  return files
}

/** Whoever made a backup may have put links in it, which lead anywhere, and devices, which have no end. */
async function isOwnFile(root: string, file: string): Promise<boolean> {
  const path = join(root, file)
  try {
    return (await realpath(path)) === path && (await stat(path)).isFile()
  } catch {
    return false
  }
}

async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => file !== 'SHA256SUMS' && !LOCK.test(file))
    .toSorted()
}
