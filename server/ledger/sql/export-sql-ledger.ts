/** A ledger in files out of one in tables: the lines of entries and the notes of checkpoints are the same in both. */
import { copyFile } from 'node:fs/promises'
import type { Queries } from '../../storage/database.ts'
import {
  type LedgerEntryRow,
  readLedgerCheckpoints,
  readLedgerEntries,
  readNewestCheckpoint,
} from '../../storage/ledger-tables.ts'
import type { AuditReport } from '../audit.ts'
import { LedgerFolderError } from '../errors.ts'
import { makeLedgerCopy } from '../files/backup-ledger.ts'
import { formatCheckpointLine } from '../files/checkpoint-lines.ts'
import { type Disk, type DiskFile, realDisk } from '../files/disk.ts'
import { buildFrame } from '../files/frame.ts'
import {
  type LedgerFolder,
  makeLedgerFolder,
  markLedgerFolder,
  nameLedgerFolder,
  nameSegment,
} from '../files/ledger-folder.ts'
import { hashBytes } from '../hash-bytes.ts'

/** Read and written at once. */
const PAGE_ENTRIES = 1000
const SEGMENT_BYTES = 64 * 1024 * 1024

/**
 * Writes what the newest checkpoint covers to a folder that is not there yet, and audits it.
 *
 * @param keyFolder where the ledger's key is.
 * @returns the audit of the copy.
 * @throws {LedgerFolderError} where the target is in use, or no checkpoint was signed yet.
 * @throws {UncleanLedgerError} where what is in the tables is not what was signed.
 */
export async function exportSqlLedger(
  queries: Queries,
  place: string,
  keyFolder: string,
  to: string,
): Promise<AuditReport> {
  const newest = await readNewestCheckpoint(queries)
  if (newest === undefined) {
    throw new LedgerFolderError({ folder: place, problem: 'it has no checkpoint yet' })
  }
  const keys = nameLedgerFolder(keyFolder)
  return await makeLedgerCopy(place, to, async (copy) => {
    await makeLedgerFolder(copy)
    await copyFile(keys.privateKey, copy.privateKey)
    await copyFile(keys.publicKey, copy.publicKey)
    await writeEntries(queries, copy, realDisk, newest.size)
    await writeCheckpoints(queries, copy, realDisk, newest.size)
    await realDisk.syncFolder(copy.entries)
    await markLedgerFolder(copy, realDisk)
  })
}

/** In segments that are as long as those of a ledger that was written in files. */
async function writeEntries(
  queries: Queries,
  copy: LedgerFolder,
  disk: Disk,
  size: number,
): Promise<void> {
  let file: DiskFile | undefined
  let position = 0
  try {
    for (let seq = 0; seq < size; seq += PAGE_ENTRIES) {
      const rows = await readLedgerEntries(queries, seq, Math.min(size, seq + PAGE_ENTRIES))
      if (file === undefined || position >= SEGMENT_BYTES) {
        await end(file)
        file = await disk.open(nameSegment(copy, seq), 'write')
        position = 0
      }
      const bytes = Buffer.concat(rows.map(frameOf))
      await file.write(bytes, position)
      position += bytes.length
    }
  } finally {
    await end(file)
  }
}

async function end(file: DiskFile | undefined): Promise<void> {
  await file?.sync()
  await file?.close()
}

/** The hash is that of the line: a line that was altered is found by the one behind it. */
const frameOf = ({ line }: LedgerEntryRow) => buildFrame(hashBytes, line).bytes

async function writeCheckpoints(
  queries: Queries,
  copy: LedgerFolder,
  disk: Disk,
  size: number,
): Promise<void> {
  const file = await disk.open(copy.checkpoints, 'write')
  try {
    let position = 0
    for (let above = -1; above < size; ) {
      const notes = await readLedgerCheckpoints(queries, above, PAGE_ENTRIES)
      const covered = notes.filter((each) => each.size <= size)
      for (const { note } of covered) {
        const line = formatCheckpointLine(note)
        await file.write(line, position)
        position += line.length
      }
      above = covered.length < notes.length ? size : (notes.at(-1)?.size ?? size)
    }
    await file.sync()
  } finally {
    await file.close()
  }
}
