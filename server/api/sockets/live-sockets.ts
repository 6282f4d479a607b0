/**
 * Sockets of the server (socket.io): who may come in, and how much each may say.
 *
 * Only WebSockets are spoken, since only of these a server can tell whether what it sent was taken. All that crosses
 * is the event `message`, with one message of `engine/protocol/live-api.ts` each way.
 */
import type { Server as HttpServer } from 'node:http'
import type { Socket as LiveSocket, Server as SocketServer } from 'socket.io'
import type { ServerMessage } from '../../../engine/protocol/live-api.ts'
import { ANONYMOUS, type Principal } from '../../policy/gate.ts'
import { RateLimiter, rateKeyOf } from '../../policy/rate-limits.ts'
import type { OperationDesk } from '../operation-desk.ts'
import type { LivePeer } from './live-peer.ts'
import { LiveSession } from './live-session.ts'
import { openTopic, type TopicSources } from './open-topic.ts'
import { createPacer } from './pacer.ts'
import { PolicyChanges } from './policy-changes.ts'
import { openSocketServer, type SocketDoor } from './socket-server.ts'
import { WaitingRoom } from './waiting-room.ts'

const LIMITS = {
  /** Messages of one client in a second; one that says more is let go. */
  messagesPerSecond: 500,
  sockets: 256,
  socketsOfPrincipal: 128,
  /** Sockets that have not said yet who they are, beside the others; all of a principal may come at once, as after a restart. */
  waitingSockets: 192,
  waitingOfAddress: 128,
  /** Messages that may wait to leave for one client; one for whom more wait is let go. */
  waiting: 256,
  tokenChars: 512,
} as const

/** So many entries of the log a principal may have looked at for it: those that it does not get. */
const LOOKS = { perSecond: 20_000, burst: 50_000 } as const

/** Tokens are looked at again so often. */
const RECHECK_MS = 5000

export interface LiveSocketsOptions extends Omit<TopicSources, 'looks'> {
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

/** A connection, of which it may not be known whose it is. */
type Connection = LiveSocket['conn']

export class LiveSockets {
  readonly #options: LiveSocketsOptions
  readonly #io: SocketServer
  readonly #guests = new Set<Guest>()
  readonly #timer: NodeJS.Timeout
  readonly #looks = new RateLimiter({
    ...{ rate: LOOKS, maxKeys: 10_000, nowMs: () => performance.now() },
  })
  readonly #changes: PolicyChanges
  readonly #waiting: WaitingRoom<Connection>
  /** Whose connections are, from when that is known until they end. */
  readonly #owners = new Map<Connection, string>()
  /** Connections that have asked to be let in. */
  readonly #asked = new WeakSet<Connection>()
  #isRechecking = false
  #sentMessages = 0
  #letGo = 0

  private constructor(io: SocketServer, options: LiveSocketsOptions) {
    this.#io = io
    this.#options = options
    const { feed, onProblem, recheckMs = RECHECK_MS } = options
    this.#changes = new PolicyChanges(feed, onProblem)
    this.#waiting = new WaitingRoom({
      places: LIMITS.waitingSockets,
      placesOfAddress: LIMITS.waitingOfAddress,
      // Without a word: who is silent would let the end of a conversation wait.
      letGo: (connection) => void connection.request.socket.destroy(),
    })
    io.engine.on('connection', (connection: Connection) => {
      this.#waiting.enter(connection, rateKeyOf(ANONYMOUS, connection.remoteAddress))
      connection.once('close', () => {
        this.#waiting.leave(connection)
        this.#owners.delete(connection)
      })
    })
    this.#timer = setInterval(() => this.#recheckOnce().catch(onProblem), recheckMs).unref()
    io.use((socket, next) => {
      // Until the first is answered, one connection could have any number of sockets, each with bounds of its own.
      if (this.#asked.has(socket.conn)) {
        socket.conn.close()
        return
      }
      this.#asked.add(socket.conn)
      this.#admit(socket).then(
        () => next(),
        (error) => {
          next(error)
          // As soon as it is told why: it has no second try.
          setImmediate(() => socket.conn.close())
        },
      )
    })
    io.on('connection', (socket) => this.#welcome(socket))
  }

  /** Puts sockets on a server of HTTP, which others may use beside them. */
  static async open(http: HttpServer, options: LiveSocketsOptions): Promise<LiveSockets> {
    return new LiveSockets(await openSocketServer(http, options.door), options)
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
    this.#changes.close()
    this.#io.disconnectSockets(true)
    this.#io.engine.close()
  }

  async #admit(socket: LiveSocket): Promise<void> {
    const principal = await this.#options.door.authenticate(tokenOf(socket))
    if (principal.id === ANONYMOUS.id) throw refusal('api/denied', 'A token is wanted.')
    const own = [...this.#owners.values()].filter((id) => id === principal.id)
    if (this.#owners.size >= LIMITS.sockets || own.length >= LIMITS.socketsOfPrincipal) {
      throw refusal('live/sockets', 'There are as many sockets as there may be.')
    }
    if (socket.conn.readyState === 'open') this.#owners.set(socket.conn, principal.id)
    socket.data = principal
  }

  #welcome(socket: LiveSocket): void {
    const { desk, describe, onProblem } = this.#options
    const principal = socket.data as Principal
    const session = new LiveSession({
      peer: this.#createPeer(socket),
      ...{ principal, describe, desk, rateKey: `token ${principal.id}` },
      open: (request) => openTopic({ ...this.#options, looks: this.#looks }, request),
    })
    const guest: Guest = { socket, token: tokenOf(socket) ?? '', session }
    this.#guests.add(guest)
    this.#waiting.leave(socket.conn)
    const mayGoOn = createPacer(LIMITS.messagesPerSecond)
    socket.on('message', (value: unknown) => {
      if (mayGoOn()) session.receive(value).catch(onProblem)
      else this.#drop(socket)
    })
    socket.conn.on('drain', () => session.goOn())
    socket.on('disconnect', () => {
      session.end()
      this.#guests.delete(guest)
      // Nothing else may be on it, and it is counted nowhere any more.
      socket.conn.close()
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

  /** One look may take longer than it is until the next. */
  async #recheckOnce(): Promise<void> {
    if (this.#isRechecking) return
    this.#isRechecking = true
    await this.#recheck().finally(() => {
      this.#isRechecking = false
    })
  }

  /** Tokens may have been revoked, and policies changed. */
  async #recheck(): Promise<void> {
    const changedAt = this.#changes.newest
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
    if (isAll && isDone) this.#changes.settle(changedAt)
  }
}

function tokenOf(socket: LiveSocket): string | undefined {
  const { token } = socket.handshake.auth as { readonly token?: unknown }
  return typeof token === 'string' && token.length <= LIMITS.tokenChars ? token : undefined
}

/** An error that socket.io hands to the client, with a code. */
function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { data: { code } })
}
