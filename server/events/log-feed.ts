/**
 * What is new in the log, read once for all who follow it.
 *
 * The newest entries are kept, up to `KEPT_ENTRIES` and `KEPT_CHARS`; whoever is further behind reads the log itself.
 * So nothing piles up for a follower, however slow, and those that keep up cost one reading together.
 */
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import type { LoggedEvent } from './consumer.ts'
import { topicOf } from './logged-topic.ts'
import type { RecordLog } from './record-log.ts'

const KEPT_ENTRIES = 2048
const KEPT_CHARS = 8 * 1024 * 1024
const MAX_TOGETHER = 256
/** Other processes append without a word: the log is looked at so often. */
const POLL_MS = 1000

/** An entry as followers get it; all share it, and nobody changes it. */
export interface FeedEntry {
  readonly seq: number
  readonly event: LoggedEvent
  readonly topic: string
  /** Of its text. */
  readonly chars: number
}

export interface LogFeedOptions {
  readonly log: RecordLog
  readonly onProblem?: (problem: unknown) => void
}

export class LogFeed {
  readonly #options: LogFeedOptions
  readonly #followers = new Set<() => void>()
  #kept: FeedEntry[] = []
  #keptChars = 0
  /** The number of the next entry to keep. */
  #end: number
  #isReading = false
  #isWoken = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: LogFeedOptions) {
    this.#options = options
    this.#end = options.log.head.size
  }

  /** How many entries there are, as far as the feed has come. */
  get end(): number {
    return this.#end
  }

  /** Tells that there may be more in the log. */
  wake(): void {
    if (this.#followers.size === 0) return
    this.#isWoken = true
    if (!this.#isReading) void this.#readOn()
  }

  /**
   * Has a follower called whenever there is more.
   *
   * @returns what ends it.
   */
  follow(follower: () => void): () => void {
    if (this.#followers.size === 0) this.#begin()
    const own = () => follower()
    this.#followers.add(own)
    return () => {
      this.#followers.delete(own)
      if (this.#followers.size === 0) this.#rest()
    }
  }

  /** Whether entries from a number on are at hand, or there are none yet: then nothing is read from the log. */
  isKept(from: number): boolean {
    return from >= (this.#kept[0]?.seq ?? this.#end)
  }

  /** Entries from a number on, in order; none where there are no more. At once where they are kept. */
  read(from: number, count: number): readonly FeedEntry[] | Promise<readonly FeedEntry[]> {
    const first = this.#kept[0]?.seq ?? this.#end
    if (this.isKept(from)) return this.#kept.slice(from - first, from - first + count)
    return this.#readLog(from, Math.min(count, first - from))
  }

  /** Ends all followers. */
  close(): void {
    this.#followers.clear()
    this.#rest()
  }

  /** While nobody follows nothing is kept: what came meanwhile is read from the log. */
  #begin(): void {
    this.#end = this.#options.log.head.size
    this.#timer = setInterval(() => this.#poll(), POLL_MS).unref()
  }

  #rest(): void {
    clearInterval(this.#timer)
    this.#kept = []
    this.#keptChars = 0
  }

  #poll(): void {
    const { log, onProblem } = this.#options
    if (log.refresh === undefined) return this.wake()
    log.refresh().then(
      () => this.wake(),
      (error) => onProblem?.(error),
    )
  }

  async #readOn(): Promise<void> {
    this.#isReading = true
    try {
      while (this.#isWoken && this.#followers.size > 0) {
        this.#isWoken = false
        const entries = await this.#readLog(this.#end, MAX_TOGETHER)
        if (entries.length === 0 || this.#followers.size === 0) continue
        this.#keep(entries)
        this.#isWoken = true
        for (const follower of [...this.#followers]) follower()
      }
    } catch (error) {
      // It is tried again with the next entry, or the next look.
      this.#options.onProblem?.(error)
    } finally {
      this.#isReading = false
    }
  }

  async #readLog(from: number, count: number): Promise<readonly FeedEntry[]> {
    const texts = await this.#options.log.read(from, count)
    return texts.map((text, place) => {
      const { event } = parseEntry(text)
      return Object.freeze({
        ...{ seq: from + place, event, topic: topicOf(event) },
        chars: text.length,
      })
    })
  }

  #keep(entries: readonly FeedEntry[]): void {
    // The feed may have rested meanwhile, and begun anew elsewhere.
    if (entries[0]!.seq !== this.#end) return
    this.#kept.push(...entries)
    this.#end += entries.length
    for (const { chars } of entries) this.#keptChars += chars
    let tooMany = 0
    while (
      this.#kept.length - tooMany > KEPT_ENTRIES ||
      (this.#keptChars > KEPT_CHARS && tooMany < this.#kept.length)
    ) {
      this.#keptChars -= this.#kept[tooMany]!.chars
      tooMany++
    }
    this.#kept.splice(0, tooMany)
  }
}
