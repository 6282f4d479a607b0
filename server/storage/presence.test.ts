import { describe, expect, test } from 'vitest'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { bePresent } from './presence.ts'

const TAKES = 30

describe.skipIf(WHY_NO_POSTGRES !== undefined)(
  `who uses a database${WHY_NO_POSTGRES ?? ''}`,
  () => {
    test('servers are there together, and nobody makes the tables anew beside them, or beside another who does', async () => {
      const url = await (await sharePostgres()).createDatabase()
      const servers = [await bePresent(url, 'server'), await bePresent(url, 'server')]
      const refused = { code: 'storage/in-use' }
      await expect(bePresent(url, 'rebuild')).rejects.toMatchObject(refused)
      for (const each of servers) await each.end()
      const rebuild = await bePresent(url, 'rebuild')
      await expect(bePresent(url, 'rebuild')).rejects.toMatchObject(refused)
      await expect(bePresent(url, 'server')).rejects.toMatchObject(refused)
      await rebuild.end()
      await rebuild.end()
    })

    test('one that has ended is in nobody’s way, however soon the next one comes', async () => {
      const url = await (await sharePostgres()).createDatabase()
      for (let n = 0; n < TAKES; n++) {
        const present = await bePresent(url, n % 2 === 0 ? 'rebuild' : 'server')
        await present.end()
      }
    })
  },
)
