/** `thunderline ledger prove`: a file that shows, to whoever has the ledger's key, that an entry is in it. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { formatInclusionProof } from '../../engine/ledger/inclusion-proof.ts'
import { formatVerifierKey } from '../../engine/ledger/signed-note.ts'
import { assertWritable, writeFileWhole } from '../../engine/node/files.ts'
import { buildInclusionProof } from '../ledger/build-proof.ts'
import { NoSuchEntryError } from '../ledger/errors.ts'
import { parseSeq } from './ledger-options.ts'
import { DATABASE_OPTION, openCovered, readSource } from './ledger-source.ts'

export const ledgerProveCommand: Command = {
  name: 'ledger prove',
  summary: 'Write a proof that an entry is in a ledger, for whoever has the key of the ledger.',
  args: ['[FOLDER]', 'SEQ'],
  options: {
    ...DATABASE_OPTION,
    out: { type: 'string', value: 'FILE', help: 'write the proof to a file as well' },
  },
  notes:
    'The proof (https://c2sp.org/tlog-proof) has the entry as its extra data, the hashes that lead from it\n' +
    'to the root of the tree, and the newest signed checkpoint. `ledger verify` takes it, without the ledger.',
  run,
}

async function run(input: CommandInput, io: Io): Promise<CommandResult> {
  const { name } = ledgerProveCommand
  const { text } = input
  const { source, rest } = readSource(name, input, io.env, 1)
  const seq = parseSeq(name, 'SEQ', rest[0]!)
  if (text.out !== undefined) await assertWritable(text.out)
  const view = await openCovered(source)
  try {
    const { size, note } = view
    if (note === undefined) throw new NoSuchEntryError({ seq, size })
    const entry = await view.readOne(seq)
    const hashes = await buildInclusionProof(view, seq, size)
    const extra = new TextEncoder().encode(entry)
    const proof = formatInclusionProof({ index: seq, hashes, note, extra })
    if (text.out !== undefined) await writeFileWhole(text.out, new TextEncoder().encode(proof))
    const key = formatVerifierKey(view.key)
    return { exitCode: 0, json: { seq, size, key, entry: JSON.parse(entry), proof }, text: proof }
  } finally {
    await view.close()
  }
}
