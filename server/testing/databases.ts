/** The kinds of databases that tests of the server run on, each opened once for a file. */
import { describe } from 'vitest'
import type { Database } from '../storage/database.ts'
import {
  type DatabaseAddress,
  type DatabaseLimits,
  openDatabase,
} from '../storage/open-database.ts'
import { createEmbeddedFolder } from './embedded-folder.ts'
import { sharePostgres, WHY_NO_POSTGRES } from './postgres.ts'

export interface TestDatabases {
  /** Where the next empty database is. */
  createAddress(): Promise<DatabaseAddress>
  /** Takes away all of them. */
  dispose(): Promise<void>
}

async function createEmbeddedDatabases(): Promise<TestDatabases> {
  const folders: { dispose(): void }[] = []
  return {
    async createAddress() {
      const made = await createEmbeddedFolder()
      folders.push(made)
      return { kind: 'embedded', folder: made.folder }
    },
    async dispose() {
      for (const folder of folders) folder.dispose()
    },
  }
}

async function createServerDatabases(): Promise<TestDatabases> {
  const server = await sharePostgres()
  return {
    createAddress: async () => ({ kind: 'server', url: await server.createDatabase() }),
    // They go with the server.
    dispose: async () => {},
  }
}

/** Describes the same of each kind; where there is no server, what it would have shown is skipped. */
export function describeOnDatabases(
  name: string,
  describeOne: (kind: string, createDatabases: () => Promise<TestDatabases>) => void,
): void {
  describe(`${name}, embedded`, () => describeOne('embedded', createEmbeddedDatabases))
  describe.skipIf(WHY_NO_POSTGRES !== undefined)(
    `${name}, PostgreSQL${WHY_NO_POSTGRES ?? ''}`,
    () => describeOne('PostgreSQL', createServerDatabases),
  )
}

/** Opens the next empty database. */
export async function openNext(
  databases: TestDatabases,
  limits?: DatabaseLimits,
): Promise<Database> {
  return await openDatabase(await databases.createAddress(), limits)
}
