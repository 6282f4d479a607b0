/**
 * Sockets of the server (socket.io): who may come in, and how much each may say.
 *
 * Only WebSockets are spoken, since only of these a server can tell whether what it sent was taken. All that crosses
 * is the event `message`, with one message of `engine/protocol/live-api.ts` each way.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Socket as LiveSocket, Server as SocketServer } from 'socket.io'
import { LIVE_PATH, type ServerMessage } from '../../../engine/protocol/live-api.ts'
import { ANONYMOUS, type Principal } from '../../policy/gate.ts'
import type { OperationDesk } from '../operation-desk.ts'
import type { LivePeer } from './live-peer.ts'
import { LiveSession } from './live-session.ts'
import { openTopic, type TopicSources } from './open-topic.ts'

const LIMITS = {
  /** A message of a client. */
  messageBytes: 16 * 1024,
  /** Messages of one client in a second; one that says more is let go. */
  messagesPerSecond: 500,
  sockets: 256,
  /** Messages that may wait to leave for one client; one for whom more wait is let go. */
  waiting: 256,
  /** A client that has come in has to say who it is within this time. */
  handshakeMs: 5000,
  pingEveryMs: 20_000,
  /** One that does not answer a ping for so long is gone. */
  pingWaitMs: 10_000,
  tokenChars: 512,
} as const

/** Events after which somebody may no longer do what they could. */
const CHANGES: ReadonlySet<string> = new Set(['policies.changed', 'flag.changed'])

/** Tokens are looked at again so often. */
const RECHECK_MS = 5000

/** Who comes in. */
export interface SocketDoor {
  /** Whose token it is; `ANONYMOUS` where there is none, or it is nobody's. */
  authenticate(token: string | undefined): Promise<Principal>
  /** Whether requests from there are answered: those of our own pages, and of programs. */
  isWelcome(request: {
    readonly origin: string | undefined
    readonly host: string | undefined
  }): boolean
}

export interface LiveSocketsOptions extends TopicSources {
  readonly desk: Pick<OperationDesk, 'call' | 'permit'>
  readonly door: SocketDoor
  /** Whether what an entry has changed of policies and flags is in force here. */
  isInForce(seq: number): Promise<boolean>
  readonly describe: (error: unknown) => { readonly code: string; readonly message: string }
  /** Is told of what should not happen. */
  readonly onProblem: (problem: unknown) => void
  /** How often tokens are looked at again. */
  readonly recheckMs?: number
}

/** How many there are. */
export interface LiveSocketStats {
  readonly sockets: number
  readonly subscriptions: number
  readonly sentMessages: number
  /** Clients that were let go since they said too much, or took nothing. */
  readonly letGo: number
}

interface Guest {
  readonly socket: LiveSocket
  readonly token: string
  readonly session: LiveSession
}

export class LiveSockets {
  readonly #options: LiveSocketsOptions
  readonly #io: SocketServer
  readonly #guests = new Set<Guest>()
  readonly #timer: NodeJS.Timeout
  readonly #unfollow: () => void
  #sentMessages = 0
  #letGo = 0
  /** The number of the ledger up to which changes of policies were looked for. */
  #watched: number
  /** The newest entry after which everybody has to be asked about again. */
  #changedAt: number | undefined

  private constructor(io: SocketServer, options: LiveSocketsOptions) {
    this.#io = io
    this.#options = options
    const { feed, onProblem, recheckMs = RECHECK_MS } = options
    this.#watched = feed.end
    this.#unfollow = feed.follow(() => void this.#watchPolicies())
    this.#timer = setInterval(() => this.#recheck().catch(onProblem), recheckMs).unref()
    io.use((socket, next) => {
      this.#admit(socket).then(() => next(), next)
    })
    io.on('connection', (socket) => this.#welcome(socket))
  }

  /** Puts sockets on a server of HTTP, which others may use beside them. */
  static async open(http: HttpServer, options: LiveSocketsOptions): Promise<LiveSockets> {
    const { Server } = await import('socket.io')
    const io = new Server(http, {
      path: LIVE_PATH,
      serveClient: false,
      transports: ['websocket'],
      allowUpgrades: false,
      maxHttpBufferSize: LIMITS.messageBytes,
      connectTimeout: LIMITS.handshakeMs,
      pingInterval: LIMITS.pingEveryMs,
      pingTimeout: LIMITS.pingWaitMs,
      perMessageDeflate: false,
      allowRequest: (request, answer) => {
        const isLet = io.engine.clientsCount < LIMITS.sockets && isWelcome(options.door, request)
        answer(isLet ? null : 'not let in', isLet)
      },
    })
    return new LiveSockets(io, options)
  }

  get stats(): LiveSocketStats {
    let subscriptions = 0
    for (const { session } of this.#guests) subscriptions += session.count
    return {
      sockets: this.#guests.size,
      subscriptions,
      sentMessages: this.#sentMessages,
      letGo: this.#letGo,
    }
  }

  /** Ends all sockets; the server of HTTP goes on. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#unfollow()
    this.#io.disconnectSockets(true)
    this.#io.engine.close()
  }

  async #admit(socket: LiveSocket): Promise<void> {
    const principal = await this.#options.door.authenticate(tokenOf(socket))
    if (principal.id === ANONYMOUS.id) throw refusal('api/denied', 'A token is wanted.')
    socket.data = principal
  }

  #welcome(socket: LiveSocket): void {
    const { desk, describe, onProblem } = this.#options
    const principal = socket.data as Principal
    const session = new LiveSession({
      peer: this.#createPeer(socket),
      ...{ principal, describe, desk, rateKey: `token ${principal.id}` },
      open: (request) => openTopic(this.#options, request),
    })
    const guest: Guest = { socket, token: tokenOf(socket) ?? '', session }
    this.#guests.add(guest)
    const mayGoOn = createPacer(LIMITS.messagesPerSecond)
    socket.on('message', (value: unknown) => {
      if (mayGoOn()) session.receive(value).catch(onProblem)
      else this.#drop(socket)
    })
    socket.conn.on('drain', () => session.goOn())
    socket.on('disconnect', () => {
      session.end()
      this.#guests.delete(guest)
    })
  }

  #createPeer(socket: LiveSocket): LivePeer {
    // The list is another one after each flush; it is empty as soon as the transport has taken all.
    const conn = socket.conn as unknown as { readonly writeBuffer: readonly unknown[] }
    return {
      get hasRoom() {
        return socket.connected && conn.writeBuffer.length === 0
      },
      send: (message: ServerMessage) => {
        if (conn.writeBuffer.length > LIMITS.waiting) return this.#drop(socket)
        this.#sentMessages++
        socket.send(message)
      },
    }
  }

  /** Lets a client go that does not keep to what there is room for. */
  #drop(socket: LiveSocket): void {
    if (!socket.connected) return
    this.#letGo++
    socket.disconnect(true)
  }

  /** Looks whether new entries of the ledger change who may do what. */
  async #watchPolicies(): Promise<void> {
    const { feed } = this.#options
    try {
      while (this.#watched < feed.end) {
        const entries = await feed.read(this.#watched, 256)
        if (entries.length === 0) return
        for (const { event, seq } of entries) {
          this.#watched = Math.max(this.#watched, seq + 1)
          if (CHANGES.has(String(event.type))) this.#changedAt = seq
        }
      }
    } catch (error) {
      this.#options.onProblem(error)
    }
  }

  /** Tokens may have been revoked, and policies changed. */
  async #recheck(): Promise<void> {
    const changedAt = this.#changedAt
    // By policies of before nobody would be let go.
    const isAll = changedAt !== undefined && (await this.#options.isInForce(changedAt))
    let isDone = true
    for (const { socket, token, session } of [...this.#guests]) {
      const now = await this.#options.door.authenticate(token)
      if (now.id !== session.principal.id) {
        session.revoke()
        socket.disconnect(true)
      } else if (isAll && !(await session.decideAgain())) isDone = false
    }
    if (isAll && isDone && this.#changedAt === changedAt) this.#changedAt = undefined
  }
}

function isWelcome(door: SocketDoor, { headers }: IncomingMessage): boolean {
  return door.isWelcome({ origin: headers.origin, host: headers.host })
}

function tokenOf(socket: LiveSocket): string | undefined {
  const { token } = socket.handshake.auth as { readonly token?: unknown }
  return typeof token === 'string' && token.length <= LIMITS.tokenChars ? token : undefined
}

/** An error that socket.io hands to the client, with a code. */
function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { data: { code } })
}

/** Tells whether there was no more than so much in this second. */
function createPacer(perSecond: number): () => boolean {
  let count = 0
  let sinceMs = performance.now()
  return () => {
    const nowMs = performance.now()
    if (nowMs - sinceMs >= 1000) {
      sinceMs = nowMs
      count = 0
    }
    count++
    return count <= perSecond
  }
}
