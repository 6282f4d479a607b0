/** Artifacts that are persisted, content, ledger and tables, beside the cost of an fsync. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openServerRecord } from '../../server/app/server-record.ts'
import { buildOpenDesk, measureStores, type StoreLoad } from '../artifact-bench/measure-stores.ts'
import type { Benchmark, BenchmarkRow } from '../benchmark.ts'

const KIB = 1024

const LOADS: readonly StoreLoad[] = [1 * KIB, 1024 * KIB, 16 * 1024 * KIB].flatMap((bytes) => [
  { bytes, producers: 1 },
  { bytes, producers: 8 },
])

export const benchmark: Benchmark = {
  name: 'artifacts',
  about:
    'Artifacts stored through the desk of a server with embedded stores: each is answered when its content, its folder and ' +
    'the event in the ledger are synced and the tables have it. Beside it one fsync of a new file of a page on the same ' +
    'disk, measured right before and after.',
  async run() {
    const rows: BenchmarkRow[] = []
    for (const load of LOADS) rows.push(await measureInFolder(load))
    return rows
  },
}

async function measureInFolder(load: StoreLoad): Promise<BenchmarkRow> {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-bench-'))
  const place = { dataFolder: join(folder, 'data'), databaseUrl: undefined, auditMinutes: 60 }
  try {
    const record = await openServerRecord(place, (line) => console.error(line))
    try {
      return await measureStores(buildOpenDesk(record), folder, load)
    } finally {
      await record.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
