/**
 * A process that appends until it is refused, and then once more: `node limited-appender.ts FOLDER`. It says in JSON
 * what came of it. Whoever starts it limits how large its files may be (setrlimit(2), RLIMIT_FSIZE).
 */
import { LedgerWriteError } from '../ledger/errors.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'

/** More than fits any limit that a test sets. */
const MAX_APPENDS = 100_000

const [folder = ''] = process.argv.slice(2)

/** What this process has found. */
export interface LimitedOutcome {
  readonly acknowledged: number
  /** The refusals, the first and the one after it. */
  readonly refusals: readonly { readonly code: string; readonly reason: string }[]
  /** Whether the close settled with an error that has a name, or none. */
  readonly closedBy: string
}

const ledger = await FileLedger.open({ folder, onProblem: () => {} })
const refusals: { code: string; reason: string }[] = []
let acknowledged = 0
for (let i = 0; i < MAX_APPENDS && refusals.length < 2; i++) {
  try {
    await ledger.append({ key: `key ${i}`, event: { text: 'x'.repeat(1000) } })
    acknowledged++
  } catch (error) {
    if (!(error instanceof LedgerWriteError)) throw error
    refusals.push({ code: error.code, reason: error.details.reason })
  }
}
const closedBy = await ledger.close().then(
  () => 'nothing',
  (error: Error) => error.name,
)
process.stdout.write(JSON.stringify({ acknowledged, refusals, closedBy } satisfies LimitedOutcome))
