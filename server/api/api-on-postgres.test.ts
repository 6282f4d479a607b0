/** The surfaces on a PostgreSQL: the same fuzz as on a database in a folder, and how it stands afterwards. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { tries } from '../../engine/testing/tries.ts'
import { listApiFuzzCases } from '../testing/api-fuzz.ts'
import { type OpenApi, openGuardedApi, TOKENS } from '../testing/open-api.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'

const SEED = 2

describe.skipIf(WHY_NO_POSTGRES !== undefined)(`PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () => {
  let api: OpenApi

  beforeAll(async () => {
    api = await openGuardedApi({ databaseUrl: await (await sharePostgres()).createDatabase() })
  })
  afterAll(async () => {
    await api.close()
    expect(api.defects).toEqual([])
  })

  const cases = listApiFuzzCases({
    get address() {
      return api.address
    },
    get defects() {
      return api.defects
    },
    operations: ALL_OPERATIONS,
    tokens: [...Object.values(TOKENS), 'wrong'],
  })
  test.each(cases.map(({ kind, property }) => [kind, property] as const))(
    'whatever is asked is answered, soon and by name: %s',
    (_, property) => fc.assert(property, { seed: SEED, numRuns: tries(30) }),
  )

  test('what was asked for has left a ledger that is clean, and a server that is ready', async () => {
    expect((await fetch(`${api.address}/ready`)).status).toBe(200)
    await api.record.ledger.checkpoint()
    expect((await api.record.audits.run()).kind).toBe('clean')
  })
})
