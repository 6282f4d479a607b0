/** `thunderline ledger growth`: a file which shows that a ledger goes on from a checkpoint that was kept. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { parseCheckpoint } from '../../engine/ledger/checkpoint.ts'
import { formatConsistencyProof } from '../../engine/ledger/consistency-proof.ts'
import { formatVerifierKey, parseNote } from '../../engine/ledger/signed-note.ts'
import { assertWritable, writeFileWhole } from '../../engine/node/files.ts'
import { buildConsistencyProof } from '../ledger/build-proof.ts'
import { NoSuchEntryError } from '../ledger/errors.ts'
import { readNote } from './ledger-options.ts'
import { DATABASE_OPTION, openCovered, readSource } from './ledger-source.ts'

export const ledgerGrowthCommand: Command = {
  name: 'ledger growth',
  summary:
    'Write a proof that a ledger goes on from an earlier checkpoint, with nothing of it changed.',
  args: ['[FOLDER]', 'CHECKPOINT'],
  options: {
    ...DATABASE_OPTION,
    out: { type: 'string', value: 'FILE', help: 'write the proof to a file as well' },
  },
  notes:
    'CHECKPOINT is a file of `ledger checkpoint`. The proof is in the form that witnesses of logs take\n' +
    '(https://c2sp.org/tlog-witness); `ledger verify --since CHECKPOINT` takes it, without the ledger.',
  run,
}

async function run(input: CommandInput, io: Io): Promise<CommandResult> {
  const { text } = input
  const { source, rest } = readSource(ledgerGrowthCommand.name, input, io.env, 1)
  if (text.out !== undefined) await assertWritable(text.out)
  const { size: first } = parseCheckpoint(parseNote(await readNote(rest[0]!)).text)
  const view = await openCovered(source)
  try {
    const { size, note } = view
    if (note === undefined || first > size) throw new NoSuchEntryError({ seq: first - 1, size })
    const hashes = await buildConsistencyProof(view, first, size)
    const proof = formatConsistencyProof({ first, hashes, note })
    if (text.out !== undefined) await writeFileWhole(text.out, new TextEncoder().encode(proof))
    const key = formatVerifierKey(view.key)
    return { exitCode: 0, json: { first, size, key, proof }, text: proof }
  } finally {
    await view.close()
  }
}
