/** The heads of verdicts out of the ledger itself, where nobody can have taken one away unseen. */
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import type { KnownEvents } from '../../engine/telemetry/event-types.ts'
import type { RecordLog } from '../events/record-log.ts'
import type { StretchRow } from '../storage/verdict-tables.ts'

const AT_A_TIME = 1000
const NAME = 'policy.verdicts.headed'

/** All heads that are on record, in order. */
export async function readHeads(
  log: Pick<RecordLog, 'head' | 'read'>,
): Promise<readonly StretchRow[]> {
  const heads: StretchRow[] = []
  for (let from = 0; from < log.head.size; from += AT_A_TIME) {
    for (const line of await log.read(from, AT_A_TIME)) {
      // Most entries are of other kinds, and are not read.
      if (!line.includes(NAME)) continue
      const { event } = parseEntry(line)
      if (event.type !== NAME) continue
      const data = event.data as unknown as KnownEvents[typeof NAME]['data']
      const { chain_id, first, count, head_sha256, signature, key } = data
      heads.push({ chain_id, first, verdicts: count, head_sha256, signature, key })
    }
  }
  return heads
}
