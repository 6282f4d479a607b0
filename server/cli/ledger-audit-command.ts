/** `thunderline ledger audit`: read everything again, and name the first entry that is not as it should be. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { Progress } from '../../engine/cli/progress.ts'
import type { AuditFault, AuditReport } from '../ledger/audit.ts'
import { auditLedgerFolder } from '../ledger/files/audit-folder.ts'
import { LedgerView } from '../ledger/files/ledger-view.ts'
import { readKeyOption, readNote } from './ledger-options.ts'

export const ledgerAuditCommand: Command = {
  name: 'ledger audit',
  summary:
    'Read a ledger again from its first entry, and name the first that is not as it should be.',
  args: ['FOLDER'],
  options: {
    checkpoint: {
      type: 'string',
      value: 'FILE',
      help: 'a checkpoint that was kept elsewhere: what it covers has to be there still, as it was',
    },
    key: {
      type: 'string',
      value: 'KEY',
      help: 'the key of the ledger, or a file with it, kept elsewhere; the one in the folder otherwise',
    },
  },
  notes:
    'Exit 1 names what is wrong: an entry that was changed, left out, put in or moved, an index or a tree\n' +
    'that differs, a checkpoint that does not hold. Whoever has the folder and its private key can write a\n' +
    'whole ledger anew, or an older copy back: only a checkpoint that was kept elsewhere tells.\n' +
    'While a process writes there, what its newest checkpoint covers is audited. Nothing is changed.',
  run,
}

async function run({ args, text }: CommandInput, io: Io): Promise<CommandResult> {
  const folder = args[0]!
  const key = text.key === undefined ? undefined : await readKeyOption(text.key)
  const exported = text.checkpoint === undefined ? [] : [await readNote(text.checkpoint)]
  const progress = new Progress(io, await estimateEntries(folder), 'entries')
  const report = await auditLedgerFolder({
    ...{ folder, exported },
    ...(key === undefined ? {} : { key }),
    onProgress: (entries) => progress.update(entries),
  })
  progress.finish()
  return { exitCode: report.isClean ? 0 : 1, json: toJson(report), text: describe(report) }
}

/** For the progress only: what is wrong with the folder, the audit says. */
async function estimateEntries(folder: string): Promise<number> {
  try {
    const view = await LedgerView.open(folder)
    await view.close()
    return view.size
  } catch {
    return 0
  }
}

function toJson(report: AuditReport) {
  const { isClean, faults, writer, ...rest } = report
  return {
    ...{ clean: isClean, ...rest, writer: writer ?? null },
    firstBad: faults.find(({ seq }) => seq !== undefined)?.seq ?? null,
    faults: faults.map((fault) => ({ ...fault, seq: fault.seq ?? null })),
  }
}

function describe({ isClean, entries, root, checkpoints, covered, writer, faults }: AuditReport) {
  const what = isClean ? 'clean' : 'not clean'
  const lines = [
    `${what}: ${entries} entries`,
    `root ${root}`,
    `${checkpoints} checkpoints hold, the newest of ${covered} entries`,
    ...(writer === undefined
      ? []
      : [`process ${writer} writes there: entries behind its newest checkpoint were not read`]),
    ...faults.map(describeFault),
  ]
  return `${lines.join('\n')}\n`
}

function describeFault({ seq, part, problem }: AuditFault): string {
  return seq === undefined ? `${part}: ${problem}` : `entry ${seq} (${part}): ${problem}`
}
