/**
 * Copies of a ledger: what its newest checkpoint covers, audited, into a folder of its own.
 *
 * A copy is a ledger again. The one that was copied may be written to meanwhile; entries that no checkpoint covers are
 * left out. The private key is copied too, since whoever restores has to go on signing under the same name: a backup
 * has to be kept as safe as the ledger itself.
 */
import { copyFile, mkdir, open, readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fillPlace, type PlaceMaking } from '../../storage/unfinished-folder.ts'
import type { AuditReport } from '../audit.ts'
import { LedgerFolderError, UncleanLedgerError } from '../errors.ts'
import { auditLedgerFolder } from './audit-folder.ts'
import { readNewestCheckpoint } from './checkpoint-lines.ts'
import { type Disk, realDisk } from './disk.ts'
import { FileLedger } from './file-ledger.ts'
import {
  type LedgerFolder,
  listSegments,
  makeLedgerFolder,
  markLedgerFolder,
  nameLedgerFolder,
  nameSegment,
} from './ledger-folder.ts'
import { SCAN_BEGIN, scanEntries } from './scan-entries.ts'

/** Copied at once, in bytes. */
const CHUNK_BYTES = 4 * 1024 * 1024

/**
 * Copies a ledger to a folder that is not there yet, or is empty. The copy appears under its name when it is whole
 * and was audited; it is made beside it before.
 *
 * @returns the audit of the copy.
 * @throws {LedgerFolderError} where the target is in use, another process makes something there, or the source is no
 *   ledger.
 * @throws {UncleanLedgerError} where the copy is not clean: it is taken away again.
 */
export async function copyLedger(from: string, to: string): Promise<AuditReport> {
  const source = nameLedgerFolder(from)
  return await makeLedgerCopy(from, to, (copy) => copyFiles(source, copy, realDisk))
}

/**
 * Makes a ledger in files out of what a source has, as `copyLedger` says.
 *
 * @param from what the source is called.
 * @param fill writes keys, entries and checkpoints, and marks the folder.
 * @throws what `copyLedger` throws.
 */
export async function makeLedgerCopy(
  from: string,
  to: string,
  fill: (copy: LedgerFolder) => Promise<void>,
): Promise<AuditReport> {
  await assertFree(to)
  await mkdir(dirname(to), { recursive: true })
  return await fillPlace(to, COPY_MAKING, async (unfinished) => {
    await fill(nameLedgerFolder(unfinished))
    // Opening makes its index and tree; both are derived.
    await (await FileLedger.open({ folder: unfinished })).close()
    const report = await auditLedgerFolder({ folder: unfinished })
    if (!report.isClean) throw new UncleanLedgerError({ folder: from, fault: describe(report) })
    return report
  })
}

/** The lock of a ledger is in the copy while it is audited, under its own name. */
const COPY_MAKING: PlaceMaking = {
  lock: 'making',
  refuse: (folder, problem) => new LedgerFolderError({ folder, problem }),
}

function describe({ faults }: AuditReport): string {
  const [first] = faults
  return first === undefined ? 'unknown' : `entry ${first.seq}: ${first.problem}`
}

async function assertFree(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return
  const isEmpty = found.isDirectory() && (await readdir(path)).length === 0
  if (!isEmpty) {
    throw new LedgerFolderError({ folder: path, problem: 'something else is there already' })
  }
}

async function copyFiles(source: LedgerFolder, copy: LedgerFolder, disk: Disk): Promise<void> {
  const { newest, bytes, problem: damage } = await readNewestCheckpoint(source)
  if (newest === undefined) {
    const problem =
      damage === undefined ? 'it has no checkpoint yet' : 'its checkpoints are damaged'
    throw new LedgerFolderError({ folder: source.path, problem })
  }
  await makeLedgerFolder(copy)
  await copyFile(source.privateKey, copy.privateKey)
  await copyFile(source.publicKey, copy.publicKey)
  await keepForOwner(copy.privateKey)
  await copyEntries(source, copy, disk, newest.checkpoint.size)
  await copyBytes(disk, source.checkpoints, copy.checkpoints, bytes)
  await markLedgerFolder(copy, disk)
}

/** A copy has the mode that its source has, which may have come by a medium without any. */
async function keepForOwner(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.chmod(0o600)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Copies the segments, the last up to the end of what is covered. */
async function copyEntries(
  source: LedgerFolder,
  copy: LedgerFolder,
  disk: Disk,
  size: number,
): Promise<void> {
  const segments = await listSegments(source)
  const covered = segments.filter((first) => first < size)
  const end = await findEnd(source, disk, covered, size)
  for (const first of covered) {
    const bytes = first === covered.at(-1) ? end : Number.POSITIVE_INFINITY
    await copyBytes(disk, nameSegment(source, first), nameSegment(copy, first), bytes)
  }
  await disk.syncFolder(copy.entries)
}

/** Where the last entry that is covered ends in its segment. */
async function findEnd(
  source: LedgerFolder,
  disk: Disk,
  segments: readonly number[],
  size: number,
): Promise<number> {
  let end = 0
  for await (const scanned of scanEntries(source, disk, segments, SCAN_BEGIN)) {
    if (scanned.kind === 'broken') {
      const fault = `entry ${scanned.seq}: ${scanned.problem}`
      throw new UncleanLedgerError({ folder: source.path, fault })
    }
    if (scanned.entry.seq === size - 1) return scanned.place.position + scanned.length
    end = scanned.place.position + scanned.length
  }
  return end
}

async function copyBytes(disk: Disk, from: string, to: string, limit: number): Promise<void> {
  const source = await disk.open(from, 'read')
  const target = await disk.open(to, 'write')
  try {
    const buffer = new Uint8Array(CHUNK_BYTES)
    for (let position = 0; position < limit; ) {
      const want = Math.min(buffer.length, limit - position)
      const got = await source.read(buffer.subarray(0, want), position)
      if (got === 0) break
      await target.write(buffer.subarray(0, got), position)
      position += got
    }
    await target.sync()
  } finally {
    await source.close()
    await target.close()
  }
}
