/**
 * Events of the ledger on their way to one client. The ledger is the queue: they are read from the client's position,
 * and no more of them than the window has are sent before the client says what it has taken. So none is lost or sent
 * twice, and a client that stands still costs a number.
 *
 * Entries that are of no interest cost a look at them. Those that come from the log and not from memory are counted, and
 * looking on waits where there are too many; one message at a time tells the client of them, however many there are.
 */
import {
  type LiveEvent,
  MAX_EVENTS_TOGETHER,
  type ServerMessage,
} from '../../../engine/protocol/live-api.ts'
import type { FeedEntry, LogFeed } from '../../events/log-feed.ts'
import type { LivePeer, Subscription } from './live-peer.ts'
import { toLiveEvent } from './to-live-event.ts'

/** Events that a client need not have taken. */
const WINDOW_EVENTS = 256
/** The same in characters of their texts; one event may be longer. */
const WINDOW_CHARS = 512 * 1024
const BATCH_CHARS = 128 * 1024
/** After so many entries that are of no interest the client is told where to go on. */
const SKIP_ENTRIES = 1024
const READ_TOGETHER = 256

/** How many entries may be looked at: the next look is counted, and more that it came to. */
export interface LookPace {
  admit(): { readonly isAdmitted: boolean; readonly retryAfterMs: number }
  charge(entries: number): void
}

export interface EventSubscriptionOptions {
  readonly id: string
  readonly peer: LivePeer
  readonly feed: Pick<LogFeed, 'end' | 'follow' | 'read' | 'isKept'>
  readonly pace: LookPace
  /** The first number of the ledger that is looked at. */
  readonly next: number
  /** Whether an event is of interest. */
  readonly wants: (entry: FeedEntry) => boolean
  /** Hides what the client may not see. */
  readonly mask: (event: LiveEvent) => LiveEvent
  /** Is told that the ledger cannot be read; the subscription is over then. */
  readonly onFailure: (error: unknown) => void
}

/** A message that was sent and not taken. */
interface Sent {
  /** The last number that it stands for. */
  readonly last: number
  readonly events: number
  readonly chars: number
}

export class EventSubscription implements Subscription {
  readonly #options: EventSubscriptionOptions
  readonly #unfollow: () => void
  #next: number
  #told: number
  readonly #sent: Sent[] = []
  #sentEvents = 0
  #sentChars = 0
  /** Whether a message is on its way that has no event. */
  #isSkipSent = false
  #timer: NodeJS.Timeout | undefined
  #isToldBehind = false
  #isGoing = false
  #isWoken = false
  #isOver = false

  constructor(options: EventSubscriptionOptions) {
    this.#options = options
    this.#next = options.next
    this.#told = options.next
    this.#unfollow = options.feed.follow(() => this.goOn())
  }

  goOn(): void {
    this.#isWoken = true
    if (!this.#isGoing) void this.#sendAll()
  }

  take(seq: number): void {
    while (this.#sent.length > 0 && this.#sent[0]!.last <= seq) {
      const { events, chars } = this.#sent.shift()!
      this.#sentEvents -= events
      this.#sentChars -= chars
      if (events === 0) this.#isSkipSent = false
      this.#isToldBehind = false
    }
    this.goOn()
  }

  end(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#unfollow()
  }

  async #sendAll(): Promise<void> {
    this.#isGoing = true
    try {
      while (this.#isWoken && !this.#isOver) {
        this.#isWoken = false
        while (!this.#isOver && this.#mayGoOn() && (await this.#sendNext()))
          this.#isToldBehind = false
      }
    } catch (error) {
      if (!this.#isOver) this.#options.onFailure(error)
      this.end()
    } finally {
      this.#isGoing = false
    }
  }

  #mayGoOn(): boolean {
    const { peer, feed, id } = this.#options
    if (!peer.hasRoom) return false
    const isFull = this.#sentEvents >= WINDOW_EVENTS || this.#sentChars >= WINDOW_CHARS
    const depth = feed.end - this.#next
    if (isFull && depth > 0 && !this.#isToldBehind) {
      this.#isToldBehind = true
      peer.send({ kind: 'behind', id, depth })
    }
    return !isFull
  }

  /** Sends one message at most; false where there is no more to read, or not yet. */
  async #sendNext(): Promise<boolean> {
    const { feed, wants, peer, pace } = this.#options
    const isKept = feed.isKept(this.#next)
    if (!isKept && !this.#mayLook()) return false
    const entries = await feed.read(this.#next, READ_TOGETHER)
    // What was read is sent only where there still is somebody, and room.
    if (this.#isOver || !peer.hasRoom) return false
    const most = Math.min(MAX_EVENTS_TOGETHER, WINDOW_EVENTS - this.#sentEvents)
    const taken: FeedEntry[] = []
    let chars = 0
    for (const entry of entries) {
      if (taken.length === most || chars > BATCH_CHARS) break
      this.#next = entry.seq + 1
      if (!wants(entry)) continue
      taken.push(entry)
      chars += entry.chars
    }
    if (!isKept) pace.charge(entries.length - taken.length)
    const isFar = this.#next - this.#told >= SKIP_ENTRIES
    if (taken.length > 0 || (isFar && !this.#isSkipSent)) this.#send(taken, chars)
    return entries.length > 0
  }

  #mayLook(): boolean {
    const { isAdmitted, retryAfterMs } = this.#options.pace.admit()
    if (!isAdmitted) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.goOn(), retryAfterMs).unref()
    }
    return isAdmitted
  }

  #send(entries: readonly FeedEntry[], chars: number): void {
    const { id, peer, mask } = this.#options
    const next = this.#next
    this.#sent.push({ last: next - 1, events: entries.length, chars })
    this.#sentEvents += entries.length
    this.#sentChars += chars
    this.#told = next
    if (entries.length === 0) this.#isSkipSent = true
    const events = entries.map((entry) => mask(toLiveEvent(entry)))
    const message: ServerMessage = { kind: 'events', id, events, next }
    peer.send(message)
  }
}
