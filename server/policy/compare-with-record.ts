/**
 * Holds the verdicts that are kept to what the ledger has of them beside heads: each verdict on a command is there with
 * the hash of its request and the link before it, which stands for all of its chain until then.
 *
 * So what is behind the last head is not lost unseen where a command came after it, and neither is a whole chain.
 */
import type { RecordLog } from '../events/record-log.ts'
import type { Queries } from '../storage/database.ts'
import {
  countVerdicts,
  type StretchRow,
  selectChains,
  selectVerdictsAt,
  type VerdictRow,
} from '../storage/verdict-tables.ts'
import { hashRequest } from './kept-request.ts'
import { type RecordedVerdict, readHeads, readRecordedVerdicts } from './read-heads.ts'
import { VERDICT_LIMITS } from './verdict-book.ts'
import { formatVerdictId, readGateRecord } from './verdict-record.ts'
import type { BookFault } from './verify-book.ts'

const MISSING = 'the ledger has it, and it is not kept'
const OTHER = 'the ledger has another verdict under this number'
const BEFORE = 'the ledger has another link before it'

interface Comparison {
  readonly queries: Queries
  readonly log: Pick<RecordLog, 'head' | 'read'>
  /** So many are kept before any make room. */
  readonly kept?: number
}

/** The first fault of each chain. */
export async function compareWithRecord({
  queries,
  log,
  kept = VERDICT_LIMITS.kept,
}: Comparison): Promise<readonly BookFault[]> {
  const firsts = new Map((await selectChains(queries)).map((each) => [each.chain_id, each.first]))
  // Nothing has made room before there are so many.
  const isFull = (await countVerdicts(queries)) >= kept
  const mayBeGone = (chainId: string, number: number) =>
    isFull && number < (firsts.get(chainId) ?? Number.POSITIVE_INFINITY)
  const faults = new Map<string, BookFault>()
  const tell = (chainId: string, number: number, problem: string) => {
    if (!faults.has(chainId)) {
      faults.set(chainId, { verdictId: formatVerdictId(chainId, number), problem })
    }
  }
  for (const head of await readHeads(log)) {
    const problem = findMissing(head, firsts)
    if (problem && !mayBeGone(head.chain_id, head.first)) tell(head.chain_id, head.first, MISSING)
  }
  for await (const verdicts of readRecordedVerdicts(log)) {
    const rows = await readRows(queries, verdicts)
    for (const verdict of verdicts) {
      const place = parseVerdictId(verdict.verdict_id)
      if (place === undefined) continue
      const [chainId, number] = place
      const problem = findProblem(verdict, place, rows)
      if (problem === undefined || (problem === MISSING && mayBeGone(chainId, number))) continue
      tell(chainId, number, problem)
    }
  }
  return [...faults.values()]
}

/** Whether a stretch comes before all that is kept of its chain. */
function findMissing({ chain_id, first }: StretchRow, firsts: ReadonlyMap<string, number>) {
  return first < (firsts.get(chain_id) ?? Number.POSITIVE_INFINITY)
}

type Place = readonly [chainId: string, number: number]

/** Undefined for a verdict that nobody could write down. */
function parseVerdictId(id: string): Place | undefined {
  const [, chainId, number] = /^([^.]+)\.(0|[1-9]\d{0,14})$/.exec(id) ?? []
  return chainId === undefined ? undefined : [chainId, Number(number)]
}

/** The rows of some verdicts and of those before them, by their ids. */
async function readRows(
  queries: Queries,
  verdicts: readonly RecordedVerdict[],
): Promise<ReadonlyMap<string, VerdictRow>> {
  const places = verdicts.flatMap(({ verdict_id }) => {
    const [chainId, number] = parseVerdictId(verdict_id) ?? []
    return chainId === undefined
      ? []
      : [[chainId, number!] as const, [chainId, number! - 1] as const]
  })
  const rows = await selectVerdictsAt(
    queries,
    places.map(([chainId]) => chainId),
    places.map(([, number]) => number),
  )
  return new Map(rows.map((row) => [formatVerdictId(row.chain_id, row.number), row]))
}

function findProblem(
  verdict: RecordedVerdict,
  [chainId, number]: Place,
  rows: ReadonlyMap<string, VerdictRow>,
): string | undefined {
  const row = rows.get(formatVerdictId(chainId, number))
  if (row === undefined) return MISSING
  const entry = readGateRecord(row.record)
  const isSame =
    entry?.decision === verdict.decision && hashRequest(entry.request) === verdict.request_sha256
  if (!isSame) return OTHER
  const before = rows.get(formatVerdictId(chainId, number - 1))
  const link = before === undefined ? undefined : Buffer.from(before.link).toString('hex')
  return link === undefined || link === verdict.previous_sha256 ? undefined : BEFORE
}
