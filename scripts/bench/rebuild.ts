/** The database of a server made anew from its ledger. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Benchmark } from '../benchmark.ts'
import { measureRebuild } from '../rebuild-bench/measure-rebuild.ts'

const ENTRIES = 100_000

export const benchmark: Benchmark = {
  name: 'rebuild',
  about:
    'Tables made anew from a ledger of 100,000 events of runs (created, started, a share of the machine, an artifact, ' +
    'completed, released) in the embedded database: each projection by itself, and all of them at once.',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'thunderline-bench-'))
    try {
      const place = { dataFolder: join(folder, 'data'), databaseUrl: undefined }
      return await measureRebuild(place, ENTRIES)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}
