/** `thunderline ledger backup` and `ledger restore`: copies that were audited. */
import type { Command, CommandInput, CommandResult } from '../../engine/cli/command.ts'
import { copyLedger } from '../ledger/files/backup-ledger.ts'

const COPY_NOTES =
  'The copy is read again from its first entry before it appears under its name, and nothing that is\n' +
  'there is written over.'

export const ledgerBackupCommand: Command = {
  name: 'ledger backup',
  summary: 'Copy a ledger to a new folder, also while a process writes to it, and audit the copy.',
  args: ['FOLDER', 'TO'],
  options: {},
  notes:
    `${COPY_NOTES} It has what the newest checkpoint covers (\`ledger checkpoint\` signs what is\n` +
    'there where no process does), and the private key: keep it as safe as the ledger.',
  run: ({ args }) => copy(args, 'backed up'),
}

export const ledgerRestoreCommand: Command = {
  name: 'ledger restore',
  summary: 'Make a ledger of a backup in a new folder, after an audit.',
  args: ['BACKUP', 'FOLDER'],
  options: {},
  notes:
    `${COPY_NOTES} Entries that came after the backup are not in it: a checkpoint that was kept\n` +
    'elsewhere (`ledger audit --checkpoint`) tells how many are missing.',
  run: ({ args }) => copy(args, 'restored'),
}

async function copy(args: CommandInput['args'], verb: string): Promise<CommandResult> {
  const [from, to] = args
  const { entries, root } = await copyLedger(from!, to!)
  const text = `${verb}: ${entries} entries to ${to}, root ${root}\n`
  return { exitCode: 0, json: { folder: to, entries, root }, text }
}
