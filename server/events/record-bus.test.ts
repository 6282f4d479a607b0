/** The bus from whoever publishes to whoever listens, over a real ledger and a real database. */
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { EventRefusedError } from '../../engine/telemetry/errors.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { auditLedgerFolder } from '../ledger/files/audit-folder.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { openDatabase } from '../storage/open-database.ts'
import { createEmbeddedFolder, type EmbeddedFolder } from '../testing/embedded-folder.ts'
import { RecordBus } from './record-bus.ts'
import { SqlConsumerStore } from './sql-consumer-store.ts'

let embedded: EmbeddedFolder
let database: Database

beforeAll(async () => {
  embedded = await createEmbeddedFolder()
  database = await openDatabase({ kind: 'embedded', folder: embedded.folder })
})
afterAll(async () => {
  await database.close()
  embedded.dispose()
})

let path: string
let ledger: FileLedger
let bus: RecordBus<Transaction>
let ids = 0
let counted = 0

beforeEach(async () => {
  const folder = createTemporaryFolder()
  path = folder.path
  ledger = await FileLedger.open({ folder: path })
  await database.query('truncate consumers cascade')
  counted = 0
  bus = new RecordBus({
    onPublished: () => counted++,
    ...{ log: ledger, store: new SqlConsumerStore(database) },
    ...{ source: 'urn:thunderline:server', agent: 'server' },
    newId: () => `id-${ids++}`,
    wallTimeMs: () => 1_767_323_045_006 + ids,
  })
  onTestFinished(async () => {
    await bus.stop()
    await ledger.close()
    folder.dispose()
  })
})

const CAUSE = { correlationId: 'click 1' }
const alertOf = (n: number, severity = 'warning') => ({
  kind: 'record' as const,
  name: 'thunderbolt.alert.raised',
  data: { alert_id: `a${n}`, rule: 'test', severity, of: 'nothing', message: `number ${n}` },
})

test('an event is durable when it is published, and heard after that by whoever asked for its topic', async () => {
  const heard: unknown[] = []
  const listen = (name: string, pattern: string) =>
    bus.addConsumer({
      ...{ name, pattern },
      handle: async ({ event, seq }) => void heard.push([name, seq, event.correlationid]),
    })
  listen('alerts', '+.thunderbolt.alert.#')
  listen('core', 'core.#')
  listen('runs', '+.ca.run.#')
  const first = await bus.publishEvent(alertOf(1), CAUSE)
  const second = await bus.publishEvent({ ...alertOf(2), zone: 'core' }, CAUSE)
  expect([first, second]).toMatchObject([
    { seq: 0, isNew: true },
    { seq: 1, isNew: true },
  ])
  await expect.poll(() => bus.listStats().every(({ depth }) => depth === 0)).toBe(true)
  expect(heard).toHaveLength(3)
  expect(heard).toEqual(
    expect.arrayContaining([
      ['alerts', 0, 'click 1'],
      ['alerts', 1, 'click 1'],
      ['core', 1, 'click 1'],
    ]),
  )
})

test('what is of no kind, or not as its kind, is refused and leaves no entry', async () => {
  const unknown = { kind: 'record' as const, name: 'ca.run.begun', data: {} }
  await expect(bus.publishEvent(unknown, CAUSE)).rejects.toThrow(EventRefusedError)
  const measure = { kind: 'measure', name: 'bit.activated', measurements: {}, metadata: {} }
  await expect(bus.publishEvent(measure as never, CAUSE)).rejects.toThrow(EventRefusedError)
  await expect(bus.publishEvent(alertOf(1, 'awful'), CAUSE)).rejects.toThrow('data.severity')
  expect(ledger.head.size).toBe(0)
})

test('the same fact under one idempotency key is published once, and another one is refused', async () => {
  const record = { ...alertOf(1), idempotencyKey: 'alert 1' }
  const [first, ...others] = await Promise.all(
    Array.from({ length: 20 }, () => bus.publishEvent(record, CAUSE)),
  )
  expect(first).toMatchObject({ seq: 0, isNew: true })
  for (const other of others) expect(other).toEqual({ seq: 0, id: first!.id, isNew: false })
  const another = { ...alertOf(2), idempotencyKey: 'alert 1' }
  await expect(bus.publishEvent(another, CAUSE)).rejects.toMatchObject({
    code: 'events/idempotency-conflict',
  })
  expect([ledger.head.size, counted]).toEqual([1, 1])
})

test('who publishes does not wait for who listens, and a slow listener keeps nothing in memory', async () => {
  const gate = Promise.withResolvers<void>()
  let heard = 0
  bus.addConsumer({
    ...{ name: 'slow', pattern: '#' },
    handle: async () => {
      await gate.promise
      heard++
    },
  })
  const many = Array.from({ length: 500 }, (_, n) => bus.publishEvent(alertOf(n), CAUSE))
  const published = await Promise.all(many)
  expect(published.map(({ seq }) => seq)).toEqual(published.map((_, n) => n))
  expect(heard).toBe(0)
  expect(bus.listStats()).toMatchObject([{ consumer: 'slow', depth: 500 }])
  gate.resolve()
  await expect.poll(() => bus.listStats()[0]!.depth).toBe(0)
  expect(heard).toBe(500)
})

test('a cause is kept: an event that answers another has its id and its correlation', async () => {
  const first = await bus.publishEvent(alertOf(1), CAUSE)
  const cause = { id: first.id, correlationId: CAUSE.correlationId }
  await bus.publishEvent({ ...alertOf(2), cause }, { correlationId: 'another' })
  await ledger.close()
  const { isClean, entries } = await auditLedgerFolder({ folder: path })
  expect([isClean, entries]).toEqual([true, 2])
  const again = await FileLedger.open({ folder: path })
  const events = (await again.read(0, 2)).map((text) => JSON.parse(text).event)
  await again.close()
  expect(events[1]).toMatchObject({ causationid: first.id, correlationid: 'click 1' })
  expect(events[0].causationid).toBeUndefined()
})

test('consumers have names of their own, and only those that are led are redriven', async () => {
  const deaf = { name: 'deaf', pattern: '#', handle: async () => {} }
  bus.addConsumer(deaf)
  expect(() => bus.addConsumer(deaf)).toThrow(
    expect.objectContaining({ code: 'events/consumer-twice' }),
  )
  await expect(bus.redrive('gone', 0)).rejects.toMatchObject({ code: 'events/consumer-unknown' })
  expect(await bus.redrive('deaf', 0)).toBe(false)
  expect(await bus.listDeadLetters({ count: 10 })).toEqual([])
})

test('whoever publishes can wait until it was heard, put aside, or is told that it takes longer', async () => {
  const gate = Promise.withResolvers<void>()
  const heard: number[] = []
  bus.addConsumer({
    ...{ name: 'patient', pattern: '#' },
    handle: async ({ seq }) => {
      await gate.promise
      heard.push(seq)
    },
  })
  const { seq } = await bus.publishEvent(alertOf(1), CAUSE)
  expect(await bus.waitUntilHeard(seq, 10)).toBe(false)
  const waiting = bus.waitUntilHeard(seq, 60_000)
  gate.resolve()
  expect(await waiting).toBe(true)
  expect(heard).toEqual([seq])
  const poisoned = { name: 'poisoned', pattern: '#', handle: () => Promise.reject(new Error('no')) }
  bus.addConsumer(poisoned, { maxAttempts: 1 })
  expect(await bus.waitUntilHeard(seq, 60_000)).toBe(true)
  const later = bus.waitUntilHeard(seq + 1, 60_000)
  await bus.stop()
  expect(await later).toBe(false)
})
