/** Rebuilds the tables of a record whose ledger has runs with all that belongs to them, each projection by itself. */
import { createHash, randomUUID } from 'node:crypto'
import { openRecordStores, type RecordPlace } from '../../server/app/record-stores.ts'
import { ALL_PROJECTIONS } from '../../server/events/projections/all-projections.ts'
import type { Projection } from '../../server/events/projections/projection.ts'
import { rebuildProjections } from '../../server/events/rebuild-projections.ts'
import { RecordBus } from '../../server/events/record-bus.ts'
import type { BenchmarkRow } from '../benchmark.ts'

type Told = readonly [name: string, data: Readonly<Record<string, unknown>>]

const sha = (text: string) => createHash('sha256').update(text).digest('hex')

/** The six events of a run that leaves one artifact. */
function tellRun(n: number): readonly Told[] {
  const run_id = `run-${n}`
  const allocation_id = `share-${n}`
  const origin = {
    ...{ scenario_sha256: sha(`scenario ${n % 50}`), rule: 'B3/S23', seed: `${n % 1000}` },
    ...{ backend: 'wasm', ticks: '1000', engine: '0.2.0', inputs: [] },
  }
  const sha256 = sha(`artifact ${n}`)
  const metrics = [{ name: 'density', value: (n % 100) / 100 }]
  const end = { state_hash: '0123456789abcdef', duration_ms: 5, metrics }
  return [
    ['ca.run.created', { run_id, created_by: 'someone', ...origin }],
    ['ca.run.started', { run_id, worker: 'w', attempt: 1 }],
    [
      'allocation.granted',
      { allocation_id, run_id, zone: 'z', worker: 'w', threads: 1, memory_mib: 1 },
    ],
    ['artifact.stored', { sha256, bytes: 9, media_type: 'a/b', role: 'recording', run_id }],
    ['ca.run.completed', { run_id, ...end, ...origin, outputs: [{ role: 'recording', sha256 }] }],
    ['allocation.released', { allocation_id, reason: 'completed' }],
  ]
}

/** Puts so many events on record, and then measures. */
export async function measureRebuild(place: RecordPlace, entries: number): Promise<BenchmarkRow[]> {
  const { database, ledger, close } = await openRecordStores(place, 'server', () => {})
  try {
    const bus = new RecordBus({
      ...{ log: ledger, store: {} as never, source: 'urn:bench', agent: 'bench' },
      newId: () => randomUUID(),
      wallTimeMs: () => Date.now(),
    })
    for (let n = 0; ledger.head.size < entries; n += 500) {
      const told = Array.from({ length: 500 }, (_, place) => tellRun(n + place)).flat()
      const published = told.map(([name, data]) =>
        bus.publishEvent({ kind: 'record', name, data }, { correlationId: 'c' }),
      )
      await Promise.all(published)
    }
    const rows: BenchmarkRow[] = []
    const measure = async (subject: string, projections: readonly Projection[]) => {
      const begun = performance.now()
      const before = process.cpuUsage()
      const nowMs = () => Date.now()
      const report = await rebuildProjections({ database, log: ledger, projections, nowMs })
      const seconds = (performance.now() - begun) / 1000
      const { user, system } = process.cpuUsage(before)
      const cores = (user + system) / 1e6
      const values = {
        ...{ 'events/s': report.entries / seconds, s: seconds },
        ...{ 'events/core s': report.entries / cores, dead: report.dead },
      }
      rows.push({ subject, values })
    }
    for (const projection of ALL_PROJECTIONS) await measure(projection.name, [projection])
    await measure(`all, ${ledger.head.size} entries`, ALL_PROJECTIONS)
    return rows
  } finally {
    await close()
  }
}
