/**
 * Backs a record up: all that is not made of the ledger, and the ledger.
 *
 * The ledger comes first, at one size, and then what it refers to: that was durable before it went on record, so it is
 * there, unless it has expired since. Then the ledger is copied again, which by now says so. The copy has its name when
 * all of it is there and was read again.
 */
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { FolderScenarios } from '../jobs/scenario-store.ts'
import { fillPlace } from '../storage/unfinished-folder.ts'
import {
  assertFree,
  BACKUP_MAKING,
  type BackupFolder,
  copyFileDurably,
  nameBackupFolder,
  syncFolders,
  writeFileDurably,
} from './backup-folder.ts'
import { type CopyFaults, copyArtifacts, copyScenarios } from './copy-contents.ts'
import { BackupIncompleteError } from './errors.ts'
import { type BackupFacts, writeFacts } from './facts.ts'
import { readReferences } from './read-references.ts'
import { openRecordSource, type RecordAddress, type RecordSource } from './record-source.ts'
import { writeSums } from './sums.ts'
import { countLines } from './verdict-lines.ts'

/** Contents that expire while they are copied have the ledger copied again, so often at most. */
const MAX_ROUNDS = 5

export interface BackUpOptions {
  readonly isWithoutMissing?: boolean
}

/**
 * Makes a backup in a folder that is not there yet, or is empty.
 *
 * @throws {BackupTargetError} where something is there, or another process makes something there.
 * @throws {BackupIncompleteError} where contents that are on record are missing or were altered, unless these are to be
 *   left out.
 * @throws {BackupUnansweredError} where the server that has the folder does not do its part.
 * @throws {UncleanLedgerError} where the ledger is not what was signed.
 */
export async function backUp(
  address: RecordAddress,
  to: string,
  { isWithoutMissing = false }: BackUpOptions = {},
): Promise<BackupFacts> {
  const target = resolve(to)
  await assertFree(target)
  const dataFolder = resolve(address.dataFolder)
  const source = await openRecordSource({ ...address, dataFolder })
  try {
    return await fillPlace(target, BACKUP_MAKING, (unfinished) =>
      fill(source, dataFolder, nameBackupFolder(unfinished), isWithoutMissing),
    )
  } finally {
    await source.close()
  }
}

async function fill(
  source: RecordSource,
  dataFolder: string,
  copy: BackupFolder,
  isWithoutMissing: boolean,
): Promise<BackupFacts> {
  const copied = await copyRecord(source, join(dataFolder, 'artifacts'), copy)
  const { report, references, faults } = copied
  const texts = [...faults].map(([name, problem]) => `${name} (${problem})`).toSorted()
  if (texts.length > 0 && !isWithoutMissing) throw new BackupIncompleteError({ faults: texts })
  await writeFileDurably(copy.verdicts, [])
  await source.writeVerdicts(copy.verdicts)
  await copyFileDurably(join(dataFolder, 'token'), copy.token).catch(ignoreMissing)
  const isOf = (kind: string) => [...faults.keys()].filter((name) => name.startsWith(kind)).length
  const facts: BackupFacts = {
    ...{ entries: report.entries, root: report.root },
    artifacts: references.artifacts.size - isOf('artifact'),
    scenarios: references.scenarios.size - isOf('scenario'),
    verdicts: await countLines(copy.verdicts),
    left_out: texts,
  }
  await writeFacts(copy, facts)
  await writeSums(copy)
  await syncFolders(copy.path)
  return facts
}

async function copyRecord(source: RecordSource, artifactFolder: string, copy: BackupFolder) {
  let before: CopyFaults = new Map()
  for (let round = 1; ; round++) {
    await rm(copy.ledger, { recursive: true, force: true })
    const report = await source.copyLedger(copy.ledger)
    const references = await readReferences(copy.ledger)
    const artifacts = await copyArtifacts(artifactFolder, copy.artifacts, references.artifacts)
    const scenarios = await copyScenarios(
      source.scenarios,
      new FolderScenarios(copy.scenarios),
      references.scenarios,
    )
    const faults: CopyFaults = new Map([...artifacts, ...scenarios])
    // What is missing a second time, and is on record still, is not about to expire.
    const isSettled = [...artifacts.keys()].every((name) => before.has(name))
    if (isSettled || round === MAX_ROUNDS) return { report, references, faults }
    before = faults
  }
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
