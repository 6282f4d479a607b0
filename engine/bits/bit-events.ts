/**
 * What bits tell the event bus. Thunderbit contract, section 8.
 *
 * Life-cycle changes and changes of rules by command are told of every bit; what happens in a tick
 * is told of traced bits only, and of all others by zone, in sums. Nothing is made up when nobody
 * listens, and nothing that a listener does can change a run.
 */
import type { GridPoint } from '../lattice/zones.ts'
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
      readonly code: BitFailureCode
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

export interface EventBus {
  /** Takes an event, which is frozen. It must not change the world that it is told of. */
  emit(event: BitEvent): void
  /** Tells whether anybody listens to a kind of event; absent, to all. */
  wants?(type: BitEvent['type']): boolean
}

/** Tells whether events of a kind have to be made at all. */
export function isHeard(bus: EventBus | undefined, type: BitEvent['type']): bus is EventBus {
  return bus !== undefined && (bus.wants?.(type) ?? true)
}

/** Reasons are told up to so many characters. */
const MAX_REASON_CHARS = 500

/** A reason as events and failures carry it. */
export function clipReason(reason: string): string {
  return String(reason).slice(0, MAX_REASON_CHARS)
}
