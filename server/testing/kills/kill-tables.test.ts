import { describe, expect, test } from 'vitest'
import { makeSigner } from '../../ledger/signer.ts'
import type { DatabaseAddress } from '../../storage/open-database.ts'
import { createEmbeddedFolder } from '../embedded-folder.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../postgres.ts'
import { runKills } from './kill-run.ts'
import { formatTablesPlace } from './kill-stores.ts'

function placeAt(address: DatabaseAddress): string {
  const { signer, pem } = makeSigner()
  return formatTablesPlace({ address, pem, name: signer.key.name })
}

describe.skipIf(WHY_NO_POSTGRES !== undefined)(`in PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () => {
  test('four kills of two processes that append to one ledger lose, double and disorder nothing', async () => {
    const server = await sharePostgres()
    const place = placeAt({ kind: 'server', url: await server.createDatabase() })
    const report = await runKills({
      ...{ store: 'tables', place, processes: 2, seed: 11, kills: 4, lastRequests: 60 },
      ...{ producers: 6, inFlight: 8, inProcesses: false },
    })
    expect(report.problems).toEqual([])
    expect(report).toMatchObject({ kills: 4 })
    expect(report.sentAgain).toBeGreaterThan(0)
    expect(report.entries).toBeGreaterThan(6 * 60 * 0.8)
  })
})

test('an embedded database opens again after a kill amid appends, with all that was acknowledged', async () => {
  const made = await createEmbeddedFolder()
  try {
    const place = placeAt({ kind: 'embedded', folder: made.folder })
    const report = await runKills({
      ...{ store: 'tables', place, seed: 12, kills: 1, lastRequests: 60 },
      ...{ producers: 4, inFlight: 8, inProcesses: false },
    })
    expect(report.problems).toEqual([])
    expect(report.kills).toBe(1)
    expect(report.sentAgain).toBeGreaterThan(0)
  } finally {
    made.dispose()
  }
})
