/** What a backup says of itself, in `backup.json`. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { type BackupFolder, writeFileDurably } from './backup-folder.ts'
import { BackupDamagedError } from './errors.ts'

const FORMAT = 'thunderline-backup 1'

const schema = z.strictObject({
  format: z.literal(FORMAT),
  /** Of the ledger, and the root of its tree. */
  entries: z.int().min(0),
  root: z.string(),
  artifacts: z.int().min(0),
  scenarios: z.int().min(0),
  verdicts: z.int().min(0),
  /** What was on record and not there. */
  left_out: z.array(z.string()),
})

export type BackupFacts = Omit<z.infer<typeof schema>, 'format'>

/** Writes them. */
export async function writeFacts(folder: BackupFolder, facts: BackupFacts): Promise<void> {
  const text = JSON.stringify({ format: FORMAT, ...facts }, undefined, 2)
  await writeFileDurably(folder.facts, [`${text}\n`])
}

/**
 * Reads them.
 *
 * @throws {BackupDamagedError} where they are not those of a backup that this program knows.
 */
export async function readFacts(folder: BackupFolder): Promise<BackupFacts> {
  try {
    const { format, ...facts } = schema.parse(JSON.parse(await readFile(folder.facts, 'utf8')))
    return facts
  } catch (cause) {
    const problem = 'it is not of a backup that this program knows'
    const details = { folder: folder.path, file: 'backup.json', problem }
    throw new BackupDamagedError(details, { cause })
  }
}
