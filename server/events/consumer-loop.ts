/**
 * Leads one consumer along the log. The log itself is the queue: the consumer pulls what it has not heard, so nothing
 * piles up in memory however slow it is, and after a kill it goes on where its position says.
 *
 * Events are heard in order. Several are taken together, in one transaction; where one of them fails, they are heard in
 * halves until it is found. An event that fails alone is tried again after a pause that doubles, and becomes a dead
 * letter after `maxAttempts`; what comes after it waits no longer than that. A consumer that does not answer has failed
 * after `handleMs`. That the store cannot be reached is no failure of an event.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import { isNamedError } from '../../engine/named-error.ts'
import {
  isHeardBy,
  parseTopicPattern,
  type TopicPattern,
} from '../../engine/telemetry/topic-pattern.ts'
import type { ConsumerStore, LoggedEvent, Move } from './consumer.ts'
import { type DeliverOptions, deliver, type Heard, toHandlerError } from './deliver.ts'
import { ConsumerNameError, HandlerError } from './errors.ts'
import { LatencyWindow } from './latency-window.ts'
import { topicOf, typeOf } from './logged-topic.ts'
import { hashText } from './projections/hash-text.ts'
import type { RecordLog } from './record-log.ts'

/** Read from the log at once. */
const MAX_TOGETHER = 256
const DEFAULT_MAX_ATTEMPTS = 5
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 10_000
/** Other processes append without a word: the log is looked at so often. */
const POLL_MS = 1000

/** What a database says of what was to be written there: to say it again changes nothing. */
const REFUSALS: ReadonlySet<string> = new Set(['storage/constraint', 'storage/statement'])

const NAME = /^[a-z][a-z0-9-]{0,62}$/

export interface ConsumerLoopOptions<Work> extends DeliverOptions<Work> {
  readonly log: RecordLog
  readonly store: ConsumerStore<Work>
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
  readonly maxAttempts?: number
  /** The pause before the second try; later ones double it. */
  readonly firstPauseMs?: number
  /** Is told of what goes wrong with the store, which is tried again. */
  readonly onProblem?: (problem: unknown) => void
}

/** How a consumer does. */
export interface ConsumerStats {
  readonly consumer: string
  /** Events of the log that it has not passed. */
  readonly depth: number
  /** From the time of an event to when it was heard: 95 of 100 took no longer; undefined before the first. */
  readonly p95Ms: number | undefined
}

/** How far the log was read, and what of it is heard. */
interface Stretch {
  readonly heard: readonly Heard[]
  /** The first entry. */
  readonly from: number
  /** Behind the last entry. */
  readonly to: number
  /** The hash of an entry of the stretch. */
  hashOf(seq: number): string
}

export class ConsumerLoop<Work> {
  readonly #options: ConsumerLoopOptions<Work>
  readonly #pattern: TopicPattern
  readonly #latency = new LatencyWindow()
  readonly #stop = new AbortController()
  #position = 0
  #wake: (() => void) | undefined
  /** Called whenever the position moves on, and at the end. */
  readonly #watchers = new Set<() => void>()
  #running: Promise<void> | undefined

  /**
   * @throws {ConsumerNameError} where its name is none.
   * @throws {TopicPatternError} where its pattern is none.
   */
  constructor(options: ConsumerLoopOptions<Work>) {
    const { name, pattern } = options.consumer
    if (!NAME.test(name)) throw new ConsumerNameError({ name })
    this.#options = options
    this.#pattern = parseTopicPattern(pattern)
  }

  /** Goes on from where the consumer was, until `stop`. */
  start(): void {
    this.#running ??= this.#run()
  }

  /** Tells that there may be more in the log. */
  wake(): void {
    this.#wake?.()
  }

  /**
   * Waits until an event has been passed: heard, of no interest, or put aside.
   *
   * @returns false where it was not in the time given, or the loop was stopped before.
   */
  async waitUntilPassed(seq: number, timeoutMs: number): Promise<boolean> {
    if (this.#position > seq) return true
    if (this.#stop.signal.aborted) return false
    const { promise, resolve } = Promise.withResolvers<void>()
    const watch = () => {
      if (this.#position > seq || this.#stop.signal.aborted) resolve()
    }
    this.#watchers.add(watch)
    const timer = setTimeout(resolve, timeoutMs)
    await promise
    clearTimeout(timer)
    this.#watchers.delete(watch)
    return this.#position > seq
  }

  /** Ends when the event that is being heard has been. */
  async stop(): Promise<void> {
    this.#stop.abort()
    this.wake()
    await this.#running
    this.#tellWatchers()
  }

  get stats(): ConsumerStats {
    const { consumer, log } = this.#options
    return {
      consumer: consumer.name,
      depth: Math.max(0, log.head.size - this.#position),
      p95Ms: this.#latency.quantile(0.95),
    }
  }

  /**
   * Hears a dead letter again.
   *
   * @returns false where it is none, or was redriven before.
   * @throws {HandlerError} where the consumer throws; the try is kept, and the letter stays dead.
   */
  async redrive(seq: number): Promise<boolean> {
    const { store, consumer, log } = this.#options
    const [text] = await log.read(seq, 1)
    if (text === undefined) return false
    const heard = { seq, event: parseEntry(text).event }
    try {
      return await store.redrive(consumer.name, seq, (work) =>
        deliver(this.#options, [heard], 1, work),
      )
    } catch (error) {
      if (error instanceof HandlerError) await this.#addFailure(seq, error)
      throw error
    }
  }

  async #run(): Promise<void> {
    const { store, consumer, onProblem } = this.#options
    let problems = 0
    while (!this.#stop.signal.aborted) {
      try {
        this.#moveTo(await store.position(consumer.name))
        await this.#options.log.refresh?.()
        while (!this.#stop.signal.aborted && (await this.#goOn())) problems = 0
        await this.#waitForMore()
      } catch (error) {
        // The store or the log failed, not the consumer: nothing is lost, and it is tried again.
        onProblem?.(error)
        await this.#pause(problems++)
      }
    }
  }

  /** Hears the next events; false where there are none. */
  async #goOn(): Promise<boolean> {
    const { log } = this.#options
    const from = this.#position
    const texts = await log.read(from, MAX_TOGETHER)
    if (texts.length === 0) return false
    const heard = texts
      .map((text, place) => ({ seq: from + place, event: parseEntry(text).event }))
      .filter(({ event }) => isHeardBy(this.#pattern, topicOf(event)))
    const to = from + texts.length
    await this.#hearAll({ heard, from, to, hashOf: (seq) => hashText(texts[seq - from]!) })
    return true
  }

  /** Hears events together; where one of them fails, in halves. */
  async #hearAll(stretch: Stretch): Promise<void> {
    const { from, to, hashOf } = stretch
    // Put back meanwhile, as tables are that are made anew: what lies between would be passed unheard.
    if (this.#position < from) return
    // Another process may have heard some of them.
    const heard = stretch.heard.filter(({ seq }) => seq >= this.#position)
    const [only] = heard
    if (this.#stop.signal.aborted || to <= this.#position) return
    // To pass what is of no interest fails for no event.
    if (heard.length === 0) {
      return await this.#advance({ to, lastSha256: hashOf(to - 1) }, async () => {})
    }
    if (heard.length === 1) return await this.#hearAlone(only!, hashOf(only!.seq))
    if (await this.#hearTogether({ ...stretch, heard })) return
    const middle = heard.length >> 1
    const { seq } = heard[middle]!
    await this.#hearAll({ heard: heard.slice(0, middle), from, to: seq, hashOf })
    await this.#hearAll({ heard: heard.slice(middle), from: seq, to, hashOf })
  }

  /** False where one of them failed, and then none was heard. */
  async #hearTogether({ heard, to, hashOf }: Stretch): Promise<boolean> {
    try {
      await this.#advance({ to, lastSha256: hashOf(to - 1) }, (work) =>
        deliver(this.#options, heard, 1, work),
      )
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error
      return false
    }
    for (const { event } of heard) this.#measure(event)
    return true
  }

  /** Hears one event until it is heard, or a dead letter. */
  async #hearAlone(heard: Heard, lastSha256: string): Promise<void> {
    const { store, consumer, maxAttempts = DEFAULT_MAX_ATTEMPTS } = this.#options
    const { seq, event } = heard
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      if (this.#position > seq) return
      try {
        const move = { to: seq + 1, lastSha256 }
        await this.#advance(move, (work) => deliver(this.#options, [heard], attempt, work))
        this.#measure(event)
        return
      } catch (error) {
        if (!(error instanceof HandlerError)) throw error
        const failures = await this.#addFailure(seq, error)
        if (failures >= maxAttempts) {
          const letter = { from: this.#position, seq, type: typeOf(event), lastSha256 }
          const isBuried = await store.bury(consumer.name, letter)
          this.#moveTo(isBuried ? seq + 1 : await store.position(consumer.name))
          return
        }
        await this.#pause(failures - 1)
      }
    }
  }

  /** Moves on with work; where another process was there, takes its position over. */
  async #advance(move: Omit<Move, 'from'>, work: (work: Work) => Promise<void>): Promise<void> {
    const { store, consumer } = this.#options
    const from = this.#position
    let hasMoved: boolean
    try {
      hasMoved = await store.advance(consumer.name, { from, ...move }, work)
    } catch (error) {
      // At the commit, or of a statement whose failure the consumer has passed over: it is the events' all the same.
      if (!isNamedError(error) || !REFUSALS.has(error.code)) throw error
      throw toHandlerError(consumer.name, from, error)
    }
    this.#moveTo(hasMoved ? move.to : await store.position(consumer.name))
  }

  async #addFailure(seq: number, { details: { problem } }: HandlerError): Promise<number> {
    const { store, consumer, nowMs } = this.#options
    return await store.addFailure(consumer.name, seq, { atMs: nowMs(), problem })
  }

  #measure(event: LoggedEvent): void {
    const atMs = typeof event.time === 'string' ? Date.parse(event.time) : Number.NaN
    if (!Number.isNaN(atMs)) this.#latency.add(Math.max(0, this.#options.nowMs() - atMs))
  }

  #moveTo(position: number): void {
    this.#position = position
    this.#tellWatchers()
  }

  #tellWatchers(): void {
    for (const watch of this.#watchers) watch()
  }

  async #waitForMore(): Promise<void> {
    const { log } = this.#options
    if (this.#stop.signal.aborted || log.head.size > this.#position) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    const timer = setTimeout(resolve, POLL_MS)
    await promise
    clearTimeout(timer)
    this.#wake = undefined
  }

  async #pause(before: number): Promise<void> {
    const first = this.#options.firstPauseMs ?? FIRST_PAUSE_MS
    const ms = Math.min(LONGEST_PAUSE_MS, first * 2 ** Math.min(before, 20))
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => {})
  }
}
