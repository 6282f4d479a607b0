/** The record of a server, opened and closed as the server does. */
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { createEmbeddedFolder } from '../testing/embedded-folder.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { createServer } from './create-server.ts'
import { openServerRecord, type ServerRecord } from './server-record.ts'

/** One in which a database was begun: that takes seconds. */
async function dataFolder(): Promise<string> {
  const { folder, dispose } = await createEmbeddedFolder()
  onTestFinished(dispose)
  return dirname(folder)
}

const CAUSE = { correlationId: 'request 1' }
const ALERT = {
  kind: 'record' as const,
  name: 'thunderbolt.alert.raised',
  data: {
    ...{ alert_id: 'a', rule: 'test', severity: 'warning', of: 'nothing' },
    message: 'something',
  },
}

async function open(folder: string, databaseUrl?: string): Promise<ServerRecord> {
  const lines: string[] = []
  const config = { dataFolder: folder, databaseUrl, auditMinutes: 60 }
  const record = await openServerRecord(config, (line) => lines.push(line))
  onTestFinished(async () => {
    await record.close()
    expect(lines).toEqual([])
  })
  return record
}

/** How many events wait for the consumer of these tests. */
const depthOf = ({ bus }: ServerRecord) =>
  bus.listStats().find(({ consumer }) => consumer === 'alerts')!.depth

async function askWhetherReady({ findHindrances }: ServerRecord) {
  const viewer = createTemporaryFolder()
  onTestFinished(viewer.dispose)
  viewer.write('index.html', '')
  const server = await createServer({ viewerFolder: viewer.path, findHindrances })
  onTestFinished(() => server.close())
  const [health, ready] = [await server.inject('/health'), await server.inject('/ready')]
  expect(health.json()).toEqual({ isAlive: true })
  expect(ready.headers['cache-control']).toBe('no-store')
  return [ready.statusCode, ready.json()]
}

test('what was published is there after another start, and consumers go on where they were', async () => {
  const folder = await dataFolder()
  const heard: number[] = []
  const listen = (record: ServerRecord) =>
    record.bus.addConsumer({
      ...{ name: 'alerts', pattern: '+.thunderbolt.alert.#' },
      handle: async ({ seq }) => void heard.push(seq),
    })
  const first = await open(folder)
  listen(first)
  await first.bus.publishEvent(ALERT, CAUSE)
  await expect.poll(() => depthOf(first)).toBe(0)
  await first.close()
  const second = await open(folder)
  listen(second)
  const { seq } = await second.bus.publishEvent(ALERT, CAUSE)
  await expect.poll(() => depthOf(second)).toBe(0)
  expect(heard).toEqual([0, seq])
})

test('audits are put on record, but not those of an idle ledger', async () => {
  const record = await open(await dataFolder())
  await record.bus.publishEvent(ALERT, CAUSE)
  await record.ledger.checkpoint()
  await record.audits.run()
  await record.ledger.checkpoint()
  for (let n = 0; n < 3; n++) await record.audits.run()
  const entries = await record.ledger.read(0, 10)
  const events = entries.map((text) => JSON.parse(text).event)
  expect(events.map(({ type }) => type)).toEqual([
    'thunderbolt.alert.raised',
    'system.ledger.audit.completed',
  ])
  expect(events[1].data).toMatchObject({ entries: 1, tree_size: 1, first_sequence: 0 })
})

test('while an audit fails the server is alive and not ready', async () => {
  const folder = await dataFolder()
  const record = await open(folder)
  await record.bus.publishEvent(ALERT, CAUSE)
  await record.ledger.checkpoint()
  // The one that was begun at the opening has read what was there then.
  await record.audits.run()
  expect(await askWhetherReady(record)).toEqual([200, { isReady: true, hindrances: [] }])
  const entries = join(folder, 'ledger/entries')
  const path = join(entries, readdirSync(entries)[0]!)
  const place = readFileSync(path, 'latin1').indexOf('something')
  changeBytes(path, place, 'somethink')
  await record.audits.run()
  expect(await askWhetherReady(record)).toEqual([
    ...[503, { isReady: false, hindrances: ['An audit finds the ledger changed.'] }],
  ])
  changeBytes(path, place, 'something')
})

/** Writes over what is there; what others append stays. */
function changeBytes(path: string, place: number, text: string): void {
  const file = openSync(path, 'r+')
  writeSync(file, text, place, 'latin1')
  closeSync(file)
}

test('a folder has one server', async () => {
  const folder = await dataFolder()
  await open(folder)
  const config = { dataFolder: folder, databaseUrl: undefined, auditMinutes: 60 }
  await expect(openServerRecord(config, () => {})).rejects.toMatchObject({ code: 'ledger/locked' })
})

test.skipIf(WHY_NO_POSTGRES !== undefined)(
  `servers that share a PostgreSQL have one ledger, and hear what the other has published${WHY_NO_POSTGRES ?? ''}`,
  async () => {
    const url = await (await sharePostgres()).createDatabase()
    const folder = createTemporaryFolder()
    onTestFinished(folder.dispose)
    const [first, second] = await Promise.all([open(folder.path, url), open(folder.path, url)])
    expect(first.ledger.origin).toBe(second.ledger.origin)
    const heard: number[] = []
    second.bus.addConsumer({
      ...{ name: 'alerts', pattern: '+.thunderbolt.alert.#' },
      handle: async ({ seq }) => void heard.push(seq),
    })
    const published = [
      await first.bus.publishEvent(ALERT, CAUSE),
      await second.bus.publishEvent(ALERT, CAUSE),
      await first.bus.publishEvent({ ...ALERT, idempotencyKey: 'once' }, CAUSE),
    ]
    const again = await second.bus.publishEvent({ ...ALERT, idempotencyKey: 'once' }, CAUSE)
    expect(again).toEqual({ ...published[2], isNew: false })
    await expect.poll(() => heard).toEqual(published.map(({ seq }) => seq))
    expect((await first.audits.run()).kind).toBe('clean')
    // Nobody puts on record that there is nothing but audits, not even who has just come.
    for (const record of [first, second, first]) await record.audits.run()
    const { size } = first.ledger.head
    const third = await open(folder.path, url)
    for (const record of [second, third, first, third, second]) await record.audits.run()
    expect(await first.ledger.read(size, 10)).toEqual([])
    expect((await third.bus.publishEvent(ALERT, CAUSE)).seq).toBe(size)
    expect((await second.audits.run()).kind).toBe('clean')
    await second.audits.run()
    await expect.poll(() => second.ledger.head.size).toBe(size + 2)
    // Without the key nobody goes on with a ledger.
    const other = createTemporaryFolder()
    onTestFinished(other.dispose)
    await expect(open(other.path, url)).rejects.toMatchObject({ code: 'ledger/folder' })
  },
)
