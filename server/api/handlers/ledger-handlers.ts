/** What the ledger is asked for, and proofs of what is in it. */
import { parseCheckpoint } from '../../../engine/ledger/checkpoint.ts'
import { formatConsistencyProof } from '../../../engine/ledger/consistency-proof.ts'
import { formatInclusionProof } from '../../../engine/ledger/inclusion-proof.ts'
import { hashEntry } from '../../../engine/ledger/ledger-entry.ts'
import { parseNote } from '../../../engine/ledger/signed-note.ts'
import { toHex } from '../../../engine/math/hex.ts'
import type { OutputOf } from '../../../engine/resources/operation.ts'
import {
  LEDGER_CHECKPOINT,
  LEDGER_CONSISTENCY,
  LEDGER_ENTRIES,
  LEDGER_PROOF,
  LEDGER_STATUS,
} from '../../../engine/resources/operations/ledger-operations.ts'
import type { AuditJob } from '../../ledger/audit-job.ts'
import { buildConsistencyProof, buildInclusionProof } from '../../ledger/build-proof.ts'
import { hashBytes } from '../../ledger/hash-bytes.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { NotFoundError } from '../errors.ts'
import { type Handler, handle } from '../handler.ts'
import { takeUpTo } from './take-up-to.ts'

export interface LedgerDependencies {
  readonly ledger: Ledger
  readonly audits: Pick<AuditJob, 'status' | 'endedMs'>
  /** The clock of the audits, and milliseconds since 1970. */
  nowMs(): number
  wallTimeMs(): number
}

/** A checkpoint is signed for those who ask no more often: each is a wait for the disk. */
const FRESH_MS = 1000
const MAX_FAULTS = 100
const MAX_PROBLEM_CHARS = 500

export function buildLedgerHandlers(deps: LedgerDependencies): readonly Handler[] {
  const { ledger } = deps
  const newestCheckpoint = keepCheckpoints(deps)
  return [
    handle(LEDGER_STATUS, async () => describeStatus(deps)),
    handle(LEDGER_ENTRIES, async ({ from, limit }) => {
      const lines = takeUpTo(await ledger.read(from, limit), (line) => line.length)
      const items = lines.map((line, place) => ({ seq: from + place, ...describeLine(line) }))
      const end = from + items.length
      return { items, ...(end < ledger.head.size ? { next: String(end) } : {}) }
    }),
    handle(LEDGER_PROOF, async ({ seq }) => {
      const [line] = await ledger.read(seq, 1)
      if (line === undefined) throw new NotFoundError({ resource: 'entry', id: String(seq) })
      const { size, note } = await newestCheckpoint(seq + 1)
      const hashes = await buildInclusionProof(ledger, seq, size)
      const extra = new TextEncoder().encode(line)
      const proof = formatInclusionProof({ index: seq, hashes, note, extra })
      return { seq, size, ...describeLine(line), proof }
    }),
    handle(LEDGER_CONSISTENCY, async ({ first }) => {
      if (first > ledger.head.size) {
        throw new NotFoundError({ resource: 'tree of so many entries', id: String(first) })
      }
      const { size, note } = await newestCheckpoint(first)
      const hashes = await buildConsistencyProof(ledger, first, size)
      return { first, size, proof: formatConsistencyProof({ first, hashes, note }) }
    }),
    handle(LEDGER_CHECKPOINT, async () => {
      const { size, root_sha256, note } = await newestCheckpoint(ledger.head.size)
      return { size, root_sha256, note }
    }),
  ]
}

/** The gate takes the line away from whoever may not see all of it; proofs are about its hash. */
const describeLine = (line: string) => ({ line, leaf_sha256: toHex(hashEntry(hashBytes, line)) })

type Kept = OutputOf<typeof LEDGER_CHECKPOINT> & { readonly atMs: number }

/** Gives a checkpoint that covers so many entries at least: the last one, while that is fresh. */
function keepCheckpoints({ ledger, nowMs }: LedgerDependencies) {
  let kept: Kept | undefined
  return async (size: number): Promise<Kept> => {
    if (kept !== undefined && kept.size >= size && nowMs() - kept.atMs < FRESH_MS) return kept
    const note = await ledger.checkpoint()
    const { size: covered, root } = parseCheckpoint(parseNote(note).text)
    kept = { size: covered, root_sha256: toHex(root), note, atMs: nowMs() }
    return kept
  }
}

function describeStatus(deps: LedgerDependencies): OutputOf<typeof LEDGER_STATUS> {
  const { origin, verifierKey, head, failure } = deps.ledger
  return {
    ...{ origin, verifier_key: verifierKey, size: head.size, root_sha256: toHex(head.root) },
    is_taking_entries: failure === undefined,
    // What the disk has said is in the log: whoever asks here need not know of folders.
    ...(failure === undefined
      ? {}
      : { failure: 'Its store has failed; it has to be opened anew.' }),
    audit: describeAudit(deps),
  }
}

function describeAudit(deps: LedgerDependencies): OutputOf<typeof LEDGER_STATUS>['audit'] {
  const { status, endedMs } = deps.audits
  const ended =
    endedMs === undefined
      ? {}
      : { ended_at_ms: Math.round(deps.wallTimeMs() - (deps.nowMs() - endedMs)) }
  if (status.kind === 'pending' || status.kind === 'unable') {
    return { state: status.kind, ...ended, faults: [] }
  }
  const { entries, checkpoints, faults } = status.report
  return {
    ...{ state: status.kind, ...ended, entries, checkpoints },
    faults: faults.slice(0, MAX_FAULTS).map(({ seq, part, problem }) => ({
      ...(seq === undefined ? {} : { seq }),
      ...{ part, problem: problem.slice(0, MAX_PROBLEM_CHARS) },
    })),
  }
}
