/** The built viewer before a whole server: its record, its gate with the default policies, its sockets. */
import { dirname } from 'node:path'
import { VIEWER_FOLDER } from '../../scripts/project.ts'
import { createServer } from '../../server/app/create-server.ts'
import { listen } from '../../server/app/listen.ts'
import { openServerApi } from '../../server/app/server-api.ts'
import { openServerRecord, type ServerRecord } from '../../server/app/server-record.ts'
import { createEmbeddedFolder } from '../../server/testing/embedded-folder.ts'

export interface OpenRecord {
  readonly address: string
  readonly record: ServerRecord
  /** A token that may do everything. */
  readonly token: string
  /** What went wrong that no caller has brought about. */
  readonly defects: readonly unknown[]
  close(): Promise<void>
}

/**
 * Opens it; whoever has it closes it.
 *
 * @param trialWorkers threads that make trials of studies; none unless said.
 */
export async function openRecord(trialWorkers = 0): Promise<OpenRecord> {
  const embedded = await createEmbeddedFolder()
  const dataFolder = dirname(embedded.folder)
  const config = { dataFolder, databaseUrl: undefined, auditMinutes: 60, trialWorkers }
  const defects: unknown[] = []
  const onDefect = (defect: unknown) => void defects.push(defect)
  const record = await openServerRecord(config, onDefect)
  const api = await openServerApi(record, { host: '127.0.0.1', origins: [] }, onDefect)
  const token = await api.openFirstToken(dataFolder)
  const server = await createServer({ viewerFolder: VIEWER_FOLDER, api: api.options })
  await api.addSockets(server)
  const address = await listen(server, { host: '127.0.0.1', port: 0, isPortFixed: false })
  return {
    ...{ address, record, defects, token: token! },
    async close() {
      await server.close()
      await api.close()
      await record.close()
      embedded.dispose()
    },
  }
}
