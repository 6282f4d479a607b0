/** `thunderline ledger show`: entries as they are. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { parseCount } from '../../engine/cli/parse-arguments.ts'
import { parseSeq } from './ledger-options.ts'
import { DATABASE_OPTION, openCovered, readSource } from './ledger-source.ts'

const DEFAULT_COUNT = 20
const MAX_COUNT = 1000

export const ledgerShowCommand: Command = {
  name: 'ledger show',
  summary: 'Show entries of a ledger, the newest where nobody says which.',
  args: ['[FOLDER]'],
  options: {
    ...DATABASE_OPTION,
    from: { type: 'string', value: 'SEQ', help: 'the first to show, counted from 0' },
    count: {
      type: 'string',
      value: 'N',
      help: `how many, up to ${MAX_COUNT}; ${DEFAULT_COUNT} where nobody says`,
    },
  },
  notes: 'Each is a line of canonical JSON. Only what a checkpoint covers is shown.',
  run,
}

async function run(input: CommandInput, io: Io): Promise<CommandResult> {
  const name = ledgerShowCommand.name
  const { text } = input
  const count = parseCount(name, 'count', text.count ?? String(DEFAULT_COUNT), [1, MAX_COUNT])
  const from = text.from === undefined ? undefined : parseSeq(name, '--from', text.from)
  const { source } = readSource(name, input, io.env, 0)
  const view = await openCovered(source)
  try {
    const entries = await view.read(from ?? Math.max(0, view.size - count), count)
    return {
      exitCode: 0,
      json: { size: view.size, entries: entries.map((entry) => JSON.parse(entry)) },
      text: entries.map((entry) => `${entry}\n`).join(''),
    }
  } finally {
    await view.close()
  }
}
