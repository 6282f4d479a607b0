/**
 * The event bus inside one process: events go to all who listen to their names, before `publishEvent` returns.
 *
 * Who publishes is never harmed by who listens: what a subscriber throws, and what a bus refuses, is given
 * to `onProblem` and nothing else happens. All subscribers hear the same events in the same order: what one
 * of them publishes in answer waits until the others have heard what it answers.
 *
 * @example
 * const bus = new EventBus({ onProblem: ({ message }) => console.error(message) })
 * bus.subscribe('ca.qa.suite.completed', ({ measurements }) => console.log(measurements.failed))
 * await runSuite(suite, { ...options, publisher: bus })
 */
import { EventFloodError, TooManySubscribersError } from './errors.ts'
import type { EventPublisher } from './event-publisher.ts'
import { buildRegistry, checkEvent, type EventRegistry } from './event-registry.ts'
import { EVENT_TYPES, type KnownEvents } from './event-types.ts'
import type { PublishedEvent } from './published-event.ts'
import { isHeardBy, parseTopicPattern, type TopicPattern } from './topic-pattern.ts'

/** A bus takes so many subscribers when nobody says. */
const MAX_SUBSCRIBERS = 64

/** So many events may wait to be delivered; more come of subscribers that answer each other without end. */
const MAX_WAITING = 1024

export interface EventBusOptions {
  /** All kinds of events that may be published; those of Thunderline when left out. */
  readonly registry?: EventRegistry
  readonly maxSubscribers?: number
  /** Is told of each error of a subscriber, and of each event that is refused; what it throws is lost. */
  readonly onProblem?: (problem: BusProblem) => void
}

/** Something that went wrong, which the publisher does not hear of. */
export interface BusProblem {
  /** The name of the event that it happened with. */
  readonly event: string
  /** The pattern of the subscriber that failed; undefined where the event itself was refused. */
  readonly pattern: string | undefined
  readonly error: unknown
}

type Listener = (event: PublishedEvent) => void

interface Subscriber {
  readonly pattern: TopicPattern
  readonly listener: Listener
}

export class EventBus implements EventPublisher {
  readonly #registry: EventRegistry
  readonly #maxSubscribers: number
  readonly #onProblem: ((problem: BusProblem) => void) | undefined
  #subscribers: readonly Subscriber[] = []
  /** Events that are not delivered yet; the first one may be under way. */
  readonly #waiting: PublishedEvent[] = []
  #isDelivering = false

  constructor(options: EventBusOptions = {}) {
    this.#registry = options.registry ?? buildRegistry(EVENT_TYPES)
    this.#maxSubscribers = options.maxSubscribers ?? MAX_SUBSCRIBERS
    this.#onProblem = options.onProblem
  }

  /**
   * Has a listener told of events, from the next one on.
   *
   * @param pattern a name, or a pattern of names with `+` and `#`.
   * @returns what ends it.
   * @throws {TopicPatternError} where it is no pattern.
   * @throws {TooManySubscribersError} where there are as many as the bus takes.
   */
  subscribe<N extends keyof KnownEvents>(
    name: N,
    listener: (event: KnownEvents[N]) => void,
  ): () => void
  subscribe(pattern: string, listener: Listener): () => void
  subscribe(pattern: string, listener: Listener): () => void {
    const subscriber = { pattern: parseTopicPattern(pattern), listener }
    if (this.#subscribers.length >= this.#maxSubscribers) {
      throw new TooManySubscribersError({ maxSubscribers: this.#maxSubscribers })
    }
    this.#subscribers = [...this.#subscribers, subscriber]
    return () => {
      this.#subscribers = this.#subscribers.filter((each) => each !== subscriber)
    }
  }

  /** Tells whether anybody listens to a name, so that an event that nobody hears need not be made. */
  wants(name: string): boolean {
    return this.#subscribers.some(({ pattern }) => isHeardBy(pattern, name))
  }

  /** Publishes an event; never throws. */
  publishEvent(event: PublishedEvent): void {
    try {
      if (this.#waiting.length >= MAX_WAITING) {
        throw new EventFloodError({ event: event.name, maxWaiting: MAX_WAITING })
      }
      this.#waiting.push(checkEvent(this.#registry, event))
    } catch (error) {
      this.#report({ event: event.name, pattern: undefined, error })
    }
    if (!this.#isDelivering) this.#deliver()
  }

  #deliver(): void {
    this.#isDelivering = true
    for (let event = this.#waiting[0]; event !== undefined; event = this.#waiting[0]) {
      for (const subscriber of this.#subscribers) this.#tell(subscriber, event)
      this.#waiting.shift()
    }
    this.#isDelivering = false
  }

  #tell({ pattern, listener }: Subscriber, event: PublishedEvent): void {
    if (!isHeardBy(pattern, event.name)) return
    const fail = (error: unknown) =>
      this.#report({ event: event.name, pattern: pattern.text, error })
    try {
      const outcome: unknown = listener(event)
      // A listener may be async, whatever its type says; what it rejects with is nobody else's.
      if (outcome instanceof Promise) outcome.catch(fail)
    } catch (error) {
      fail(error)
    }
  }

  #report(problem: BusProblem): void {
    try {
      this.#onProblem?.(problem)
    } catch {
      // Whoever publishes must not be harmed by whoever is told of harm.
    }
  }
}
