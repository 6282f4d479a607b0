/**
 * What bits tell the event bus. Thunderbit contract, section 8.
 *
 * Life-cycle changes and changes of rules by command are told of every bit; what happens in a tick
 * is told of traced bits only and of one that the listener follows, and of all others by zone or
 * CAChannel, in sums. Nothing is made up when nobody listens, and nothing that a listener does can
 * change a run.
 */
import type { GridPoint } from '../lattice/zones.ts'
import type { LossCause } from '../routing/message.ts'
import type { RoutingFailureCode } from '../routing/routing-failure.ts'
import type { EventPublisher } from '../telemetry/event-publisher.ts'
import type { BitFailureCode } from './bit-failure.ts'

export type BitEvent =
  | {
      readonly type: 'bit.spawned'
      readonly tick: number
      readonly bitId: string
      readonly coord: GridPoint
      readonly zoneId: string
    }
  | { readonly type: 'bit.activated'; readonly tick: number; readonly bitId: string }
  | {
      readonly type: 'bit.ticked'
      readonly tick: number
      readonly bitId: string
      readonly tickCount: number
      /** A u64 in 16 hexadecimal digits. */
      readonly stateHash: string
    }
  | {
      readonly type: 'bit.rules_changed'
      readonly tick: number
      readonly bitId: string
      /** Rules in their canonical form. */
      readonly oldRules: string
      readonly newRules: string
    }
  | {
      readonly type: 'bit.suspended'
      readonly tick: number
      readonly bitId: string
      readonly reason: string
    }
  | {
      readonly type: 'bit.terminated'
      readonly tick: number
      readonly bitId: string
      readonly reason: string
    }
  | {
      readonly type: 'bit.field_write'
      readonly tick: number
      readonly bitId: string
      readonly channel: string
      readonly coord: GridPoint
      readonly value: number
    }
  /** Ours: the contract gives refusals to whoever asked, and does not tell the bus of them. */
  | {
      readonly type: 'bit.refused'
      readonly tick: number
      /** What was ordered. */
      readonly action: string
      readonly coord: GridPoint
      readonly code: BitFailureCode | RoutingFailureCode
      readonly message: string
    }
  | {
      readonly type: 'zone.ticked'
      /** The tick that the step led to. */
      readonly tick: number
      readonly zone: string
      /** Active bits. */
      readonly bits: number
      /** Sites whose state left 0, and those whose state came to it. */
      readonly births: number
      readonly deaths: number
      /** Sites whose rule changed. */
      readonly rulesChanged: number
      /**
       * How often its sites wrote to a field, those of bits and, in filled zones, all others; a
       * write of 0 is none. Undefined where whoever ticks does not count them.
       */
      readonly fieldWrites: number | undefined
    }
  /** Ours, as all below: the contract has no events of CAChannels. */
  | {
      readonly type: 'bit.channel_assigned'
      readonly tick: number
      readonly bitId: string
      /** Undefined where it forwards no longer. */
      readonly channelId: string | undefined
    }
  /** A message at a traced bit, or at the one that is followed. */
  | {
      readonly type: 'bit.message'
      readonly tick: number
      readonly bitId: string
      readonly channelId: string
      /** The name that it is for. */
      readonly to: string
      readonly what: 'came' | 'went' | 'delivered' | 'lost'
      /** Why it was lost; undefined where it was not. */
      readonly cause: LossCause | undefined
    }
  /** What a tick did in a CAChannel; not told where that is nothing. */
  | {
      readonly type: 'channel.stepped'
      /** The tick that the step led to. */
      readonly tick: number
      readonly channelId: string
      /** Messages since the step before, orders to send included. */
      readonly sent: number
      readonly delivered: number
      readonly lost: number
      /** Times that a message had to wait for room. */
      readonly congested: number
      /** Messages that are on their way now. */
      readonly waiting: number
    }
  /** Members of a CAChannel, or what they see, changed: its routes are made anew. */
  | {
      readonly type: 'channel.rerouted'
      readonly tick: number
      readonly channelId: string
      readonly members: number
    }
  | {
      readonly type: 'channel.link_ended'
      readonly tick: number
      readonly channelId: string
      /** The site that it began at. */
      readonly coord: GridPoint
      /** The name that it sent to. */
      readonly to: string
      readonly reason: 'faded' | 'gone'
    }

/**
 * Where bits publish. It is a publisher like any other, whose events are told in the form that costs a tick
 * least: nothing is made where nobody listens, and nothing is checked, since the compiler holds them to `BitEvent`.
 * Each of its types is registered, and a test holds it to that.
 */
export interface BitEventBus extends EventPublisher<BitEvent> {
  /**
   * Takes an event, which is frozen. It must not change the world that it is told of.
   *
   * @param cell the flat index of the site that it is of; undefined for events of zones.
   */
  publishEvent(event: BitEvent, cell?: number): void
  /**
   * Tells whether anybody listens to a kind of event; absent, to all.
   *
   * @param cell the site that it is of; undefined where the kind as a whole is asked for.
   */
  wants?(type: BitEvent['type'], cell?: number): boolean
  /** The site whose bit is told of in every tick as if it were traced; absent, or undefined, none. */
  follows?(): number | undefined
}

/** Tells whether events of a kind, or the one of a site, have to be made at all. */
export function isHeard(
  bus: BitEventBus | undefined,
  type: BitEvent['type'],
  cell?: number,
): bus is BitEventBus {
  return bus !== undefined && (bus.wants?.(type, cell) ?? true)
}

/** Reasons are told up to so many characters. */
const MAX_REASON_CHARS = 500

/** A reason as events and failures carry it. */
export function clipReason(reason: string): string {
  return String(reason).slice(0, MAX_REASON_CHARS)
}
