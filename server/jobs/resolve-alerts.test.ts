/** Alerts about runs: they are listed, resolved by hand, and by themselves when their cause is gone; each once. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Alert } from '../../engine/resources/alert.ts'
import { StateConflictError } from '../api/errors.ts'
import { buildAlertHandlers } from '../api/handlers/alert-handlers.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { selectRun } from '../storage/run-tables.ts'
import {
  callRuns,
  createRunFolder,
  eventsOf,
  OPEN_GATE,
  OVER,
  type RunPlace,
} from '../testing/run-place.ts'
import { describeResolved } from './resolve-alerts.ts'
import { describeAlert, type RunAlert } from './run-events.ts'

const WORLD = 'version: 1\nrule: B3/S23\nworld: { size: [8, 8] }\n'
const FINE = `${WORLD}name: Fine\nticks: 20\n`
const BROKEN = `${WORLD}name: Broken\nexpect: [{ tick: 2, population: 1 }]\nticks: 20\n`

let place: RunPlace
let record: ServerRecord
let desk: OperationDesk
const lines: string[] = []
beforeAll(async () => {
  place = await createRunFolder()
  record = await openServerRecord(place.config, (line) => lines.push(line), {
    ...{ threads: 1, pollMs: 50 },
  })
  desk = new OperationDesk({
    ...{ gate: OPEN_GATE, handlers: buildAlertHandlers(record) },
    async publishEvent(event, request) {
      const published = await record.bus.publishEvent(event, request)
      await record.bus.waitUntilHeard(published.seq, 60_000)
      return published
    },
  })
})
afterAll(async () => {
  await record.close()
  await place.dispose()
  expect(lines).toEqual([])
})

async function call<T>(name: string, input: object): Promise<T> {
  return (await desk.call(name, input, {
    ...{ principal: { id: 'ada', scopes: [] }, surface: 'rest', rateKey: 'a' },
    correlationId: 'c',
  })) as T
}

async function run(scenario: string, more: object = {}): Promise<string> {
  const caller = callRuns(record)
  const { run_id: id } = await caller.call('runs.create', { scenario, ...more })
  expect(await caller.until(id, OVER)).toMatchObject({ state: 'completed' })
  return id
}

/** Raises one as a worker would. */
async function raise(runId: string, rule: RunAlert['rule']): Promise<string> {
  const row = (await selectRun(record.database, runId))!
  const alert = { rule, severity: 'critical', message: 'A test.', value: 5, limit: 4 } as const
  const { seq } = await record.bus.publishEvent(describeAlert(row, alert), { correlationId: 'c' })
  await record.bus.waitUntilHeard(seq, 60_000)
  return `${rule}/${runId}`
}

const get = (alert_id: string) => call<Alert>('alerts.get', { alert_id })

test('an alert is listed with what was found, and resolved once, by whoever says so first', async () => {
  const id = await raise(await run(FINE, { seed: '1' }), 'run.lost')
  const listed = await call<{ items: Alert[] }>('alerts.list', {
    state: 'raised',
    rule: 'run.lost',
  })
  expect(listed.items).toMatchObject([
    { alert_id: id, severity: 'critical', value: 5, limit: 4, message: 'A test.', state: 'raised' },
  ])
  const resolved = { state: 'resolved', resolved_by: 'ada', reason: 'Seen.' }
  expect(await call('alerts.resolve', { alert_id: id, reason: 'Seen.' })).toMatchObject(resolved)
  await expect(call('alerts.resolve', { alert_id: id, reason: 'Again.' })).rejects.toThrow(
    StateConflictError,
  )
  expect(await get(id)).toMatchObject(resolved)
  expect(await call<{ items: Alert[] }>('alerts.list', { state: 'raised' })).toEqual({ items: [] })
})

test('when the same run comes to its end its alerts are over by themselves', async () => {
  const first = await run(FINE, { seed: '2' })
  const rules = ['run.lost', 'run.memory', 'run.expectation'] as const
  const ids = await Promise.all(rules.map((rule) => raise(first, rule)))
  await run(FINE, { seed: '3' })
  await run(FINE, { seed: '2', ticks: 10 })
  for (const id of ids) expect(await get(id)).toMatchObject({ state: 'raised' })
  const second = await run(FINE, { seed: '2' })
  for (const id of ids) {
    await expect.poll(async () => (await get(id)).state).toBe('resolved')
    expect(await get(id)).toMatchObject({
      ...{
        resolved_by: 'itself',
        reason: `The same run has come to its end, as expected, as ${second}.`,
      },
    })
  }
})

test('what its scenario does not expect is over when all is as expected, and not before', async () => {
  const first = await run(BROKEN)
  const alerts = (await eventsOf(record, first)).filter(
    ({ type }) => type === 'thunderbolt.alert.raised',
  )
  const id = String(alerts[0]!.data.alert_id)
  expect(await get(id)).toMatchObject({ rule: 'run.expectation', state: 'raised' })
  const lost = await raise(first, 'run.lost')
  await run(BROKEN)
  await expect.poll(async () => (await get(lost)).state).toBe('resolved')
  // It came to its end, and to the same that is not expected.
  expect(await get(id)).toMatchObject({ state: 'raised' })
})

test('of two who resolve it at once the first is on record, and the other is told', async () => {
  const id = await raise(await run(FINE, { seed: '5' }), 'run.lost')
  const outcomes = await Promise.allSettled(
    ['a', 'b', 'c'].map((reason) => call('alerts.resolve', { alert_id: id, reason })),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1)
  await expect(
    record.bus.publishEvent(describeResolved(id, 'itself', 'Late.'), { correlationId: 'c' }),
  ).rejects.toMatchObject({ code: 'events/idempotency-conflict' })
})
