/**
 * Checks the verdicts that are kept: each against its chain, each chain against the heads that are on record, and the
 * heads against the key of the ledger.
 */
import { decodeBase64 } from '../../engine/formats/base64.ts'
import type { VerifierKey } from '../../engine/ledger/signed-note.ts'
import type { VerdictBatch } from '../../engine/policy/verdict-chain.ts'
import { verifyVerdicts } from '../../engine/policy/verify-verdicts.ts'
import type { Queries } from '../storage/database.ts'
import {
  type StretchRow,
  selectChain,
  selectChains,
  type VerdictRow,
} from '../storage/verdict-tables.ts'
import { nameKey, verifyVerdictHead } from './verdict-head.ts'
import { formatVerdictId } from './verdict-record.ts'

export interface BookFault {
  /** The first verdict at fault; for a signature, the first of its stretch. */
  readonly verdictId: string
  readonly problem: string
}

export interface BookReport {
  readonly chains: number
  readonly verdicts: number
  /** Verdicts at the ends of chains that no head covers: their process goes on, or was killed. */
  readonly withoutHead: number
  /** The first of each chain. */
  readonly faults: readonly BookFault[]
}

const PROBLEMS = {
  altered: 'it, or its link, is not what was written',
  misplaced: 'another verdict stands in its place',
  links: 'its link is missing',
  signature: 'no head of its stretch is on record that the key of the ledger has signed',
  end: 'it is not the one that the head on record is of',
} as const

/** Heads are read for each of them, and rows so many at a time: a chain need not fit into memory. */
const ROWS = 4096

/**
 * Verifies all that is kept.
 *
 * @param stretches all heads that are on record, in the order of the record.
 */
export async function verifyBook(
  queries: Queries,
  key: VerifierKey,
  stretches: readonly StretchRow[],
): Promise<BookReport> {
  const faults: BookFault[] = []
  let verdicts = 0
  let withoutHead = 0
  const chains = await selectChains(queries)
  for (const { chain_id: chainId, first } of chains) {
    const heads = stretches.filter((stretch) => stretch.chain_id === chainId)
    const report = await verifyChain(queries, { key, chainId, heads, first })
    verdicts += report.verdicts
    withoutHead += report.withoutHead
    if (report.fault !== undefined) faults.push(report.fault)
  }
  return { chains: chains.length, verdicts, withoutHead, faults }
}

interface ChainCheck {
  readonly key: VerifierKey
  readonly chainId: string
  readonly heads: readonly StretchRow[]
  /** The number of the first verdict that is kept. */
  readonly first: number
}

interface ChainOutcome {
  readonly verdicts: number
  readonly withoutHead: number
  readonly fault: BookFault | undefined
}

async function verifyChain(queries: Queries, check: ChainCheck): Promise<ChainOutcome> {
  const { chainId, heads, key, first } = check
  const before = heads.find((head) => head.first + head.verdicts === first)
  let next = first
  let link: Uint8Array | undefined =
    before === undefined ? undefined : hexToBytes(before.head_sha256)
  const fail = (number: number, problem: string): ChainOutcome => ({
    ...{ verdicts: next - first, withoutHead: 0 },
    fault: { verdictId: formatVerdictId(chainId, number), problem },
  })
  // What comes before was dropped as a whole stretch, or not at all.
  if (first !== 0 && link === undefined) return fail(first - 1, 'it is missing')
  const kept = heads.filter((head) => head.first >= first)
  for (const head of [...kept, undefined]) {
    const count = head?.verdicts ?? Number.MAX_SAFE_INTEGER
    if (head !== undefined && head.first !== next) return fail(next, PROBLEMS.signature)
    const rows = await readStretch(queries, chainId, next, count)
    const wanted = head === undefined ? rows.length : count
    const gap = rows.findIndex(({ number }, place) => number !== next + place)
    const missing = gap >= 0 ? gap : rows.length < wanted ? rows.length : undefined
    const present = missing === undefined ? rows : rows.slice(0, missing)
    const isWhole = missing === undefined && head !== undefined
    const report = await verifyVerdicts([toBatch(next, present, head)], {
      ...(link === undefined ? {} : { from: { verdict: next, link } }),
      ...(isWhole
        ? { verify: (found, signature, stretch) => isSigned({ found, signature, stretch }) }
        : {}),
    })
    if (report.kind === 'broken') return fail(report.verdict, PROBLEMS[report.fault])
    if (missing !== undefined) return fail(next + missing, 'it is missing')
    if (head === undefined) {
      return { verdicts: next - first + rows.length, withoutHead: rows.length, fault: undefined }
    }
    next += count
    link = report.head
  }
  return { verdicts: next - first, withoutHead: 0, fault: undefined }

  async function isSigned({
    found,
    signature,
    stretch,
  }: {
    found: Uint8Array
    signature: Uint8Array
    stretch: { first: number; count: number }
  }) {
    const head = heads.find((each) => each.first === stretch.first)
    return (
      head?.key === nameKey(key) &&
      (await verifyVerdictHead(key, chainId, { stretch, head: found }, signature))
    )
  }
}

async function readStretch(
  queries: Queries,
  chainId: string,
  from: number,
  count: number,
): Promise<readonly VerdictRow[]> {
  const rows: VerdictRow[] = []
  for (;;) {
    const last = rows.at(-1)?.number ?? from - 1
    const limit = Math.min(ROWS, from + count - last - 1)
    const more = limit > 0 ? await selectChain(queries, chainId, last + 1, limit) : []
    const within = more.filter(({ number }) => number < from + count)
    rows.push(...within)
    if (within.length < limit || limit === 0) return rows
  }
}

function toBatch(
  first: number,
  rows: readonly VerdictRow[],
  head: StretchRow | undefined,
): VerdictBatch {
  return {
    first,
    records: rows.map(({ record }) => record),
    links: new Uint8Array(Buffer.concat(rows.map(({ link }) => link))),
    signature: head === undefined ? undefined : decodeBase64(head.signature),
  }
}

const hexToBytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
