/** Servers with a real record and all surfaces. */
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { Scope } from '../../engine/resources/operation.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import type { Door } from '../api/door.ts'
import type { Handler } from '../api/handler.ts'
import type { OperationDesk } from '../api/operation-desk.ts'
import { buildDesk } from '../app/build-desk.ts'
import { createServer } from '../app/create-server.ts'
import { listen } from '../app/listen.ts'
import { openServerApi, type ServerApi } from '../app/server-api.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { createToken } from '../policy/create-token.ts'
import { DEFAULT_POLICIES } from '../policy/default-policies.ts'
import { ANONYMOUS, type Gate, type Principal } from '../policy/gate.ts'
import { createEmbeddedFolder } from './embedded-folder.ts'

/** Tokens, by what they are. */
export const TOKENS = {
  admin: 'token-of-an-admin',
  reader: 'token-of-a-reader',
  nobody: 'token-without-scopes',
} as const

type Known = Principal & { readonly scopes: readonly Scope[] }

const PRINCIPALS: Readonly<Record<string, Known>> = {
  [TOKENS.admin]: { id: 'admin', scopes: ['read', 'write', 'admin'] },
  [TOKENS.reader]: { id: 'reader', scopes: ['read'] },
  [TOKENS.nobody]: { id: 'nobody', scopes: [] },
}

export interface OpenApi {
  readonly address: string
  readonly record: ServerRecord
  readonly dataFolder: string
  readonly desk: OperationDesk
  /** What went wrong that no caller has brought about. */
  readonly defects: unknown[]
  /** One of `TOKENS` as the server has written it down, which sockets want; any other text as it is. */
  tokenOf(text: string): string
  close(): Promise<void>
}

/**
 * A server whose gate goes by scopes alone, so that nothing comes on record but what a test publishes.
 *
 * @param more handlers beside those of the server.
 */
export async function openApi(more: readonly Handler[] = []): Promise<OpenApi> {
  return await openOver(async (record, onDefect) => {
    const gate = createScopeGate(() => desk)
    const desk: OperationDesk = buildDesk(record, gate, more)
    return {
      options: { desk, door: SCOPE_DOOR, version: '0.0.0', onDefect },
      close: async () => {},
      tokenOf: (text) => text,
    }
  })
}

export interface GuardedApiOptions {
  /** The PostgreSQL that keeps the record; a folder does when left out. */
  readonly databaseUrl?: string
  /** The policies in force; the default ones when left out. */
  readonly policies?: string
  /** Of an external Cerebros; nobody is asked where left out. */
  readonly bridgeOrigin?: string
}

/** A server as it is, with its own gate and its sockets; only how often somebody asks is not limited. */
export async function openGuardedApi({
  databaseUrl,
  policies,
  bridgeOrigin,
}: GuardedApiOptions = {}): Promise<OpenApi> {
  return await openOver(async (record, onDefect) => {
    const config = { host: '127.0.0.1', origins: [], bridgeOrigin }
    const rates = { token: UNLIMITED, address: UNLIMITED }
    const api = await openServerApi(record, config, onDefect, undefined, rates)
    const { options, gate } = api
    const real = new Map<string, string>()
    for (const [text, { id, scopes }] of Object.entries(PRINCIPALS)) {
      const { token, created } = createToken({ name: id, scopes, by: 'test' })
      real.set(text, token)
      const { seq } = await record.bus.publishEvent(
        { kind: 'record', name: 'token.created', data: created },
        { correlationId: 'test' },
      )
      await record.bus.waitUntilHeard(seq, 60_000)
    }
    if (policies !== undefined) await putInForce(record, policies)
    await gate.governance.refresh()
    const { door } = options
    // Tests write tokens down before there is a server.
    const authenticate: Door['authenticate'] = (token) =>
      door.authenticate(token === undefined ? undefined : tokenOf(token))
    const tokenOf = (text: string) => real.get(text) ?? text
    return { ...api, options: { ...options, door: { ...door, authenticate } }, tokenOf }
  }, databaseUrl)
}

/** Puts policies in force that nobody could put in force by asking for it: those under which nobody may change them. */
export async function putInForce({ bus }: ServerRecord, text: string): Promise<void> {
  const sha256Of = (of: string) => createHash('sha256').update(of).digest('hex')
  const data = {
    ...{ policy_set_sha256: sha256Of(text), previous_sha256: sha256Of(DEFAULT_POLICIES) },
    ...{ text, by: 'test', reason: 'A test.' },
  }
  const { seq } = await bus.publishEvent(
    { kind: 'record', name: 'policies.changed', data },
    { correlationId: 'test' },
  )
  await bus.waitUntilHeard(seq, 60_000)
}

const UNLIMITED = { perSecond: 1e6, burst: 1e6 }

type OpenOptions = (
  record: ServerRecord,
  onDefect: (error: unknown) => void,
) => Promise<
  Pick<ServerApi, 'options' | 'close'> &
    Partial<Pick<ServerApi, 'addSockets'>> &
    Pick<OpenApi, 'tokenOf'>
>

async function openOver(open: OpenOptions, databaseUrl?: string): Promise<OpenApi> {
  const embedded = await createEmbeddedFolder()
  const dataFolder = dirname(embedded.folder)
  const config = { dataFolder, databaseUrl, auditMinutes: 60 }
  const defects: unknown[] = []
  const record = await openServerRecord(config, (line) => defects.push(line))
  const opened = await open(record, (error) => void defects.push(error))
  const { options, close, tokenOf } = opened
  const { findHindrances } = record
  const viewer = createTemporaryFolder()
  viewer.write('index.html', '<!doctype html>')
  const server = await createServer({ viewerFolder: viewer.path, findHindrances, api: options })
  await opened.addSockets?.(server)
  const address = await listen(server, { host: '127.0.0.1', port: 0, isPortFixed: false })
  return {
    ...{ address, record, dataFolder, desk: options.desk, defects, tokenOf },
    async close() {
      await server.close()
      await close()
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
  admit: () => ({ isAdmitted: true, retryAfterMs: 0 }),
  isOn: () => true,
  isListed: () => false,
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
    charge: () => {},
  }
}
