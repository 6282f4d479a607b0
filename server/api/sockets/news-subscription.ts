/**
 * Live news on its way to one client. What counts is how things are now: of each kind the newest piece waits until
 * the client has taken what was sent before, and one that comes later takes its place.
 */
import type { ServerMessage } from '../../../engine/protocol/live-api.ts'
import { isRunOver } from '../../../engine/resources/automata-run.ts'
import type { LivePeer, Subscription } from './live-peer.ts'

/** A picture is wished for no sooner than so long after the one before: 30 a second. */
const FRAME_MS = 33

type NewsMessage = Extract<ServerMessage, { readonly skipped: number }>
type Without<T> = T extends unknown ? Omit<T, 'id' | 'seq' | 'skipped'> : never
/** A piece of news before it is sent. */
export type LiveNews = Without<NewsMessage>

export interface NewsSubscriptionOptions {
  readonly id: string
  readonly peer: LivePeer
  /** Begins to hear news; gives what ends it. */
  readonly listen: (tell: (news: LiveNews) => void) => () => void
  /** Wishes for the next picture; absent where none are wanted. */
  readonly wantFrame?: () => void
  /** Is told when the last news was sent. */
  readonly onEnded: () => void
}

export class NewsSubscription implements Subscription {
  readonly #options: NewsSubscriptionOptions
  #unlisten: (() => void) | undefined
  readonly #waiting = new Map<LiveNews['kind'], LiveNews>()
  #seq = 0
  #taken = 0
  #skipped = 0
  #isBegun = false
  #isOver = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: NewsSubscriptionOptions) {
    this.#options = options
  }

  goOn(): void {
    if (!this.#isBegun) this.#begin()
    this.#sendNewest()
  }

  #begin(): void {
    const { listen, wantFrame } = this.#options
    this.#isBegun = true
    this.#unlisten = listen((news) => this.#tell(news))
    // What was told at once may have been the last.
    if (this.#isOver) this.#unlisten()
    else wantFrame?.()
  }

  #sendNewest(): void {
    const { id, peer, onEnded } = this.#options
    if (this.#isOver || this.#taken < this.#seq || !peer.hasRoom) return
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const news of waiting) {
      this.#seq++
      peer.send({ ...news, id, seq: this.#seq, skipped: this.#skipped } as NewsMessage)
      this.#skipped = 0
      if (news.kind === 'frame') this.#planFrame()
      if (news.kind !== 'ended' || !isRunOver(news.state)) continue
      this.end()
      onEnded()
    }
  }

  take(seq: number): void {
    this.#taken = Math.min(Math.max(this.#taken, seq), this.#seq)
    this.goOn()
  }

  end(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#waiting.clear()
    this.#unlisten?.()
  }

  #tell(news: LiveNews): void {
    if (this.#isOver) return
    if (this.#waiting.delete(news.kind)) this.#skipped++
    this.#waiting.set(news.kind, news)
    this.#sendNewest()
  }

  /** The next picture is made while this one is on its way, and waits until it is taken. */
  #planFrame(): void {
    const { wantFrame } = this.#options
    if (wantFrame === undefined) return
    this.#timer = setTimeout(wantFrame, FRAME_MS).unref()
  }
}
