/** `thunderline verdicts verify`: whether the verdicts that are kept are those that were given. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { formatVerifierKey } from '../../engine/ledger/signed-note.ts'
import type { ServerRecord } from '../app/server-record.ts'
import { compareWithRecord } from '../policy/compare-with-record.ts'
import { readHeads } from '../policy/read-heads.ts'
import { verifyBook } from '../policy/verify-book.ts'
import { DATA_OPTION, withQuietRecord } from './open-quiet-record.ts'

export const verdictsVerifyCommand: Command = {
  name: 'verdicts verify',
  summary: 'Check the verdicts of policies that a server keeps against what is on record of them.',
  args: [],
  options: DATA_OPTION,
  notes:
    'Names the first verdict of each chain that was altered, removed or put elsewhere. Heads, and verdicts\n' +
    'on commands, come from the ledger, which `ledger audit` checks. Verdicts that the ledger has are missing\n' +
    'too where the database was made anew, or lost its end with the power.',
  run,
}

async function run({ text }: CommandInput, io: Io): Promise<CommandResult> {
  const verify = async ({ database, ledger, signer }: ServerRecord): Promise<CommandResult> => {
    const book = await verifyBook(database, signer.key, await readHeads(ledger))
    const beyond = await compareWithRecord({ queries: database, log: ledger })
    const named = new Set(book.faults.map(({ verdictId }) => chainOf(verdictId)))
    const more = beyond.filter(({ verdictId }) => !named.has(chainOf(verdictId)))
    const report = { ...book, faults: [...book.faults, ...more] }
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
  }
  return await withQuietRecord(text.data, io, verify, { isToBeThere: true })
}

const chainOf = (verdictId: string) => verdictId.slice(0, verdictId.lastIndexOf('.'))
