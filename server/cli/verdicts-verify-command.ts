/** `thunderline verdicts verify`: whether the verdicts that are kept are those that were given. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { formatVerifierKey } from '../../engine/ledger/signed-note.ts'
import { readHeads } from '../policy/read-heads.ts'
import { verifyBook } from '../policy/verify-book.ts'
import { DATA_OPTION, withQuietRecord } from './open-quiet-record.ts'

export const verdictsVerifyCommand: Command = {
  name: 'verdicts verify',
  summary: 'Check the verdicts of policies that a server keeps against what is on record of them.',
  args: [],
  options: DATA_OPTION,
  notes:
    'Names the first verdict of each chain that was altered, removed or put elsewhere. The heads come\n' +
    'from the ledger, which `ledger audit` checks.',
  run,
}

async function run({ text }: CommandInput, io: Io): Promise<CommandResult> {
  return await withQuietRecord(
    text.data,
    io,
    async ({ database, ledger, signer }) => {
      const report = await verifyBook(database, signer.key, await readHeads(ledger))
      const { chains, verdicts, withoutHead, faults } = report
      const lines = faults.map(({ verdictId, problem }) => `verdict ${verdictId}: ${problem}\n`)
      const end = withoutHead === 0 ? '' : `; ${withoutHead} at the end have no head`
      return {
        exitCode: faults.length === 0 ? 0 : 1,
        json: { ...report, key: formatVerifierKey(signer.key) },
        text:
          faults.length > 0
            ? lines.join('')
            : `${verdicts} verdicts of ${chains} chains are as they were given${end}\n`,
      }
    },
    { isToBeThere: true },
  )
}
