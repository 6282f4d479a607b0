/** Sockets on a real server of HTTP, over a real ledger, with a gate whose policies a test writes down. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import { isNamedError } from '../../engine/named-error.ts'
import {
  type ClientMessage,
  LIVE_PATH,
  parseServerMessage,
  type ServerMessage,
} from '../../engine/protocol/live-api.ts'
import { defineOperation } from '../../engine/resources/operation.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { handle } from '../api/handler.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import { LiveSockets } from '../api/sockets/live-sockets.ts'
import { RecordBus } from '../events/record-bus.ts'
import { LiveHub } from '../jobs/live-hub.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { ANONYMOUS, type Gate, type GateRequest } from '../policy/gate.ts'
import { PRESENCE_LIMITS, PresenceBoard } from '../policy/presence-board.ts'

/** Operations that read what topics show, as plain as can be. */
const query = (name: string, input: z.ZodObject) =>
  defineOperation({
    ...{ name, input, about: 'Reads.', resource: 'System', scope: 'read', kind: 'query' },
    ...{ method: 'GET', path: '/x', output: z.unknown() },
  })

const RUN = z.strictObject({ run_id: z.string() })
const STUDY = z.strictObject({ study_id: z.string() })
const NOTHING = z.strictObject({})
const PLACE = z.strictObject({ room: z.string(), member: z.string() })
const EVENTS = z.strictObject({ pattern: z.string(), limit: z.number() })

export interface LiveServer {
  readonly address: string
  readonly bus: RecordBus<undefined>
  readonly ledger: FileLedger
  readonly hub: LiveHub
  readonly sockets: LiveSockets
  readonly problems: readonly unknown[]
  /** What was asked of the gate. */
  readonly asked: readonly GateRequest[]
  /** Of TCP, to the server of HTTP. */
  countConnections(): Promise<number>
  /** Names of operations that are denied. */
  readonly denied: Set<string>
  /** By what callers are counted who ask too often. */
  readonly busy: Set<string>
  /** Ids of principals, by their tokens. */
  readonly tokens: Map<string, string>
  /** Features that are off. */
  readonly off: Set<string>
  readonly presence: PresenceBoard
  /** States of runs, by their ids. */
  readonly runs: Map<string, string>
  dispose(): Promise<void>
}

/** Where one stands that shall be found again after its end; somewhere new where they are left out. */
export interface LiveServerPlace {
  readonly port?: number
  /** Of its ledger, which is left there. */
  readonly folder?: string
}

/** Starts one; whoever has it ends it. */
export async function startLiveServer(place: LiveServerPlace = {}): Promise<LiveServer> {
  const own = place.folder === undefined ? createTemporaryFolder() : undefined
  const folder = { path: place.folder ?? own!.path }
  const ledger = await FileLedger.open({ folder: folder.path })
  const problems: unknown[] = []
  const onProblem = (problem: unknown) => void problems.push(problem)
  let ids = 0
  const bus = new RecordBus<undefined>({
    // Nothing is led here, so that no position is kept.
    ...{ log: ledger, store: {} as never, onProblem },
    ...{ source: 'urn:thunderline:server', agent: 'server' },
    newId: () => `id-${ledger.head.size}-${ids++}`,
    wallTimeMs: () => Date.now(),
  })
  const hub = new LiveHub(onProblem)
  const asked: GateRequest[] = []
  const denied = new Set<string>()
  const busy = new Set<string>()
  const tokens = new Map([['good token', 'reader']])
  const off = new Set<string>()
  const runs = new Map<string, string>()
  const presence = new PresenceBoard({
    ...{ ...PRESENCE_LIMITS, wallTimeMs: () => Date.now(), nowMs: () => performance.now() },
  })
  const gate: Gate = {
    async decide(request) {
      asked.push(request)
      const decision = denied.has(request.action) ? 'deny' : 'allow'
      return { id: 'v', decision, reason: 'the test says so', cause: undefined }
    },
    mask: (_principal, _resource, value) => {
      const { data, ...others } = value as { data?: { rule?: unknown } }
      return data?.rule === 'hidden' ? { ...others, data: null } : value
    },
    admit: (key) => ({ isAdmitted: !busy.has(key), retryAfterMs: busy.has(key) ? 1000 : 0 }),
    charge: () => {},
  }
  const desk = new OperationDesk({
    gate,
    handlers: [
      handle(query('runs.get', RUN), async ({ run_id: id }) => ({ state: runs.get(String(id)) })),
      handle(query('runs.zones', RUN), async () => ({})),
      handle(query('studies.get', STUDY), async () => ({})),
      handle(query('events.list', EVENTS), async () => ({ items: [] })),
      handle(query('lineage.descendants', NOTHING), async () => ({})),
      handle(query('presence.join', PLACE), async ({ room, member }, { principal }) => ({
        joined: presence.join({
          ...{ room: String(room), member: String(member), principal: principal.id },
        }),
      })),
      handle(query('system.metrics', NOTHING), async () => ({})),
    ],
    publishEvent: (event, request) => bus.publishEvent(event, request),
  })
  const http = createServer((_request, response) => response.end('not a socket'))
  await new Promise<void>((resolve) => http.listen(place.port ?? 0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const sockets = await LiveSockets.open(http, {
    ...{ feed: bus.feed, hub, gate, desk, presence, onProblem, recheckMs: 100 },
    studies: { watch: () => () => {} },
    isInForce: async () => true,
    readMetrics: async () => ({ thunderline_ledger_entries: ledger.head.size }),
    door: {
      authenticate: async (token) => {
        const id = token === undefined ? undefined : tokens.get(token)
        return id === undefined ? ANONYMOUS : { id, scopes: ['read'] }
      },
      isWelcome: ({ origin, host }) =>
        host === `127.0.0.1:${port}` && (origin === undefined || origin === `http://${host}`),
      isOn: (flag) => !off.has(flag),
    },
    describe: (error) =>
      isNamedError(error) ? error : { code: 'api/internal', message: String(error) },
  })
  return {
    address: `http://127.0.0.1:${port}`,
    ...{ bus, ledger, hub, sockets, problems, asked, denied, busy, tokens, off, runs, presence },
    countConnections: promisify(http.getConnections.bind(http)),
    async dispose() {
      await sockets.close()
      await new Promise((resolve) => http.close(resolve))
      await bus.stop()
      await ledger.close()
      own?.dispose()
    },
  }
}

/** A client as the viewer has one, which keeps all that it was told. */
export class LiveClient {
  readonly socket: Socket
  readonly heard: ServerMessage[] = []
  /** Sees each message before it is kept. */
  onMessage: ((message: ServerMessage) => void) | undefined

  constructor(address: string, token: string | undefined = 'good token', more: object = {}) {
    this.socket = io(address, {
      ...{ path: LIVE_PATH, transports: ['websocket'], forceNew: true, reconnection: false },
      ...{ auth: { token }, ...more },
    })
    this.socket.on('message', (value: unknown) => {
      const message = parseServerMessage(value)
      this.onMessage?.(message)
      this.heard.push(message)
    })
  }

  say(message: ClientMessage): void {
    this.socket.send(message)
  }

  /** Waits until it is let in; throws what it is told where it is not. */
  async connected(): Promise<this> {
    if (this.socket.connected) return this
    await new Promise<void>((resolve, reject) => {
      this.socket.once('connect', resolve)
      this.socket.once('connect_error', reject)
    })
    return this
  }

  ofKind<K extends ServerMessage['kind']>(kind: K): Extract<ServerMessage, { readonly kind: K }>[] {
    return this.heard.filter((each) => each.kind === kind) as never
  }

  /** Numbers of all events that came, in the order in which they did. */
  get seqs(): number[] {
    return this.ofKind('events').flatMap(({ events }) => events.map(({ seq }) => seq))
  }

  close(): void {
    this.socket.disconnect()
  }
}

/** Has a client acknowledge events as they come. */
export function takeAll(client: LiveClient): void {
  client.onMessage = (message) => {
    if (message.kind === 'events')
      client.say({ kind: 'taken', id: message.id, seq: message.next - 1 })
    else if ('seq' in message) client.say({ kind: 'taken', id: message.id, seq: message.seq })
  }
}
