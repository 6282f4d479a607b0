/**
 * Puts audits on record, and leaves it at that: an idle ledger does not grow by being looked at, by however many
 * servers that share it.
 */
import { randomUUID } from 'node:crypto'
import type { KnownRecord } from '../../engine/telemetry/event-types.ts'
import type { RecordBus } from '../events/record-bus.ts'
import type { RecordLog } from '../events/record-log.ts'
import type { AuditReport } from '../ledger/audit.ts'

const COMPLETED = 'system.ledger.audit.completed'
const FAILED = 'system.ledger.audit.failed'
/** Entries that are read at once. */
const PAGE_ENTRIES = 100
/** So far back from the end the last audit is looked for; idle servers are audited, and busy ones once an hour. */
const LAST_ENTRIES = 1000

/** What is asked of a log here. */
export type AuditedLog = Pick<RecordLog, 'head' | 'refresh' | 'read'>

/** Tells of each audit that fails, and of each that finds more than audits since the last one on record. */
export function tellOfAudits<Work>(
  bus: Pick<RecordBus<Work>, 'publishEvent'>,
  log: AuditedLog,
): (report: AuditReport, durationMs: number) => Promise<void> {
  /** Up to here everything was audited, or is an audit. */
  let known = 0
  return async (report, durationMs) => {
    const { entries, isClean } = report
    if (isClean && entries <= known) return
    if (!isClean || (await hasNews(log, known, entries))) {
      await bus.publishEvent(describeAudit(report, durationMs), { correlationId: randomUUID() })
    }
    known = isClean ? entries : 0
  }
}

/** Whether the last audit on record found the ledger changed: until another has ended, nobody knows better. */
export async function hasFailedLast(log: AuditedLog): Promise<boolean> {
  const first = Math.max(0, log.head.size - LAST_ENTRIES)
  for (let end = log.head.size; end > first; end -= PAGE_ENTRIES) {
    const from = Math.max(first, end - PAGE_ENTRIES)
    const types = (await log.read(from, end - from)).map((text) => typeOf(text))
    const last = types.findLast((type) => type === COMPLETED || type === FAILED)
    if (last !== undefined) return last === FAILED
  }
  return false
}

function typeOf(text: string): unknown {
  return (JSON.parse(text) as { readonly event: { readonly type?: unknown } }).event.type
}

/**
 * Whether any of the first entries is neither an audit nor covered by one.
 *
 * @param known what was covered as far as was seen before.
 */
async function hasNews(log: AuditedLog, known: number, entries: number): Promise<boolean> {
  await log.refresh?.()
  let first = Math.max(known, await findCovered(log))
  while (first < entries) {
    const texts = await log.read(first, Math.min(PAGE_ENTRIES, entries - first))
    if (texts.length === 0 || texts.some((text) => readAudit(text) === undefined)) return true
    first += texts.length
  }
  return false
}

/** How many entries the last audits on record cover; other servers have made some of them. */
async function findCovered(log: AuditedLog): Promise<number> {
  const { size } = log.head
  const texts = await log.read(Math.max(0, size - PAGE_ENTRIES), PAGE_ENTRIES)
  return texts.reduce((most, text) => Math.max(most, readAudit(text) ?? 0), 0)
}

/** How many entries an audit has found in order; undefined where an entry is no such audit. */
function readAudit(text: string): number | undefined {
  const { event } = JSON.parse(text) as {
    readonly event: { readonly type?: unknown; readonly data?: { readonly entries?: unknown } }
  }
  if (event.type !== COMPLETED) return undefined
  return typeof event.data?.entries === 'number' ? event.data.entries : 0
}

function describeAudit({ entries, root, faults }: AuditReport, durationMs: number): KnownRecord {
  const audit = { audit_id: randomUUID(), first_sequence: 0, entries }
  const read = { ...audit, duration_ms: Math.round(durationMs) }
  const [first] = faults
  if (first === undefined) {
    const data = { ...read, tree_size: entries, root_sha256: root }
    return { kind: 'record', name: COMPLETED, data }
  }
  const wrong = {
    bad_sequence: first.seq ?? 0,
    code: `ledger/${first.part}`,
    message: first.problem,
  }
  return { kind: 'record', name: FAILED, data: { ...read, ...wrong } }
}
