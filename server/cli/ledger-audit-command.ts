/** `thunderline ledger audit`: read everything again, and name the first entry that is not as it should be. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { Progress } from '../../engine/cli/progress.ts'
import type { AuditFault, AuditReport } from '../ledger/audit.ts'
import { auditLedgerFolder } from '../ledger/files/audit-folder.ts'
import { readKeyOption, readNote } from './ledger-options.ts'
import {
  DATABASE_OPTION,
  type LedgerSource,
  openCovered,
  openDatabaseOf,
  readSource,
} from './ledger-source.ts'

export const ledgerAuditCommand: Command = {
  name: 'ledger audit',
  summary:
    'Read a ledger again from its first entry, and name the first that is not as it should be.',
  args: ['[FOLDER]'],
  options: {
    ...DATABASE_OPTION,
    checkpoint: {
      type: 'string',
      value: 'FILE',
      help: 'a checkpoint that was kept elsewhere: what it covers has to be there still, as it was',
    },
    key: {
      type: 'string',
      value: 'KEY',
      help: 'the key of the ledger, or a file with it, kept elsewhere; the one that lies with it otherwise',
    },
  },
  notes:
    'Exit 1 names what is wrong: an entry that was changed, left out, put in or moved, an index or a tree\n' +
    'that differs, a checkpoint that does not hold. Whoever has the folder and its private key can write a\n' +
    'whole ledger anew, or an older copy back: only a checkpoint that was kept elsewhere tells.\n' +
    'While a process writes there, what its newest checkpoint covers is audited. Nothing is changed.',
  run,
}

async function run(input: CommandInput, io: Io): Promise<CommandResult> {
  const { text } = input
  const { source } = readSource(ledgerAuditCommand.name, input, io.env, 0)
  const key = text.key === undefined ? undefined : await readKeyOption(text.key)
  const exported = text.checkpoint === undefined ? [] : [await readNote(text.checkpoint)]
  const progress = new Progress(io, await estimateEntries(source), 'entries')
  const report = await audit(source, {
    exported,
    ...(key === undefined ? {} : { key }),
    onProgress: (entries) => progress.update(entries),
  })
  progress.finish()
  return { exitCode: report.isClean ? 0 : 1, json: toJson(report), text: describe(report) }
}

type AuditOptions = Omit<Parameters<typeof auditLedgerFolder>[0], 'folder' | 'disk'>

async function audit(source: LedgerSource, options: AuditOptions): Promise<AuditReport> {
  if (source.kind === 'folder')
    return await auditLedgerFolder({ folder: source.folder, ...options })
  const { auditSqlLedger } = await import('../ledger/sql/audit-sql-ledger.ts')
  const database = await openDatabaseOf(source.url)
  try {
    return await auditSqlLedger({ database, ...options })
  } finally {
    await database.close()
  }
}

/** For the progress only: what is wrong with the ledger, the audit says. */
async function estimateEntries(source: LedgerSource): Promise<number> {
  try {
    const view = await openCovered(source)
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
