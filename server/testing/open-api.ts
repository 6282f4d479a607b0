/** A server with a real record and all its surfaces, behind a gate that goes by scopes alone. */
import { dirname } from 'node:path'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import type { Door } from '../api/door.ts'
import type { Handler } from '../api/handler.ts'
import type { OperationDesk } from '../api/operation-desk.ts'
import { buildDesk } from '../app/build-desk.ts'
import { createServer } from '../app/create-server.ts'
import { listen } from '../app/listen.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { ANONYMOUS, type Gate, type Principal } from '../policy/gate.ts'
import { createEmbeddedFolder } from './embedded-folder.ts'

/** Tokens, by what they are. */
export const TOKENS = {
  admin: 'token-of-an-admin',
  reader: 'token-of-a-reader',
  nobody: 'token-without-scopes',
} as const

const PRINCIPALS: Readonly<Record<string, Principal>> = {
  [TOKENS.admin]: { id: 'admin', scopes: ['read', 'write', 'admin'] },
  [TOKENS.reader]: { id: 'reader', scopes: ['read'] },
  [TOKENS.nobody]: { id: 'nobody', scopes: [] },
}

export interface OpenApi {
  readonly address: string
  readonly record: ServerRecord
  readonly desk: OperationDesk
  /** What went wrong that no caller has brought about. */
  readonly defects: readonly unknown[]
  close(): Promise<void>
}

/** @param more handlers beside those of the server. */
export async function openApi(more: readonly Handler[] = []): Promise<OpenApi> {
  const embedded = await createEmbeddedFolder()
  const dataFolder = dirname(embedded.folder)
  const config = { dataFolder, databaseUrl: undefined, auditMinutes: 60 }
  const defects: unknown[] = []
  const record = await openServerRecord(config, (line) => defects.push(line))
  const gate = createScopeGate(() => desk)
  const desk: OperationDesk = buildDesk(record, gate, more)
  const viewer = createTemporaryFolder()
  viewer.write('index.html', '<!doctype html>')
  const onDefect = (error: unknown) => void defects.push(error)
  const api = { desk, door: SCOPE_DOOR, version: '0.0.0', onDefect }
  const server = await createServer({ viewerFolder: viewer.path, api })
  const address = await listen(server, { host: '127.0.0.1', port: 0, isPortFixed: false })
  return {
    ...{ address, record, desk, defects },
    async close() {
      await server.close()
      await record.close()
      viewer.dispose()
      embedded.dispose()
    },
  }
}

/** Lets everybody in, as what their token is. */
export const SCOPE_DOOR: Door = {
  authenticate: async (token) => (token === undefined ? undefined : PRINCIPALS[token]) ?? ANONYMOUS,
  isWelcome: ({ origin, host }) => origin === undefined || origin === `http://${host}`,
}

/** Allows what the scopes of a token allow. */
export function createScopeGate(deskOf: () => OperationDesk): Gate {
  let verdicts = 0
  return {
    async decide({ principal, action }) {
      const operation = deskOf().operations.find(({ name }) => name === action)
      const isAllowed = operation !== undefined && principal.scopes.includes(operation.scope)
      const decision = isAllowed ? 'allow' : 'deny'
      return { id: `v${verdicts++}`, decision, reason: 'scopes say so', cause: undefined }
    },
    mask: (_principal, _resource, value) => value,
    admit: () => ({ isAdmitted: true, retryAfterMs: 0 }),
  }
}
