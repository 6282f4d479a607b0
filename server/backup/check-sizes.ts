/**
 * Holds files of a backup that are read at once to sizes that they never have: who made it may have put anything in it.
 * All others are read in parts, or line by line.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readLines } from '../../engine/node/read-lines.ts'
import type { BackupFolder } from './backup-folder.ts'
import { BackupDamagedError } from './errors.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** By what their names begin with. A text of a run came in a request of 1 MiB, and facts name what was left out. */
const MAX_BYTES: readonly (readonly [begin: string, bytes: number])[] = [
  ['backup.json', 16 * MIB],
  ['scenarios/', 16 * MIB],
  ['ledger/format', 64 * KIB],
  ['ledger/ledger.', 64 * KIB],
  ['ledger/checkpoints', 512 * MIB],
]

/** A checkpoint has some 300 bytes. */
const MAX_CHECKPOINT_BYTES = 64 * KIB

/**
 * Holds the files to them.
 *
 * @param files their names in the backup.
 * @throws {BackupDamagedError} which names the first that is larger, or has a longer line.
 */
export async function checkSizes({ path }: BackupFolder, files: Iterable<string>): Promise<void> {
  const fail = (file: string, problem: string) =>
    new BackupDamagedError({ folder: path, file, problem })
  for (const file of files) {
    const [, most] = MAX_BYTES.find(([begin]) => file.startsWith(begin)) ?? []
    if (most === undefined) continue
    const { size } = await stat(join(path, file))
    if (size > most) throw fail(file, `it has ${size} bytes, and never more than ${most}`)
    if (file !== 'ledger/checkpoints') continue
    for await (const { line, problem } of readLines(join(path, file), MAX_CHECKPOINT_BYTES)) {
      if (problem === 'long') throw fail(file, `line ${line} is longer than a checkpoint may be`)
    }
  }
}
