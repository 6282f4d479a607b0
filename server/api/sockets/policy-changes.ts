/** Looks in the ledger for what changes who may do what. */
import type { LogFeed } from '../../events/log-feed.ts'

/** Events after which somebody may no longer do what they could. */
const CHANGES: ReadonlySet<string> = new Set(['policies.changed', 'flag.changed'])
const READ_TOGETHER = 256

export class PolicyChanges {
  readonly #feed: LogFeed
  readonly #onProblem: (problem: unknown) => void
  readonly #unfollow: () => void
  /** The number of the ledger up to which was looked. */
  #next: number
  #newest: number | undefined

  /** Looks from now on. */
  constructor(feed: LogFeed, onProblem: (problem: unknown) => void) {
    this.#feed = feed
    this.#onProblem = onProblem
    this.#next = feed.end
    this.#unfollow = feed.follow(() => void this.#look())
  }

  /** The number of the newest that was not settled. */
  get newest(): number | undefined {
    return this.#newest
  }

  /** Everybody was asked about again after a change; one that came meanwhile is there still. */
  settle(seq: number): void {
    if (this.#newest === seq) this.#newest = undefined
  }

  close(): void {
    this.#unfollow()
  }

  async #look(): Promise<void> {
    try {
      while (this.#next < this.#feed.end) {
        const entries = await this.#feed.read(this.#next, READ_TOGETHER)
        if (entries.length === 0) return
        for (const { event, seq } of entries) {
          this.#next = Math.max(this.#next, seq + 1)
          if (CHANGES.has(String(event.type))) this.#newest = seq
        }
      }
    } catch (error) {
      this.#onProblem(error)
    }
  }
}
