/** `thunderline ledger rebuild`: the database anew from the ledger. */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { Progress } from '../../engine/cli/progress.ts'
import { readServerConfig } from '../config/server-config.ts'
import { LedgerFolderError } from '../ledger/errors.ts'

export const ledgerRebuildCommand: Command = {
  name: 'ledger rebuild',
  summary: 'Make the database of a server anew from its ledger.',
  args: [],
  options: {
    data: {
      type: 'string',
      value: 'FOLDER',
      help: 'the folder of the server; THUNDERLINE_DATA, or .thunderline, where nobody says',
    },
  },
  notes:
    'Runs, artifacts, lineage and all else that is made of the ledger is emptied and made again, in the\n' +
    'folder or in the PostgreSQL that DATABASE_URL names. Stop the server first. What is killed midway is\n' +
    'done again, or gone on with by a server. Contents of artifacts are not touched. Exit 1 says that some\n' +
    'events could not be taken; they are dead letters.',
  run,
}

async function run({ text }: CommandInput, io: Io): Promise<CommandResult> {
  const { rebuildRecord } = await import('../app/rebuild-record.ts')
  const config = readServerConfig(io.env ?? {})
  const place = { ...config, dataFolder: text.data ?? config.dataFolder }
  if (place.databaseUrl === undefined) await assertLedger(place.dataFolder)
  let progress: Progress | undefined
  const report = await rebuildRecord(place, (done, all) => {
    progress ??= new Progress(io, all, 'entries')
    progress.update(done)
  })
  progress?.finish()
  const { entries, projections, dead } = report
  const letters = dead === 0 ? '' : `; ${dead} could not be taken, and are dead letters`
  return {
    exitCode: dead === 0 ? 0 : 1,
    json: { entries, projections, dead },
    text: `rebuilt from ${entries} entries: ${projections.join(', ')}${letters}\n`,
  }
}

/** A folder without a ledger is not made one by a wish to rebuild. */
async function assertLedger(folder: string): Promise<void> {
  const path = join(folder, 'ledger')
  try {
    await access(join(path, 'format'))
  } catch (cause) {
    throw new LedgerFolderError({ folder: path, problem: 'there is none' }, { cause })
  }
}
