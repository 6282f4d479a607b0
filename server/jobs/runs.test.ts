/** Runs of a server from their request to their end, in real threads, on real databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { WHY_NO_POSTGRES } from '../testing/postgres.ts'
import {
  callRuns,
  createRunDatabase,
  createRunFolder,
  type RunCaller,
  type RunPlace,
} from '../testing/run-place.ts'

const SOUP = `
version: 1
name: A soup
rule: B3/S23
world: { size: [64, 64] }
seed: 7
initial: [{ soup: { density: 90 } }]
ticks: 100
`

const OVER = ['completed', 'failed', 'cancelled']

describeRuns('embedded', createRunFolder)
describe.skipIf(WHY_NO_POSTGRES !== undefined)(`PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () =>
  describeRuns('served', createRunDatabase),
)

function describeRuns(kind: string, createPlace: () => Promise<RunPlace>): void {
  describe(`runs, ${kind}`, () => {
    let place: RunPlace
    let record: ServerRecord
    let caller: RunCaller
    const lines: string[] = []
    beforeAll(async () => {
      place = await createPlace()
      const options = { threads: 2, pollMs: 50 }
      record = await openServerRecord(place.config, (line) => lines.push(line), options)
      caller = callRuns(record)
    })
    afterAll(async () => {
      await record.close()
      await place.dispose()
      expect(lines).toEqual([])
    })

    test('a run is created, started once and completed', async () => {
      const created = await caller.call('runs.create', { scenario: SOUP })
      expect(created).toMatchObject({ state: 'queued', title: 'A soup', ticks: '100', attempt: 0 })
      const run = await caller.until(created.run_id, OVER)
      expect(run).toMatchObject({ state: 'completed', ticks_done: '100', attempt: 1 })
      expect((await eventsOf(record, run.run_id)).map(({ type }) => type)).toEqual([
        'ca.run.created',
        'ca.run.started',
        'allocation.granted',
        'ca.run.completed',
      ])
    })
  })
}

/** What is on record of a run, in order. */
async function eventsOf({ ledger }: ServerRecord, runId: string) {
  const texts = await ledger.read(0, 10_000)
  return texts
    .map((text) => parseEntry(text).event as { type: string; data: Record<string, unknown> })
    .filter(({ data }) => data.run_id === runId)
}
