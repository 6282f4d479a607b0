/** How fast durable appends are, beside what one sync of the same disk costs. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FileLedger } from '../../server/ledger/files/file-ledger.ts'
import type { Ledger } from '../../server/ledger/ledger.ts'
import { KILL_STORES } from '../../server/testing/kills/kill-stores.ts'
import { startProducerProcess } from '../../server/testing/kills/running-producer.ts'
import { RunningStore } from '../../server/testing/kills/running-store.ts'
import { buildAppend, isToBeRefused } from '../../server/testing/kills/sent-append.ts'
import type { SaidEntry } from '../../server/testing/ledger-oracle.ts'
import { type BenchmarkRow, percentile } from '../benchmark.ts'

/** How long appends are measured, and before that not. */
const MEASURED_MS = 4000
const WARM_MS = 1000
const BASELINE_SYNCS = 200
/** What the baseline writes before each sync: a page. */
const PAGE_BYTES = 4096

export interface Load {
  readonly producers: number
  /** Appends that each of them has not been answered. */
  readonly inFlight: number
}

/** What a load comes to; entries that came before it was warm are left out. */
export interface MeasuredLoad {
  readonly tookMs: readonly number[]
  readonly seconds: number
  /** The least number that was given to what was measured. */
  readonly firstSeq: number
}

/** Puts a load on ledgers that are open in this process; producers take turns among them. */
export async function measureLoad(ledgers: readonly Ledger[], load: Load): Promise<MeasuredLoad> {
  const tookMs: number[] = []
  const startMs = performance.now() + WARM_MS
  const endMs = startMs + MEASURED_MS
  let firstSeq = Number.POSITIVE_INFINITY
  const produce = async (producer: string, ledger: Ledger) => {
    for (let number = 0; performance.now() < endMs; number++) {
      if (isToBeRefused(number)) continue
      const record = buildAppend(producer, number)
      const sentMs = performance.now()
      const { seq } = await ledger.append(record)
      if (sentMs < startMs) continue
      firstSeq = Math.min(firstSeq, seq)
      tookMs.push(performance.now() - sentMs)
    }
  }
  const count = load.producers * load.inFlight
  const producers = Array.from({ length: count }, (_, at) =>
    produce(`p${at}`, ledgers[at % ledgers.length]!),
  )
  await Promise.all(producers)
  return { tookMs, seconds: (performance.now() - startMs) / 1000, firstSeq }
}

/** Producers in the process of the ledger. */
export async function measureAppends(folder: string, load: Load): Promise<BenchmarkRow> {
  const syncsMs = measureSyncs(folder)
  const ledger = await FileLedger.open({ folder: join(folder, 'ledger') })
  const { tookMs, seconds, firstSeq } = await measureLoad([ledger], load)
  const { size } = ledger.head
  await ledger.close()
  const syncs = await countSyncs(join(folder, 'ledger'), firstSeq, size)
  syncsMs.push(...measureSyncs(folder))
  return {
    subject: nameOf(load, 'here'),
    values: {
      ...describe(tookMs, seconds),
      appendsPerSync: (size - firstSeq) / syncs,
      ...baseline(syncsMs),
    },
  }
}

/** The ledger and each of the producers in processes of their own, with a socket between. */
export async function measureOverSockets(folder: string, load: Load): Promise<BenchmarkRow> {
  const syncsMs = measureSyncs(folder)
  const [place, socket] = [join(folder, 'ledger'), join(folder, 'socket')]
  const process = new RunningStore({ store: 'usual', place, socket })
  const producers = Array.from({ length: load.producers }, (_, seed) =>
    startProducerProcess({ name: `p${seed}`, seed, socket, inFlight: load.inFlight }),
  )
  try {
    await process.ready()
    await sleep(2 * WARM_MS)
    const startMs = performance.timeOrigin + performance.now()
    await sleep(MEASURED_MS)
    const endMs = performance.timeOrigin + performance.now()
    for (const producer of producers) producer.finish(0)
    const reports = await Promise.all(producers.map(({ report }) => report))
    await process.end('SIGTERM')
    const measured = reports.flatMap(({ acknowledged }) =>
      acknowledged.filter(({ isNew, atMs }) => isNew && atMs >= startMs && atMs < endMs),
    )
    const seqs = measured.map(({ seq }) => seq).toSorted((a, b) => a - b)
    const [first, end] = [seqs[0]!, seqs.at(-1)! + 1]
    const syncs = await countSyncs(place, first, end)
    syncsMs.push(...measureSyncs(folder))
    const timed = describe(
      measured.map(({ tookMs }) => tookMs),
      (endMs - startMs) / 1000,
    )
    return {
      subject: nameOf(load, 'in processes, over sockets'),
      values: { ...timed, appendsPerSync: (end - first) / syncs, ...baseline(syncsMs) },
    }
  } finally {
    for (const producer of producers) producer.dispose()
    await process.dispose()
  }
}

/** What a load is called. */
export const nameOf = ({ producers, inFlight }: Load, where: string) =>
  `${producers} ${producers === 1 ? 'producer' : 'producers'} ${where}, ${inFlight} in flight`

/** The numbers that a load is told by. */
export function describe(tookMs: readonly number[], seconds: number) {
  return {
    appendsPerSecond: tookMs.length / seconds,
    p50Ms: percentile(tookMs, 50),
    p99Ms: percentile(tookMs, 99),
  }
}

/** Entries say with which others they were synced: the first of each such group has its own number there. */
async function countSyncs(folder: string, from: number, end: number): Promise<number> {
  let syncs = 0
  let at = 0
  for await (const line of KILL_STORES.usual.readLines(folder)) {
    const isMeasured = at >= from && at < end
    if (isMeasured && (JSON.parse(line) as SaidEntry).group === at) syncs++
    at++
  }
  return syncs
}

/** One write of a page and one fdatasync, again and again, on a file that grows; milliseconds of the latter. */
function measureSyncs(folder: string): number[] {
  const file = openSync(join(folder, 'baseline'), 'w')
  const page = new Uint8Array(PAGE_BYTES).fill(1)
  const times = Array.from({ length: BASELINE_SYNCS }, (_, at) => {
    writeSync(file, page, 0, PAGE_BYTES, at * PAGE_BYTES)
    const startMs = performance.now()
    fdatasyncSync(file)
    return performance.now() - startMs
  })
  closeSync(file)
  return times
}

const baseline = (syncsMs: readonly number[]) => ({
  fdatasyncP50Ms: percentile(syncsMs, 50),
  fdatasyncP99Ms: percentile(syncsMs, 99),
})
