import { afterAll, beforeAll } from 'vitest'
import type { Database } from '../../storage/database.ts'
import { describeOnDatabases, openNext, type TestDatabases } from '../../testing/databases.ts'
import { describeLedgerConformance } from '../../testing/ledger-conformance.ts'
import { createTablePlace } from '../../testing/ledger-table-place.ts'

describeOnDatabases('a ledger in tables', (kind, createDatabases) => {
  let databases: TestDatabases
  let database: Database

  beforeAll(async () => {
    databases = await createDatabases()
    database = await openNext(databases)
  })
  afterAll(async () => {
    await database.close()
    await databases.dispose()
  })

  describeLedgerConformance(kind, () => createTablePlace(database))
})
