/** What reads events of the log: a projection, a notifier, anything that has to hear each of them once. */
import type { JsonValue } from '../../engine/json/canonical-json.ts'

/** An event as it stands in the log. */
export type LoggedEvent = { readonly [member: string]: JsonValue }

/** An event on its way to a consumer. */
export interface Delivery {
  /** Its number in the log. */
  readonly seq: number
  readonly event: LoggedEvent
  /** Which try this is, counted from 1 since the process began. */
  readonly attempt: number
  /** The same for each try, of this consumer alone: what is done elsewhere can be done once by it. */
  readonly idempotencyKey: string
}

/**
 * Something that hears events. `Work` is what its store lends it for the time of a delivery: what is done with it
 * becomes durable together with the position of the consumer, or not at all.
 */
export interface Consumer<Work> {
  /** Under which its position is kept: lower-case letters, digits and dashes. */
  readonly name: string
  /** Which events it hears, by their topics, `zone.event.agent`: a pattern with `+` and `#`. */
  readonly pattern: string
  /** Hears an event; what it throws makes it hear the event again, and in the end a dead letter of it. */
  handle(delivery: Delivery, work: Work): Promise<void>
  /**
   * Hears several at once, in their order, where that is faster: it comes to the same as hearing each of them, and
   * where it throws, they are heard in halves until the one is found that fails.
   */
  handleAll?(deliveries: readonly Delivery[], work: Work): Promise<void>
}

/** A failed try. */
export interface Failure {
  readonly attempt: number
  /** When, in milliseconds since 1970. */
  readonly atMs: number
  /** What was thrown, cut to `MAX_FAILURE_CHARS`. */
  readonly problem: string
}

export const MAX_FAILURE_CHARS = 2000

/** An event that a consumer could not take. */
export interface DeadLetter {
  readonly consumer: string
  readonly seq: number
  readonly type: string
  readonly state: 'dead' | 'redriven'
  /** All tries, redriving included, in order. */
  readonly failures: readonly Failure[]
}

/** Which dead letters, in the order of consumers and numbers. */
export interface DeadLetterRange {
  /** Of this one alone. */
  readonly consumer?: string
  /** Behind this letter. */
  readonly after?: { readonly consumer: string; readonly seq: number }
  /** So many at most. */
  readonly count: number
}

/** How far a consumer goes on. */
export interface Move {
  readonly from: number
  readonly to: number
  /** The SHA-256 of the text of the last event that it passes, in hex: what tells one log from another. */
  readonly lastSha256: string
}

/**
 * Where positions, failed tries and dead letters of consumers are kept. Each call is one transaction; several
 * processes may serve one consumer, and then one of them goes on at a time.
 */
export interface ConsumerStore<Work> {
  /** The number of the next event for a consumer, 0 for one that is new. */
  position(consumer: string): Promise<number>
  /**
   * Does work and moves the position on, both or neither.
   *
   * @returns false, and nothing is done, where the position is not `from` any more: another process was there.
   * @throws whatever the work throws.
   */
  advance(consumer: string, move: Move, work: (work: Work) => Promise<void>): Promise<boolean>
  /** Keeps a failed try; gives how many there are of this event. */
  addFailure(consumer: string, seq: number, failure: Omit<Failure, 'attempt'>): Promise<number>
  /** Puts an event aside as a dead letter and moves the position behind it. False as in `advance`. */
  bury(
    consumer: string,
    letter: {
      readonly from: number
      readonly seq: number
      readonly type: string
      readonly lastSha256: string
    },
  ): Promise<boolean>
  /** Dead letters, by consumer and number. */
  listDeadLetters(range: DeadLetterRange): Promise<readonly DeadLetter[]>
  /** How many are dead, of all consumers. */
  countDead(): Promise<number>
  /**
   * Does the work of a dead letter and marks it as redriven, both or neither.
   *
   * @returns false, and nothing is done, where it is none, or was redriven before.
   * @throws whatever the work throws.
   */
  redrive(consumer: string, seq: number, work: (work: Work) => Promise<void>): Promise<boolean>
}
