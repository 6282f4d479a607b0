/** `thunderline ledger checkpoint`: what a ledger is now, signed, to be kept elsewhere. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { formatVerifierKey } from '../../engine/ledger/signed-note.ts'
import { assertWritable, writeFileWhole } from '../../engine/node/files.ts'
import { LedgerFolderError, LedgerLockedError } from '../ledger/errors.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { nameLedgerFolder, readLedgerFolder } from '../ledger/files/ledger-folder.ts'
import { DATABASE_OPTION, openCovered, readSource } from './ledger-source.ts'

export const ledgerCheckpointCommand: Command = {
  name: 'ledger checkpoint',
  summary: 'Print the newest signed checkpoint of a ledger, to be kept elsewhere.',
  args: ['[FOLDER]'],
  options: {
    ...DATABASE_OPTION,
    out: { type: 'string', value: 'FILE', help: 'write it to a file as well' },
  },
  notes:
    'A checkpoint (https://c2sp.org/tlog-checkpoint) says how many entries there are and the root of the\n' +
    'tree over them. Where no process writes to the ledger, everything that is there is signed first;\n' +
    'elsewhere, and of a database, which has no private key, it is the newest that a process has signed. `ledger audit --checkpoint FILE` later shows\n' +
    'that nothing of it was changed or taken away.',
  run,
}

async function run(input: CommandInput, io: Io): Promise<CommandResult> {
  const { text } = input
  const { source } = readSource(ledgerCheckpointCommand.name, input, io.env, 0)
  if (text.out !== undefined) await assertWritable(text.out)
  if (source.kind === 'folder') {
    await readLedgerFolder(nameLedgerFolder(source.folder))
    await signWhatIsThere(source.folder)
  }
  const view = await openCovered(source)
  await view.close()
  if (view.note === undefined) {
    const folder = source.kind === 'folder' ? source.folder : 'the database'
    throw new LedgerFolderError({ folder, problem: 'it has no checkpoint yet' })
  }
  if (text.out !== undefined) await writeFileWhole(text.out, new TextEncoder().encode(view.note))
  const key = formatVerifierKey(view.key)
  return {
    exitCode: 0,
    json: { origin: view.key.name, size: view.size, key, checkpoint: view.note },
    text: view.note,
  }
}

/** Opening takes in what a killed process left, and closing signs it. */
async function signWhatIsThere(folder: string): Promise<void> {
  try {
    const ledger = await FileLedger.open({ folder })
    await ledger.checkpoint()
    await ledger.close()
  } catch (error) {
    if (!(error instanceof LedgerLockedError)) throw error
  }
}
