/**
 * A Thunderbit as the contract has it (section 1): what one can see of it.
 *
 * A Thunderbit is a view, not a record: each attribute is read from the world's arrays when it is
 * asked for. It stays valid while its site is not spawned anew; a terminated bit can still be
 * looked at until then. Bits hold no reference to each other.
 */
import type { GridPoint } from '../lattice/zones.ts'
import type { Rule } from '../rules/rule.ts'
import type { MetaRule } from './bit-world.ts'
import type { TraceEntry } from './trace-pool.ts'

/** From spawned to active, to and fro between active and suspended, and at last terminated. */
export type BitStatus = 'spawned' | 'active' | 'suspended' | 'terminated'

/** What a site is to the routing of messages. */
export type Presence = 'vacant' | 'occupied' | 'forwarding' | 'dormant'

export interface BitState {
  /** 0 to the world's states - 1. */
  readonly value: number
  /** The components after the state, in the world's order; i32 each. */
  readonly components: readonly number[]
}

/** Something a bit adds to a channel, at its own coordinate, when the tick ends. */
export interface FieldWrite {
  readonly channel: string
  readonly coord: GridPoint
  /** A multiple of 2^-14. */
  readonly value: number
}

/** Which bit is meant: a site, and how often it had been spawned by then. */
export interface BitAddress {
  /** Flat index of its site. */
  readonly cell: number
  readonly generation: number
}

/** @throws {BitGoneError} from every attribute but `cell` and `generation`, once it is gone. */
export interface Thunderbit extends BitAddress {
  /** A UUID of version 8, the same in every run of the same world and seed. */
  readonly id: string
  readonly coord: GridPoint
  readonly zoneId: string
  readonly state: BitState
  /** Number of its rule among the world's. */
  readonly ruleIndex: number
  readonly rules: Rule
  readonly metaRules: readonly MetaRule[]
  /** The same number for the same rule and list of meta-rules: 256 * list + rule. */
  readonly rulesVersion: number
  /** The channels' values at its coordinate by their names, multiples of 2^-14. */
  readonly fieldState: Readonly<Record<string, number>>
  /** Always empty between ticks: the fields have taken what was written. */
  readonly writeBuffer: readonly FieldWrite[]
  /** Turns, from 0 to below 1: a whole turn is 0 again. */
  readonly phiPhase: number
  /** -1 to 1. */
  readonly sigmaFlow: number
  /** 0 to 1. */
  readonly lambdaSensitivity: number
  /** 0 to 1. */
  readonly trustScore: number
  readonly presence: Presence
  /** The CAChannel it is in; undefined where it is in none. */
  readonly channelId: string | undefined
  /**
   * The names of its CAChannel that its Bloom filter claims it can route to; a name that nobody has
   * announced to it may be among them, as often as the filter errs.
   */
  readonly routeTags: readonly string[]
  readonly status: BitStatus
  /** Ticks that it has taken part in; exact below 2^32. */
  readonly tickCount: number
  readonly traceEnabled: boolean
  /** The newest first, at most 100. */
  readonly trace: readonly TraceEntry[]
  /** Ticks of the run, not wall time; exact if within the last 2^32. */
  readonly insertedAt: number
  readonly updatedAt: number
}
