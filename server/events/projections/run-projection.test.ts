import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../storage/database.ts'
import { openDatabase } from '../../storage/open-database.ts'
import { selectRun } from '../../storage/run-tables.ts'
import { createRunFolder, type RunPlace } from '../../testing/run-place.ts'
import { RUN_PROJECTION } from './run-projection.ts'

const HASH = '0'.repeat(64)
const DATA: Readonly<Record<string, object>> = {
  created: {
    ...{ created_by: 'token-1', scenario_sha256: HASH, rule: 'B3/S23', seed: '1' },
    ...{ backend: 'auto', ticks: '9', engine: '1', inputs: [] },
  },
  started: { worker: 'w', attempt: 1 },
  completed: {
    ...{ state_hash: '0'.repeat(16), backend: 'wasm', ticks: '9', duration_ms: 5 },
    ...{ outputs: [], inputs: [] },
  },
  failed: { code: 'a/b', message: 'it broke', attempt: 1, inputs: [] },
  cancelled: { by: 'token-1', reason: 'enough', inputs: [] },
}

let place: RunPlace
let database: Database
let seq = 0
beforeAll(async () => {
  place = await createRunFolder()
  const folder = join(place.config.dataFolder, 'database')
  database = await openDatabase({ kind: 'embedded', folder })
})
afterAll(async () => {
  await database.close()
  await place.dispose()
})

/** Has the projection hear events of a run; gives the run. */
async function hear(runId: string, names: readonly string[]) {
  for (const name of names) {
    const event = {
      ...{ id: `event-${seq}`, type: `ca.run.${name}`, correlationid: 'request-1' },
      time: new Date(1000 + seq).toISOString(),
      data: { run_id: runId, ...DATA[name] },
    }
    const delivery = { seq: seq++, event, attempt: 1, idempotencyKey: 'a' }
    await database.transaction((transaction) => RUN_PROJECTION.handle(delivery, transaction))
  }
  return await selectRun(database, runId)
}

test.each([
  [['created'], 'queued', 0],
  [['created', 'started'], 'running', 0],
  [['created', 'started', 'started'], 'running', 0],
  [['created', 'started', 'completed'], 'completed', 0],
  [['created', 'cancelled'], 'cancelled', 0],
  [['created', 'failed'], 'failed', 0],
  [['created', 'completed'], 'queued', 1],
  [['created', 'created'], 'queued', 1],
  [['created', 'started', 'completed', 'failed', 'started'], 'completed', 2],
  [['created', 'cancelled', 'completed'], 'cancelled', 1],
])('after %j a run is %s, and so many moves were refused: %i', async (names, state, refused) => {
  expect(await hear(`run-${seq}`, names)).toMatchObject({ state, refused_moves: refused })
})

test('a run that was never created is none, whatever is told of it', async () => {
  expect(await hear('none', ['started', 'completed', 'cancelled'])).toBeUndefined()
})

test('what an illegal move says changes nothing', async () => {
  const before = await hear('kept', ['created', 'started', 'completed'])
  const after = await hear('kept', ['failed', 'cancelled'])
  expect(after).toEqual({ ...before, refused_moves: 2 })
  expect(after).toMatchObject({ ticks_done: '9', backend: 'wasm', error_code: undefined })
})
