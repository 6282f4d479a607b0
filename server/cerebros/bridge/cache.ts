/**
 * What is kept of answers, and calls that are under way: whoever asks the same within a while has the same answer, and
 * of those who ask the same at once one asks for all. Failures are not kept.
 *
 * A call goes on for as long as anybody waits for it: who gives up leaves, and the last one to leave aborts it.
 */

export interface AnswerCacheOptions {
  /** How long an answer counts. Seeds: PR-3, `ttl_ms`. */
  readonly ttlMs: number
  /** How many are kept; of more, the one that was not asked for for the longest time goes. Seeds: PR-3, `max_entries`. */
  readonly maxEntries: number
  /** How large they may be together. */
  readonly maxBytes: number
  /** Milliseconds of a clock that only goes on. */
  nowMs(): number
}

export const DEFAULT_CACHE = Object.freeze({
  ttlMs: 60_000,
  maxEntries: 5000,
  maxBytes: 16 * 1024 * 1024,
})

/** An answer with the size by which it is counted. */
export interface Sized<V> {
  readonly value: V
  readonly bytes: number
}

interface Kept<V> extends Sized<V> {
  readonly untilMs: number
}

interface Flight<V> {
  readonly controller: AbortController
  readonly landing: Promise<Sized<V>>
  waiting: number
}

export class AnswerCache<V> {
  readonly #options: AnswerCacheOptions
  /** Those that were asked for last are at the end. */
  readonly #kept = new Map<string, Kept<V>>()
  readonly #flights = new Map<string, Flight<V>>()
  /** Calls that go on, those that nobody can join any more among them. */
  readonly #flying = new Set<Flight<V>>()
  #bytes = 0

  constructor(options: AnswerCacheOptions) {
    this.#options = options
  }

  /** How many answers are kept, those that do not count any more among them until they are met. */
  get size(): number {
    return this.#kept.size
  }

  /** What the answers have together, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /** How many calls are under way. */
  get underWay(): number {
    return this.#flying.size
  }

  /** Whether a call for this key is under way, which others may join. */
  isUnderWay(key: string): boolean {
    return this.#flights.has(key)
  }

  /** The answer that is kept; undefined where there is none that counts. */
  get(key: string): V | undefined {
    const found = this.#kept.get(key)
    if (found === undefined) return undefined
    this.#kept.delete(key)
    if (found.untilMs <= this.#options.nowMs()) {
      this.#bytes -= found.bytes
      return undefined
    }
    this.#kept.set(key, found)
    return found.value
  }

  /**
   * The answer of the call that is under way, or of one that is begun with `ask`.
   *
   * @param signal of whoever waits: when it is aborted they leave, and its reason is thrown.
   * @param isAlone whether a call that is under way will not do.
   * @throws what `ask` throws, to all who wait for it.
   */
  async share(
    key: string,
    signal: AbortSignal,
    ask: (signal: AbortSignal) => Promise<Sized<V>>,
    isAlone = false,
  ): Promise<V> {
    const flight = (isAlone ? undefined : this.#flights.get(key)) ?? this.#begin(key, ask)
    flight.waiting++
    const { promise: left, reject } = Promise.withResolvers<never>()
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    try {
      return (await Promise.race([flight.landing, left])).value
    } finally {
      signal.removeEventListener('abort', leave)
      flight.waiting--
      if (flight.waiting === 0) this.#abandon(key, flight, signal.reason)
    }
  }

  /** Forgets all, and aborts what is under way. */
  close(reason: unknown): void {
    this.#kept.clear()
    this.#bytes = 0
    this.#flights.clear()
    for (const { controller } of this.#flying) controller.abort(reason)
  }

  #begin(key: string, ask: (signal: AbortSignal) => Promise<Sized<V>>): Flight<V> {
    const controller = new AbortController()
    const flight: Flight<V> = { controller, waiting: 0, landing: ask(controller.signal) }
    this.#flights.set(key, flight)
    this.#flying.add(flight)
    const end = () => {
      this.#flying.delete(flight)
      if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
    flight.landing.then(
      (sized) => {
        end()
        if (!controller.signal.aborted) this.#keep(key, sized)
      },
      // Whoever waits is told; nobody may be waiting.
      end,
    )
    return flight
  }

  /** Nothing happens where the call has ended. */
  #abandon(key: string, flight: Flight<V>, reason: unknown): void {
    if (!this.#flying.has(flight)) return
    // Who comes now begins anew: this one ends without an answer.
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
    flight.controller.abort(reason)
  }

  #keep(key: string, { value, bytes }: Sized<V>): void {
    const { ttlMs, maxEntries, maxBytes, nowMs } = this.#options
    this.#drop(key)
    if (maxEntries < 1 || bytes > maxBytes) return
    this.#kept.set(key, { value, bytes, untilMs: nowMs() + ttlMs })
    this.#bytes += bytes
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= maxEntries && this.#bytes <= maxBytes) break
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0
    this.#kept.delete(key)
  }
}
