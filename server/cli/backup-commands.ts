/** `thunderline backup` and `thunderline restore`: a whole record, with what is not made of its ledger. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { BackupDamagedError } from '../backup/errors.ts'
import type { BackupFacts } from '../backup/facts.ts'
import type { RecordAddress } from '../backup/record-source.ts'
import { readServerConfig } from '../config/server-config.ts'
import { UncleanLedgerError } from '../ledger/errors.ts'
import { DATA_OPTION } from './open-quiet-record.ts'

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Copy the whole record of a server to a new folder, also while it runs.',
  args: ['TO'],
  options: {
    ...DATA_OPTION,
    'without-missing': {
      type: 'boolean',
      help: 'leave out contents that are on record and missing or altered, and name them',
    },
  },
  notes:
    'It has the ledger, contents of artifacts, texts of scenarios, verdicts, the key of the ledger and the\n' +
    'first token: keep it as safe as the record. All else a server makes of the ledger. DATABASE_URL says\n' +
    'which PostgreSQL has the tables. SHA256SUMS has the hash of each file and is written last; the copy\n' +
    'has its name when it is whole.',
  async run({ args, text, flags }, io) {
    const { backUp } = await import('../backup/back-up.ts')
    const isWithoutMissing = flags.has('without-missing')
    return tell(
      'backed up',
      args[0]!,
      await backUp(readAddress(text, io), args[0]!, { isWithoutMissing }),
    )
  },
}

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Make the record of a server of a backup, after it was read whole.',
  args: ['BACKUP'],
  options: {
    ...DATA_OPTION,
    check: { type: 'boolean', help: 'read the backup whole, and restore nothing' },
  },
  notes:
    'The folder of the server must not be there yet, or be empty. With DATABASE_URL the ledger goes into\n' +
    'the tables of that PostgreSQL, which must be untouched, whatever the backup was made of. A backup that\n' +
    'is damaged is refused, and the file named. What came after it is not in it: a checkpoint that was kept\n' +
    'elsewhere (`ledger audit --checkpoint`) tells how much is missing.',
  async run({ args, text, flags }, io) {
    const { checkBackup, restore } = await import('../backup/restore.ts')
    if (flags.has('check')) {
      return await check(async () => tell('whole', args[0]!, await checkBackup(args[0]!)))
    }
    const address = readAddress(text, io)
    return tell('restored', address.dataFolder, await restore(args[0]!, address))
  },
}

/** Damage is what was looked for, and is told as such. */
async function check(work: () => Promise<CommandResult>): Promise<CommandResult> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof BackupDamagedError || error instanceof UncleanLedgerError)) throw error
    const { code, message } = error
    return { exitCode: 1, json: { code, message }, text: `${message}\n` }
  }
}

function readAddress(text: CommandInput['text'], io: Io): RecordAddress {
  const { dataFolder, databaseUrl } = readServerConfig(io.env ?? {})
  return { dataFolder: text.data ?? dataFolder, databaseUrl }
}

function tell(verb: string, folder: string, facts: BackupFacts): CommandResult {
  const { entries, artifacts, scenarios, verdicts, left_out: leftOut, root } = facts
  const what = `${entries} entries, ${artifacts} artifacts, ${scenarios} scenarios, ${verdicts} verdicts`
  const without = leftOut.map((name) => `without ${name}\n`).join('')
  return {
    exitCode: leftOut.length === 0 ? 0 : 1,
    json: { folder, ...facts },
    text: `${verb} (${folder}): ${what}, root ${root}\n${without}`,
  }
}
