/** `thunderline artifacts verify`: read all contents of artifacts, and name each that is not as it is on record. */
import { join } from 'node:path'
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { Progress } from '../../engine/cli/progress.ts'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import {
  ArtifactRecord,
  type ArtifactsReport,
  verifyArtifacts,
} from '../artifacts/verify-artifacts.ts'
import { readServerConfig } from '../config/server-config.ts'
import { LedgerView } from '../ledger/files/ledger-view.ts'
import { readLedgerEntries, readLedgerHead } from '../storage/ledger-tables.ts'
import { openDatabase } from '../storage/open-database.ts'

/** Entries are read so many at once. */
const PAGE_ENTRIES = 1000

export const artifactsVerifyCommand: Command = {
  name: 'artifacts verify',
  summary: 'Read all contents of artifacts, and name each that is missing or was altered.',
  args: [],
  options: {
    data: {
      type: 'string',
      value: 'FOLDER',
      help: 'the folder of the server; THUNDERLINE_DATA, or .thunderline, where nobody says',
    },
  },
  notes:
    'What should be there is read out of the ledger, in the folder as far as its newest checkpoint goes, or in\n' +
    'the PostgreSQL that DATABASE_URL names. Exit 1 names each artifact that is missing or altered. Contents\n' +
    'that are not on record, or have expired, are told too, and are no fault: a server that is running may be\n' +
    'about to store or to remove them. Nothing is changed.',
  run,
}

async function run({ text }: CommandInput, io: Io): Promise<CommandResult> {
  const config = readServerConfig(io.env ?? {})
  const folder = text.data ?? config.dataFolder
  const lines =
    config.databaseUrl === undefined
      ? readFolder(join(folder, 'ledger'))
      : readDatabase(config.databaseUrl)
  const record = new ArtifactRecord()
  for await (const line of lines) record.add(parseEntry(line).event)
  const progress = new Progress(io, record.artifacts.size, 'artifacts')
  const report = await verifyArtifacts(join(folder, 'artifacts'), record.artifacts, (done) =>
    progress.update(done),
  )
  progress.finish()
  const isClean = report.faults.length === 0
  return { exitCode: isClean ? 0 : 1, json: { clean: isClean, ...report }, text: describe(report) }
}

async function* readFolder(folder: string): AsyncGenerator<string> {
  const view = await LedgerView.open(folder)
  try {
    for (let seq = 0; seq < view.size; ) {
      const lines = await view.read(seq, PAGE_ENTRIES)
      yield* lines
      seq += lines.length
    }
  } finally {
    await view.close()
  }
}

async function* readDatabase(url: string): AsyncGenerator<string> {
  const database = await openDatabase({ kind: 'server', url })
  try {
    const size = (await readLedgerHead(database))?.size ?? 0
    for (let seq = 0; seq < size; seq += PAGE_ENTRIES) {
      const rows = await readLedgerEntries(database, seq, Math.min(size, seq + PAGE_ENTRIES))
      for (const { line } of rows) yield line
    }
  } finally {
    await database.close()
  }
}

function describe({ kept, bytes, faults, unrecorded, expired }: ArtifactsReport): string {
  const what = faults.length === 0 ? 'clean' : 'not clean'
  return [
    `${what}: ${kept} artifacts of ${bytes} bytes`,
    ...faults.map(({ sha256, kind, problem }) => `${sha256} is ${kind}: ${problem}`),
    ...unrecorded.map((sha256) => `${sha256} is there, and not on record`),
    ...expired.map((sha256) => `${sha256} is there, and has expired`),
    '',
  ].join('\n')
}
