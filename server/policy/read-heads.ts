/** What is on record of verdicts, out of the ledger itself, where nobody can have taken anything away unseen. */
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import type { KnownEvents } from '../../engine/telemetry/event-types.ts'
import type { RecordLog } from '../events/record-log.ts'
import type { StretchRow } from '../storage/verdict-tables.ts'

const AT_A_TIME = 1000
const HEADED = 'policy.verdicts.headed'
const GIVEN = 'policy.verdict.completed'

/** A verdict on a command as it is on record. */
export type RecordedVerdict = KnownEvents[typeof GIVEN]['data']

type Log = Pick<RecordLog, 'head' | 'read'>

/** All heads that are on record, in order. */
export async function readHeads(log: Log): Promise<readonly StretchRow[]> {
  const heads: StretchRow[] = []
  for await (const found of readOf<KnownEvents[typeof HEADED]['data']>(log, HEADED)) {
    for (const { chain_id, first, count, head_sha256, signature, key } of found) {
      heads.push({ chain_id, first, verdicts: count, head_sha256, signature, key })
    }
  }
  return heads
}

/** Verdicts on commands that are on record, in order, some at a time. */
export function readRecordedVerdicts(log: Log): AsyncGenerator<readonly RecordedVerdict[]> {
  return readOf<RecordedVerdict>(log, GIVEN)
}

async function* readOf<T>(log: Log, name: string): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < log.head.size; from += AT_A_TIME) {
    const lines = await log.read(from, AT_A_TIME)
    // Most entries are of other kinds, and are not read.
    const events = lines.filter((line) => line.includes(name)).map((line) => parseEntry(line).event)
    const found = events.filter(({ type }) => type === name)
    // What is in the ledger was held to the schema of its type when it was put there.
    if (found.length > 0) yield found.map(({ data }) => data as unknown as T)
  }
}
