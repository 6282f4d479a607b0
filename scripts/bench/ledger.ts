/** Durable appends beside the cost of a sync, and reading a ledger of a million entries. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Benchmark, BenchmarkRow } from '../benchmark.ts'
import { fillLedger } from '../ledger-bench/fill-ledger.ts'
import { type Load, measureAppends, measureOverSockets } from '../ledger-bench/measure-appends.ts'

const LOADS: readonly Load[] = [
  { producers: 1, inFlight: 1 },
  { producers: 8, inFlight: 1 },
  { producers: 8, inFlight: 8 },
  { producers: 8, inFlight: 32 },
]
const SOCKET_LOAD: Load = { producers: 8, inFlight: 32 }

const ENTRIES = 1_000_000

const MEASURE = join(import.meta.dirname, '../ledger-bench/measure-process.ts')

export const benchmark: Benchmark = {
  name: 'ledger',
  about:
    'Appends of events of about 600 bytes, each answered when it is durable, with what one fdatasync of the same disk costs, ' +
    'measured right before and after; over sockets one request in 13 asks for what is there already and is not counted. ' +
    `Then a ledger of ${ENTRIES} entries, in processes of their own: audit, opening, inclusion proofs.`,
  async run() {
    const rows: BenchmarkRow[] = []
    for (const load of LOADS) rows.push(await inFolder((folder) => measureAppends(folder, load)))
    rows.push(await inFolder((folder) => measureOverSockets(folder, SOCKET_LOAD)))
    rows.push(...(await inFolder(measureMillion)))
    return rows
  },
}

async function measureMillion(folder: string): Promise<BenchmarkRow[]> {
  const ledger = join(folder, 'ledger')
  const startMs = performance.now()
  await fillLedger(ledger, ENTRIES)
  const seconds = (performance.now() - startMs) / 1000
  const rows = [
    { subject: 'filling', values: { seconds, appendsPerSecond: ENTRIES / seconds } },
    { subject: 'audit', values: measure('audit', ledger) },
    { subject: 'opening', values: measure('open', ledger) },
    { subject: 'an inclusion proof', values: measure('prove', ledger) },
  ]
  rmSync(join(ledger, 'index'))
  rmSync(join(ledger, 'tree'))
  return [...rows, { subject: 'opening without index and tree', values: measure('open', ledger) }]
}

function measure(task: string, folder: string): BenchmarkRow['values'] {
  const child = spawnSync(process.execPath, [MEASURE, task, folder], { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`${task} ended with ${child.status}: ${child.stderr}`)
  return JSON.parse(child.stdout) as BenchmarkRow['values']
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-bench-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
