/** Whether a server says that it can do its work, while what it works with hangs, is gone, or is full. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import type { Principal } from '../policy/gate.ts'
import { readHeads } from '../policy/read-heads.ts'
import { verifyBook } from '../policy/verify-book.ts'
import { REQUEST } from '../testing/gate-place.ts'
import { startPostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { mountSmallDisk } from '../testing/small-disk.ts'
import { createServer } from './create-server.ts'
import { openServerApi } from './server-api.ts'
import { openServerRecord } from './server-record.ts'

const PROBE = { everyMs: 100, lateMs: 300 }
const NO_ANSWER = 'The database does not answer.'
const UNWRITTEN = 'The gate cannot write its verdicts down, and denies what it cannot.'
const ALERT = {
  kind: 'record' as const,
  name: 'thunderbolt.alert.raised',
  data: {
    ...{ alert_id: 'a', rule: 'test', severity: 'warning', of: 'nothing' },
    message: 'something',
  },
}

/** Opens a server; it is asked without a socket. */
async function open(dataFolder: string, databaseUrl?: string) {
  const config = { dataFolder, databaseUrl, auditMinutes: 60 }
  const options = { threads: 0, probe: PROBE }
  const record = await openServerRecord(config, () => {}, options)
  const api = await openServerApi(record, { host: '127.0.0.1', origins: [] }, () => {})
  const viewer = createTemporaryFolder()
  viewer.write('index.html', '')
  const { findHindrances } = api
  const server = await createServer({ viewerFolder: viewer.path, findHindrances })
  const close = async () => {
    await server.close()
    await api.close().catch(() => {})
    await record.close().catch(() => {})
    viewer.dispose()
  }
  return {
    ...{ record, api, close },
    async ready(): Promise<{ status: number; why: readonly string[] }> {
      const answer = await server.inject('/ready')
      return { status: answer.statusCode, why: answer.json().hindrances }
    },
    async untilReady(): Promise<void> {
      const ready = async () => (await server.inject('/ready')).statusCode
      await expect.poll(ready, { interval: 50 }).toBe(200)
    },
    async untilNot(why: string): Promise<void> {
      const whyNot = async () => {
        const answer = await server.inject('/ready')
        return answer.statusCode === 503 ? answer.json().hindrances : []
      }
      await expect.poll(whyNot, { interval: 50 }).toContain(why)
    },
  }
}

/** Writes until there is no room left. */
function fill(path: string): void {
  for (const bytes of [1 << 20, 1 << 12]) {
    for (let n = 0; n < 4096; n++) {
      try {
        writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' })
      } catch {
        break
      }
    }
  }
}

/** One whose name takes some of the room that there is. */
const reader = (n: number): Principal => ({ id: `${'reader'.repeat(15)}-${n}`, scopes: ['read'] })

describe.skipIf(WHY_NO_POSTGRES !== undefined)(`PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () => {
  test('one that hangs and one that is gone make a server not ready, until they are back', async () => {
    const postgres = await startPostgres()
    onTestFinished(() => postgres.dispose())
    const folder = createTemporaryFolder()
    onTestFinished(folder.dispose)
    const server = await open(folder.path, await postgres.createDatabase())
    onTestFinished(server.close)
    await server.untilReady()
    const goOn = postgres.freeze()
    try {
      await server.untilNot(NO_ANSWER)
    } finally {
      goOn()
    }
    await server.untilReady()
    const start = await postgres.kill()
    await server.untilNot(NO_ANSWER)
    // Whoever asks meanwhile is denied, and that is no reason to stay away when it is back.
    const decide = async () => (await server.api.gate.decide(REQUEST)).decision
    await expect.poll(decide).toBe('deny')
    await start()
    await server.untilReady()
    expect(await decide()).toBe('allow')
  })

  test('one whose disk is full makes a server not ready, since verdicts cannot be kept; with room again none is lost', async ({
    skip,
  }) => {
    const postgres = await startPostgres()
    onTestFinished(() => postgres.dispose())
    const disk = join(postgres.folder, 'small')
    const missing = mountSmallDisk(disk, '48m')
    if (missing !== undefined) return skip(missing)
    const folder = createTemporaryFolder()
    onTestFinished(folder.dispose)
    const server = await open(folder.path, await postgres.createDatabaseIn(disk))
    onTestFinished(server.close)
    await server.untilReady()
    fill(join(disk, 'ballast'))
    const { gate } = server.api
    let asked = 0
    while (!gate.verdicts.isFailing) {
      for (let n = 0; n < 200; n++) await gate.decide({ ...REQUEST, principal: reader(asked++) })
      await gate.verdicts.write()
      expect(asked).toBeLessThan(20_000)
    }
    expect(await server.ready()).toMatchObject({
      status: 503,
      why: expect.arrayContaining([UNWRITTEN]),
    })
    rmSync(join(disk, 'ballast'))
    await server.untilReady()
    await gate.verdicts.write()
    await gate.verdicts.endStretch()
    expect(gate.stats.waiting).toBe(0)
    const { database, ledger, signer } = server.record
    const report = await verifyBook(database, signer.key, await readHeads(ledger))
    expect(report).toMatchObject({ faults: [] })
  })
})

test('a full disk makes a server with a database of its own not ready, and room again makes it so', async ({
  skip,
}) => {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const disk = join(folder.path, 'small')
  const missing = mountSmallDisk(disk, '128m')
  if (missing !== undefined) return skip(missing)
  const server = await open(join(disk, 'data'))
  onTestFinished(server.close)
  await server.untilReady()
  fill(join(disk, 'ballast'))
  const context = { correlationId: 'c' }
  let refused: unknown
  for (let n = 0; refused === undefined && n < 1000; n++) {
    refused = await server.record.bus.publishEvent(ALERT, context).then(
      () => undefined,
      (error) => error,
    )
  }
  expect(refused).toMatchObject({ code: 'ledger/write' })
  await server.untilNot('The ledger could not write its newest entries.')
  rmSync(join(disk, 'ballast'))
  await server.record.bus.publishEvent(ALERT, context)
  await server.untilReady()
})
