/**
 * Leads one consumer along the log. The log itself is the queue: the consumer pulls what it has not heard, so nothing
 * piles up in memory however slow it is, and after a kill it goes on where its position says.
 *
 * Events are heard in order. Several are taken together, in one transaction; where one of them fails, they are heard
 * one by one. An event that fails is tried again after a pause that doubles, and becomes a dead letter after
 * `maxAttempts`; what comes after it waits no longer than that.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import {
  isHeardBy,
  parseTopicPattern,
  type TopicPattern,
} from '../../engine/telemetry/topic-pattern.ts'
import { inSpan, NO_TRACER, type Tracer } from '../observability/tracer.ts'
import {
  type Consumer,
  type ConsumerStore,
  type Delivery,
  type LoggedEvent,
  MAX_FAILURE_CHARS,
} from './consumer.ts'
import { ConsumerNameError, HandlerError } from './errors.ts'
import { LatencyWindow } from './latency-window.ts'
import { topicOf, typeOf } from './logged-topic.ts'
import type { RecordLog } from './record-log.ts'

/** Read from the log at once. */
const MAX_TOGETHER = 64
const DEFAULT_MAX_ATTEMPTS = 5
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 10_000
/** Other processes append without a word: the log is looked at so often. */
const POLL_MS = 1000

const NAME = /^[a-z][a-z0-9-]{0,62}$/

export interface ConsumerLoopOptions<Work> {
  readonly log: RecordLog
  readonly store: ConsumerStore<Work>
  readonly consumer: Consumer<Work>
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
  /** Tells of what is heard as spans, in the traces of the events. */
  readonly tracer?: Tracer
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

interface Heard {
  readonly seq: number
  readonly event: LoggedEvent
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
      return await store.redrive(consumer.name, seq, (work) => this.#hear(heard, 1, work))
    } catch (error) {
      if (error instanceof HandlerError) await this.#addFailure(error)
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
    if (heard.length === 0) await this.#advance(to, async () => {})
    else await this.#hearAll(heard, to)
    return true
  }

  /** Hears events together; where one of them fails, what is before it together, and it alone. */
  async #hearAll(heard: readonly Heard[], to: number): Promise<void> {
    const failed = await this.#hearTogether(heard, to)
    if (failed === undefined) return
    const before = heard.filter(({ seq }) => seq < failed)
    if (before.length > 0) await this.#hearTogether(before, failed)
    // Where these failed too, or another process has heard some of them, there are several left.
    for (const each of heard.filter(({ seq }) => seq <= failed)) await this.#hearAlone(each)
  }

  /** Gives the event that failed, and then none was heard; undefined where all were. */
  async #hearTogether(heard: readonly Heard[], to: number): Promise<number | undefined> {
    try {
      await this.#advance(to, async (work) => {
        for (const each of heard) await this.#hear(each, 1, work)
      })
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error
      return error.details.seq
    }
    for (const { event } of heard) this.#measure(event)
    return undefined
  }

  /** Hears one event until it is heard, or a dead letter. */
  async #hearAlone(heard: Heard): Promise<void> {
    const { store, consumer, maxAttempts = DEFAULT_MAX_ATTEMPTS } = this.#options
    const { seq, event } = heard
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      if (this.#position > seq) return
      try {
        await this.#advance(seq + 1, (work) => this.#hear(heard, attempt, work))
        this.#measure(event)
        return
      } catch (error) {
        if (!(error instanceof HandlerError)) throw error
        const failures = await this.#addFailure(error)
        if (failures >= maxAttempts) {
          await store.bury(consumer.name, { seq, type: typeOf(event) })
          this.#moveTo(seq + 1)
          return
        }
        await this.#pause(failures - 1)
      }
    }
  }

  /** Moves on with work; where another process was there, takes its position over. */
  async #advance(to: number, work: (work: Work) => Promise<void>): Promise<void> {
    const { store, consumer } = this.#options
    const from = this.#position
    if (await store.advance(consumer.name, { from, to }, work)) this.#moveTo(to)
    else this.#moveTo(await store.position(consumer.name))
  }

  async #hear({ seq, event }: Heard, attempt: number, work: Work): Promise<void> {
    const { name } = this.#options.consumer
    try {
      const delivery = { seq, event, attempt, idempotencyKey: `${name}/${seq}` }
      await this.#deliver(delivery, work)
    } catch (cause) {
      const text = cause instanceof Error ? cause.message : String(cause)
      const problem = text.slice(0, MAX_FAILURE_CHARS)
      throw new HandlerError({ consumer: name, seq, problem }, { cause })
    }
  }

  async #deliver(delivery: Delivery, work: Work): Promise<void> {
    const { consumer, tracer = NO_TRACER } = this.#options
    const { traceparent: parent, type } = delivery.event
    // What is part of no trace does not begin one.
    if (!tracer.isOn || typeof parent !== 'string') return await consumer.handle(delivery, work)
    const { seq, attempt } = delivery
    const attributes = { consumer: consumer.name, event: String(type), seq, attempt }
    await inSpan(tracer, `hear ${consumer.name}`, { parent, kind: 'consumer', attributes }, () =>
      consumer.handle(delivery, work),
    )
  }

  async #addFailure({ details }: HandlerError): Promise<number> {
    const { store, consumer, nowMs } = this.#options
    const { seq, problem } = details
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
