/**
 * What happens on the server as it happens, over one socket for the whole page (`engine/protocol/live-api.ts`).
 *
 * The socket is opened by the first subscription and closed with the last one; its program is fetched only then. When
 * the connection is lost, also where the server has ended it, it comes back by itself, later with each try that fails:
 * events go on behind the last one that was taken, so none is missed and none comes twice, and news with the newest.
 * Who is not let in any more is told so, and nothing is tried again.
 */
import type { Socket } from 'socket.io-client'
import {
  LIVE_PATH,
  type LiveTopic,
  parseServerMessage,
  type ServerMessage,
} from '../../engine/protocol/live-api.ts'
import type { Failure } from '../../engine/protocol/result.ts'
import { newTraceparent } from './trace-context.ts'

/** A message that is of one subscription. */
export type LiveNews = Extract<ServerMessage, { readonly id: string }>

export interface LiveListener {
  /** Takes one message at a time: the next comes when this has settled. */
  take(news: LiveNews): void | Promise<void>
  /** Whether messages can come at present. */
  standing?(isConnected: boolean): void
  /** Nothing will come: the server does not tell whoever asks of this. */
  refuse(failure: Failure): void
}

interface Subscription {
  topic: LiveTopic
  readonly listener: LiveListener
  /** What has come and was not taken yet. */
  readonly queue: LiveNews[]
  isTaking: boolean
}

export interface ServerSocketOptions {
  readToken(): string | undefined
  /** For tests; the page's own origin where it is left out. */
  readonly address?: string
  /** For tests: the first wait before a lost connection is tried again, and the longest. */
  readonly retryMs?: readonly [first: number, longest: number]
}

const RETRY_MS = [1000, 15_000] as const

/** A connection that held for so long was one; what is lost sooner is tried again later each time. */
const STEADY_MS = 10_000

/** After the last subscription the socket is kept so long, for a panel that opens again at once. */
const IDLE_MS = 2000

export class ServerSocket {
  readonly #options: ServerSocketOptions
  readonly #subscriptions = new Map<string, Subscription>()
  /** The one that counts: what an earlier one has to say is dropped. */
  #current: Socket | undefined
  #socket: Promise<Socket> | undefined
  #idleTimer: ReturnType<typeof setTimeout> | undefined
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #retries = 0
  #connectedAtMs = 0
  #nextId = 0

  constructor(options: ServerSocketOptions) {
    this.#options = options
  }

  /** Hears of a topic from now on; gives what ends that. */
  subscribe(topic: LiveTopic, listener: LiveListener): () => void {
    clearTimeout(this.#idleTimer)
    const id = `viewer-${this.#nextId++}`
    const subscription: Subscription = { topic, listener, queue: [], isTaking: false }
    this.#subscriptions.set(id, subscription)
    this.#socket ??= this.#connect()
    this.#socket.then(
      (socket) => {
        if (socket.connected) this.#announce(socket, id, subscription)
      },
      (thrown: unknown) => this.#failAll(thrown),
    )
    return () => {
      if (!this.#subscriptions.delete(id)) return
      const { connected } = this.#current ?? {}
      if (connected === true) this.#current?.send({ kind: 'unsubscribe', id })
      if (this.#subscriptions.size === 0) {
        this.#idleTimer = setTimeout(() => this.close(), IDLE_MS)
      }
    }
  }

  /** Ends all. */
  close(): void {
    this.#subscriptions.clear()
    this.#disconnect()
  }

  /** Goes on with the token that is kept now: who is not let in any more is told so. */
  restart(): void {
    this.#disconnect()
    if (this.#subscriptions.size === 0) return
    this.#tellStanding(false)
    this.#socket = this.#connect()
    this.#socket.catch((thrown: unknown) => this.#failAll(thrown))
  }

  #disconnect(): void {
    clearTimeout(this.#idleTimer)
    clearTimeout(this.#retryTimer)
    this.#retries = 0
    const socket = this.#socket
    this.#socket = undefined
    this.#current = undefined
    // One that could not even be made has told so to whoever waited for it.
    socket?.then(
      (opened) => opened.disconnect(),
      () => {},
    )
  }

  async #connect(): Promise<Socket> {
    const { io } = await import('socket.io-client')
    const { address = location.origin, readToken, retryMs = RETRY_MS } = this.#options
    const [reconnectionDelay, reconnectionDelayMax] = retryMs
    const socket = io(address, {
      path: LIVE_PATH,
      transports: ['websocket'],
      auth: (give) => give({ token: readToken() }),
      forceNew: true,
      ...{ reconnectionDelay, reconnectionDelayMax },
    })
    this.#current = socket
    socket.on('connect', () => {
      this.#connectedAtMs = performance.now()
      for (const [id, each] of this.#subscriptions) this.#announce(socket, id, each)
    })
    socket.on('disconnect', () => {
      // What has come and was not taken comes again.
      for (const { queue } of this.#subscriptions.values()) queue.length = 0
      if (this.#current !== socket) return
      if (this.#subscriptions.size === 0) {
        this.#disconnect()
        return
      }
      this.#tellStanding(false)
      // One that the server has ended, as when it stops, does not come back by itself.
      if (!socket.active) this.#retry(socket)
    })
    socket.on('connect_error', (error: Error) => {
      if (this.#current !== socket) return
      // One that is still active tries again by itself; the server has turned the other away.
      if (!socket.active) this.#failAll(error)
      else this.#tellStanding(false)
    })
    socket.on('message', (message: unknown) => this.#receive(socket, message))
    return socket
  }

  /** Connects again, each time twice as late while no connection holds. */
  #retry(socket: Socket): void {
    const [firstMs, longestMs] = this.#options.retryMs ?? RETRY_MS
    if (performance.now() - this.#connectedAtMs > STEADY_MS) this.#retries = 0
    const waitMs = Math.min(longestMs, firstMs * 2 ** this.#retries++)
    clearTimeout(this.#retryTimer)
    this.#retryTimer = setTimeout(() => this.#current === socket && socket.connect(), waitMs)
  }

  #announce(socket: Socket, id: string, { topic, listener }: Subscription): void {
    socket.send({ kind: 'subscribe', id, topic, traceparent: newTraceparent() })
    listener.standing?.(true)
  }

  #receive(socket: Socket, value: unknown): void {
    let message: ServerMessage
    try {
      message = parseServerMessage(value)
    } catch (thrown) {
      this.#failAll(thrown)
      return
    }
    if (message.id === undefined) return
    const subscription = this.#subscriptions.get(message.id)
    if (subscription === undefined) return
    if (message.kind === 'refused') {
      const { id, code, message: text } = message
      this.#subscriptions.delete(id!)
      subscription.listener.refuse({ code, message: text, details: {} })
      return
    }
    // From here on nothing is missed, whatever becomes of the connection while this is taken.
    if (message.kind === 'subscribed' && positionOf(subscription.topic) === undefined) {
      goOnBehind(subscription, message.next)
    }
    subscription.queue.push(message as LiveNews)
    void this.#takeAll(socket, message.id, subscription)
  }

  /** One after another, each told to the server when it was taken: so no more comes than can be shown. */
  async #takeAll(socket: Socket, id: string, subscription: Subscription): Promise<void> {
    if (subscription.isTaking) return
    subscription.isTaking = true
    try {
      for (;;) {
        const news = subscription.queue.shift()
        const connection = socket.id
        if (news === undefined || !this.#subscriptions.has(id)) return
        const fresh = leaveOutKnown(news, positionOf(subscription.topic))
        if (fresh !== undefined) await subscription.listener.take(fresh)
        if (news.kind === 'events') goOnBehind(subscription, news.next)
        const seq = news.kind === 'events' ? news.next - 1 : 'seq' in news ? news.seq : undefined
        // What came by an earlier connection is known to nobody any more.
        const isSame = socket.connected && connection === socket.id
        if (seq !== undefined && isSame) socket.send({ kind: 'taken', id, seq })
      }
    } catch (thrown) {
      // What cannot be shown is not taken, so nothing more would come.
      this.#subscriptions.delete(id)
      if (socket.connected) socket.send({ kind: 'unsubscribe', id })
      subscription.listener.refuse(describeFailure(thrown))
    } finally {
      subscription.isTaking = false
    }
  }

  #tellStanding(isConnected: boolean): void {
    for (const { listener } of this.#subscriptions.values()) listener.standing?.(isConnected)
  }

  #failAll(thrown: unknown): void {
    const failure = describeFailure(thrown)
    const all = [...this.#subscriptions.values()]
    // Whoever is told may subscribe again.
    this.close()
    for (const { listener } of all) listener.refuse(failure)
  }
}

/** Behind which number of the ledger a topic goes on; undefined where that is not known, or it has no such thing. */
function positionOf(topic: LiveTopic): number | undefined {
  return 'after' in topic ? topic.after : undefined
}

/** Notes where a topic is to go on after a loss. */
function goOnBehind(subscription: Subscription, next: number | undefined): void {
  const { topic } = subscription
  if (next === undefined) return
  if (topic.kind !== 'events' && topic.kind !== 'lineage' && topic.kind !== 'trials') return
  subscription.topic = { ...topic, after: Math.max(topic.after ?? -1, next - 1) }
}

/** Without what was taken before, as of a message that was sent again; undefined where nothing is left. */
function leaveOutKnown(news: LiveNews, after: number | undefined): LiveNews | undefined {
  if (news.kind !== 'events' || after === undefined) return news
  const events = news.events.filter(({ seq }) => seq > after)
  return news.next - 1 <= after ? undefined : { ...news, events }
}

function describeFailure(thrown: unknown): Failure {
  const code = (thrown as { data?: { code?: unknown } }).data?.code
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    code: typeof code === 'string' ? code : 'session/server-socket',
    message: `Nothing is told live: ${message}`,
    details: {},
  }
}
