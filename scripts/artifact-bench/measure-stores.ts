/** How fast artifacts are persisted: content, ledger and tables, beside what one fsync of the same disk costs. */
import { randomFillSync, randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { OperationDesk } from '../../server/api/operation-desk.ts'
import { buildResourceHandlers } from '../../server/app/build-resource-handlers.ts'
import type { ServerRecord } from '../../server/app/server-record.ts'
import type { Gate } from '../../server/policy/gate.ts'
import { type BenchmarkRow, percentile } from '../benchmark.ts'

const WARM_MS = 1000
const MEASURED_MS = 6000
const BASELINE_SYNCS = 100
/** As a socket gives them. */
const CHUNK_BYTES = 64 * 1024
const PAGE_BYTES = 4096

export interface StoreLoad {
  readonly bytes: number
  readonly producers: number
}

/** Allows all: what is measured is the store, not the policies. */
const OPEN_GATE: Gate = {
  decide: async () => ({ id: 'v', decision: 'allow', reason: 'all is', cause: undefined }),
  mask: (_principal, _resource, value) => value,
  admit: () => ({ isAdmitted: true, retryAfterMs: 0 }),
  charge: () => {},
}

/** The desk of a record with the operations of resources. */
export function buildOpenDesk(record: ServerRecord): OperationDesk {
  return new OperationDesk({
    gate: OPEN_GATE,
    handlers: buildResourceHandlers(record),
    async publishEvent(event, request) {
      const published = await record.bus.publishEvent(event, request)
      await record.bus.waitUntilHeard(published.seq, 60_000)
      return published
    },
  })
}

/** Each producer stores one after another, each a content that nobody has stored, and waits for its answer. */
export async function measureStores(
  desk: OperationDesk,
  folder: string,
  { bytes, producers }: StoreLoad,
): Promise<BenchmarkRow> {
  const syncsMs = measureSyncs(folder)
  const tookMs: number[] = []
  const startMs = performance.now() + WARM_MS
  const endMs = startMs + MEASURED_MS
  const principal = { id: 'bench', scopes: [] }
  const caller = { principal, surface: 'rest', rateKey: 'bench' } as const
  const produce = async () => {
    const content = randomFillSync(Buffer.alloc(bytes))
    while (performance.now() < endMs) {
      content.writeBigUInt64LE(BigInt(Math.floor(performance.now() * 1e6)))
      content.write(randomUUID().slice(0, 8), 8, 'latin1')
      const sentMs = performance.now()
      const input = { media_type: 'application/octet-stream', role: 'model' }
      const asked = { ...caller, correlationId: 'bench' }
      await desk.call('artifacts.store', input, asked, chunksOf(content))
      if (sentMs >= startMs) tookMs.push(performance.now() - sentMs)
    }
  }
  await Promise.all(Array.from({ length: producers }, produce))
  const minutes = (performance.now() - startMs) / 60_000
  syncsMs.push(...measureSyncs(folder))
  return {
    subject: `${bytes / 1024} KiB, ${producers} ${producers === 1 ? 'producer' : 'producers'}`,
    values: {
      artifactsPerMinute: tookMs.length / minutes,
      mibPerSecond: (tookMs.length * bytes) / 2 ** 20 / (minutes * 60),
      p50Ms: percentile(tookMs, 50),
      p99Ms: percentile(tookMs, 99),
      fsyncP50Ms: percentile(syncsMs, 50),
      fsyncP99Ms: percentile(syncsMs, 99),
    },
  }
}

async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += CHUNK_BYTES) {
    yield content.subarray(at, at + CHUNK_BYTES)
  }
}

/** A new file of a page, written and synced, as each content is; milliseconds of the sync. */
function measureSyncs(folder: string): number[] {
  const page = new Uint8Array(PAGE_BYTES).fill(1)
  return Array.from({ length: BASELINE_SYNCS }, () => {
    const file = openSync(join(folder, `baseline-${randomUUID()}`), 'w')
    writeSync(file, page)
    const startMs = performance.now()
    fsyncSync(file)
    const tookMs = performance.now() - startMs
    closeSync(file)
    return tookMs
  })
}
