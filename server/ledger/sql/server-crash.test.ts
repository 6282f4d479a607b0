/** A server that crashes forgets what it has not written; what was acknowledged has to be written. */
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../storage/open-database.ts'
import { readChain } from '../../testing/ledger-oracle.ts'
import { readAllLines } from '../../testing/ledger-place.ts'
import { startPostgres, WHY_NO_POSTGRES } from '../../testing/postgres.ts'
import { LedgerWriteError } from '../errors.ts'
import type { Appended } from '../ledger.ts'
import { makeSigner } from '../signer.ts'
import { auditSqlLedger } from './audit-sql-ledger.ts'
import { SqlLedger } from './sql-ledger.ts'

const CRASHES = 2
const PRODUCERS = 8

describe.skipIf(WHY_NO_POSTGRES !== undefined)(
  `a server that crashes${WHY_NO_POSTGRES ?? ''}`,
  () => {
    test('loses nothing that was acknowledged, though it was told not to wait for its disk', async () => {
      // What nobody waits for is written 10 s later.
      const server = await startPostgres(['synchronous_commit=off', 'wal_writer_delay=10000'])
      const database = await openDatabase({ kind: 'server', url: await server.createDatabase() })
      try {
        const [setting] = await database.query('show synchronous_commit')
        expect(setting).toEqual({ synchronous_commit: 'off' })
        const ledger = await SqlLedger.open({ database, signer: makeSigner().signer })
        const told = new Map<string, Appended>()
        let isOver = false
        let refusals = 0
        const produce = async (producer: number) => {
          for (let number = 0; !isOver; number++) {
            const key = `${producer}/${number}`
            for (;;) {
              try {
                told.set(key, await ledger.append({ key, event: { number } }))
                break
              } catch (error) {
                expect(error).toBeInstanceOf(LedgerWriteError)
                refusals++
                await wait(20)
              }
            }
          }
        }
        const producers = Array.from({ length: PRODUCERS }, (_, at) => produce(at))
        for (let crash = 0; crash < CRASHES; crash++) {
          await wait(150 + 37 * crash)
          const before = new Map(told)
          await server.crash()
          await checkTold(ledger, before)
        }
        isOver = true
        await Promise.all(producers)
        await ledger.refresh()
        expect(refusals).toBeGreaterThan(0)
        await checkTold(ledger, told)
        expect(ledger.head.size).toBe(told.size)
        await ledger.close()
        expect((await auditSqlLedger({ database })).faults).toEqual([])
      } finally {
        await database.close()
        await server.dispose()
      }
    })
  },
)

/** Whatever was told is where it was told to be. */
async function checkTold(ledger: SqlLedger, told: ReadonlyMap<string, Appended>): Promise<void> {
  const entries = readChain(await readAllLines(ledger))
  for (const [key, { seq }] of told) expect(entries[seq]?.key).toBe(key)
}
