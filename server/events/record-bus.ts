/**
 * The event bus of the server (Thunderflow): the one way on record, and from there to whoever listens.
 *
 * An event is checked, appended to the log and acknowledged when it is durable; only then it is heard. Whoever
 * publishes waits for the disk and never for a listener. Nothing is held in memory for listeners: they read the log.
 */
import { canonicalJson } from '../../engine/json/canonical-json.ts'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import { type EnvelopeContext, wrapEvent } from '../../engine/telemetry/cloud-event.ts'
import { EventRefusedError } from '../../engine/telemetry/errors.ts'
import {
  buildRegistry,
  checkEvent,
  type EventRegistry,
} from '../../engine/telemetry/event-registry.ts'
import { EVENT_TYPES } from '../../engine/telemetry/event-types.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import { inSpan, NO_TRACER, type Tracer } from '../observability/tracer.ts'
import type {
  Consumer,
  ConsumerStore,
  DeadLetter,
  DeadLetterRange,
  LoggedEvent,
} from './consumer.ts'
import { ConsumerLoop, type ConsumerStats } from './consumer-loop.ts'
import { DuplicateConsumerError, IdempotencyConflictError, UnknownConsumerError } from './errors.ts'
import { LogFeed } from './log-feed.ts'
import type { RecordLog } from './record-log.ts'

export interface RecordBusOptions<Work> {
  readonly log: RecordLog
  readonly store: ConsumerStore<Work>
  /** A URI of whoever publishes here. */
  readonly source: string
  /** Who did it, where an event does not say: the last level of its topic. */
  readonly agent: string
  /** All kinds of events that may be published; those of Thunderline when left out. */
  readonly registry?: EventRegistry
  newId(): string
  /** Milliseconds since 1970. */
  wallTimeMs(): number
  /** Tells of what is published and heard as spans; nothing is told when left out. */
  readonly tracer?: Tracer
  /** Is told of each event that is put on record. */
  readonly onPublished?: () => void
  /** Is told of what goes wrong with the log or the store while consumers are led; they try again. */
  readonly onProblem?: (problem: unknown) => void
}

/** The request that an event is part of, where no other event has brought it about. */
export type RequestContext = Pick<EnvelopeContext, 'correlationId'> &
  Partial<Pick<EnvelopeContext, 'traceparent' | 'tracestate'>>

/** An event that is durable. */
export interface Published {
  readonly seq: number
  readonly id: string
  /** False where it had been published before, under the same idempotency key. */
  readonly isNew: boolean
}

export class RecordBus<Work> {
  /** What has come on record, for whoever follows it without a position that is kept. */
  readonly feed: LogFeed
  readonly #options: RecordBusOptions<Work>
  readonly #registry: EventRegistry
  readonly #loops = new Map<string, ConsumerLoop<Work>>()

  constructor(options: RecordBusOptions<Work>) {
    this.#options = options
    this.#registry = options.registry ?? buildRegistry(EVENT_TYPES)
    const { log, onProblem } = options
    this.feed = new LogFeed({ log, ...(onProblem === undefined ? {} : { onProblem }) })
  }

  /**
   * Puts an event on record; resolves when it is durable.
   *
   * @throws {EventRefusedError} where it is of no kind that is registered, not of record, or not as its kind is.
   * @throws {IdempotencyConflictError} where another event has its idempotency key.
   * @throws what the log throws where it is full, busy or closed: the event is not acknowledged.
   */
  async publishEvent(event: RecordEvent, request: RequestContext): Promise<Published> {
    const { tracer = NO_TRACER } = this.#options
    if (!tracer.isOn) return await this.#append(event, request)
    const parent = event.cause?.traceparent ?? request.traceparent
    const options = { parent, kind: 'producer' as const }
    return await inSpan(tracer, `publish ${event.name}`, options, async (span) => {
      const { traceparent } = span
      const cause = event.cause && { ...event.cause, traceparent }
      const within = traceparent === undefined ? request : { ...request, traceparent }
      const published = await this.#append({ ...event, cause }, within)
      span.note({ seq: published.seq, is_new: published.isNew })
      return published
    })
  }

  async #append(event: RecordEvent, request: RequestContext): Promise<Published> {
    const { log, tracer = NO_TRACER, onPublished } = this.#options
    const envelope = this.#wrap(event, request)
    const key = envelope.idempotencykey ?? envelope.id
    const parent = envelope.traceparent
    const { seq, isNew } = await inSpan(tracer, 'ledger append', { parent }, () =>
      log.append({ key, event: envelope }),
    )
    if (!isNew) return { seq, isNew, id: await this.#findSame(seq, envelope) }
    onPublished?.()
    for (const loop of this.#loops.values()) loop.wake()
    this.feed.wake()
    return { seq, isNew, id: envelope.id }
  }

  /**
   * Has a consumer hear events, from where it was when it was last led.
   *
   * @throws {DuplicateConsumerError} where one of its name is led already.
   * @throws {ConsumerNameError | TopicPatternError} where its name or its pattern is none.
   */
  addConsumer(
    consumer: Consumer<Work>,
    limits: { readonly maxAttempts?: number; readonly firstPauseMs?: number } = {},
  ): void {
    const { name } = consumer
    if (this.#loops.has(name)) throw new DuplicateConsumerError({ name })
    const { log, store, onProblem, tracer = NO_TRACER } = this.#options
    const nowMs = () => this.#options.wallTimeMs()
    const told = onProblem === undefined ? {} : { onProblem }
    const loop = new ConsumerLoop({
      ...{ log, store, consumer, nowMs, tracer },
      ...limits,
      ...told,
    })
    this.#loops.set(name, loop)
    loop.start()
  }

  /**
   * Waits until consumers have passed an event, so that who published it reads what is made of it.
   *
   * @param names which consumers; all when left out.
   * @returns false where one of them had not in the time given: it is behind, and will.
   */
  async waitUntilHeard(
    seq: number,
    timeoutMs: number,
    names: readonly string[] = [...this.#loops.keys()],
  ): Promise<boolean> {
    const passed = names.flatMap(
      (name) => this.#loops.get(name)?.waitUntilPassed(seq, timeoutMs) ?? [],
    )
    return (await Promise.all(passed)).every(Boolean)
  }

  /** How each consumer does. */
  listStats(): readonly ConsumerStats[] {
    return [...this.#loops.values()].map(({ stats }) => stats)
  }

  /** Events that consumers could not take, with all that was tried. */
  async listDeadLetters(range: DeadLetterRange): Promise<readonly DeadLetter[]> {
    return await this.#options.store.listDeadLetters(range)
  }

  /**
   * Has a consumer hear a dead letter again, once: a second time does nothing.
   *
   * @returns false where there is no such letter that is dead.
   * @throws {UnknownConsumerError} where no consumer of that name is led here.
   * @throws {HandlerError} where it fails again; the letter stays dead.
   */
  async redrive(consumer: string, seq: number): Promise<boolean> {
    const loop = this.#loops.get(consumer)
    if (loop === undefined) throw new UnknownConsumerError({ name: consumer })
    return await loop.redrive(seq)
  }

  /** Ends all consumers, each when it has heard what it is hearing. */
  async stop(): Promise<void> {
    this.feed.close()
    await Promise.all([...this.#loops.values()].map((loop) => loop.stop()))
  }

  #wrap(event: RecordEvent, { correlationId, traceparent, tracestate }: RequestContext) {
    const { source, agent } = this.#options
    const checked = checkEvent(this.#registry, { ...event, agent: event.agent ?? agent })
    if (checked.kind !== 'record') {
      throw new EventRefusedError({ event: checked.name, faults: ['it is not of record'] })
    }
    return wrapEvent(checked, this.#registry.get(checked.name)!, {
      ...{ source, correlationId, traceparent, tracestate },
      newId: () => this.#options.newId(),
      wallTimeMs: () => this.#options.wallTimeMs(),
    })
  }

  /** The id of an event that was published before; its time and id are its own, what it says is the same. */
  async #findSame(seq: number, event: object): Promise<string> {
    const [text] = await this.#options.log.read(seq, 1)
    const earlier = parseEntry(text!).event
    if (sayingOf(earlier) !== sayingOf(event as LoggedEvent)) {
      throw new IdempotencyConflictError({ key: String(earlier.idempotencykey), seq })
    }
    return String(earlier.id)
  }
}

/** What an event says, apart from when and by which request. */
function sayingOf({ type, source, subject, data }: LoggedEvent): string {
  return canonicalJson({ type, source, subject, data })
}
