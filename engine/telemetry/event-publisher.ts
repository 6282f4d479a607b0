/**
 * The one way in which anything is published: `publishEvent` of a publisher that is handed in.
 *
 * Nothing here knows who listens, a clock, an address or a format. A room that has something to tell is
 * given a publisher by whoever starts it, and says what kinds of events it makes; the parts that deliver
 * (the bus of a process, the durable bus of a server, the log of a run's bits) are publishers too, so that
 * any of them can stand before another. `scripts/lint-events.ts` fails on any other way.
 */
import type { PublishedEvent } from './published-event.ts'

/** @typeParam Event is what it takes: all events, or those of one room. */
export interface EventPublisher<Event = PublishedEvent> {
  /** Takes an event, as it happens; what it throws is thrown on. */
  publishEvent(event: Event): void
}
