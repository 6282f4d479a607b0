/** The part of a run that makes a world of cells a living one: rules, zones, fields and bits. */
import type { BitWorld } from '../bits/bit-world.ts'
import type { BitParameters, SpawnAttributes } from '../bits/thunderbit-attributes.ts'
import type { ChannelDynamic, ChannelSpec } from '../fields/channel.ts'
import type { LatticeSpec } from '../forge/lattice/lattice-spec.ts'
import type { MetaRule } from '../forge/meta-rules/meta-rule.ts'
import type { ZoneClock } from '../lattice/zone-clock.ts'
import type { ZoneMap } from '../lattice/zone-map.ts'
import type { PolicyDocument } from '../policy/policy-schema.ts'
import type { CaChannel } from '../routing/ca-channel.ts'
import type { LatticeProgram } from '../rules/program/lattice-program.ts'
import type { Rule } from '../rules/rule.ts'
import type { ChannelOrder } from './channel-order.ts'

export interface LivingRun {
  /** What the lattice is composed of. */
  readonly spec: LatticeSpec
  readonly lattice: LatticeProgram
  readonly channels: readonly ChannelSpec[]
  /** Along which bits pass messages on; empty without bits. */
  readonly caChannels: readonly CaChannel[]
  /** By number; a cell's rule index names one of them. */
  readonly rules: readonly NamedRule[]
  readonly zoneMap: ZoneMap
  /** By number, as in the map. */
  readonly zones: readonly ZonePlan[]
  /** What bits live in; undefined where no zone is settled. */
  readonly bits: BitWorld | undefined
  /** Names of the lists of meta-rules, from number 1 on. */
  readonly metaLists: readonly string[]
  /** Lists of meta-rules by number, as bits name them; the first is empty. */
  readonly metaRules: readonly (readonly MetaRule[])[]
  /** Names of the parameters that physics moves; empty without physics. */
  readonly movedParameters: readonly string[]
  /** Who may spawn bits; undefined lets nobody. */
  readonly policies: PolicyDocument | undefined
  /** What happens to state 0 before it is painted. */
  readonly first: readonly LivingOrder[]
}

/** The name of the scenario's own rule, number 0, among the others. */
export const OWN_RULE = 'own'

export interface NamedRule {
  readonly name: string
  readonly rule: Rule
}

/** What policies know a rule by: its name, or of the scenario's own what it is. */
export function policyNameOf({ name, rule }: NamedRule): string {
  return name === OWN_RULE ? rule.canonical : name
}

export interface ZonePlan {
  readonly name: string
  readonly clock: ZoneClock
  /** Number of the rule that its sites, and bits that name none, follow. */
  readonly rule: number
  /** Whether only spawned bits step in it; in others every site does. */
  readonly isSettled: boolean
}

/** What happens to a living world beside being painted; sites are flat indices, in order. */
export type LivingOrder =
  /** Adds to a channel, as bits' writes would. */
  | {
      readonly kind: 'poke'
      readonly channel: string
      readonly sites: Uint32Array
      /** Raw, an i32. */
      readonly value: number
      /** What part of it each site gets, of `WHOLE_WEIGHT`; absent, all of it. */
      readonly weights?: Uint32Array
      /** Whether it is set, not added. */
      readonly sets?: true
    }
  /** Gives a channel another dynamic of its kind; done by the simulation, which goes on in another world. */
  | {
      readonly kind: 'tune'
      readonly channel: string
      readonly dynamic: ChannelDynamic
    }
  | {
      readonly kind: 'spawn'
      readonly sites: Uint32Array
      readonly attributes: SpawnAttributes
      /** Whether the bits are activated at once. */
      readonly isActive: boolean
      /** Who asks for them. */
      readonly actor: string
    }
  | {
      readonly kind: 'activate' | 'suspend' | 'terminate'
      readonly sites: Uint32Array
      readonly reason: string
    }
  /** Gives bits other parameters, or begins or ends their traces. */
  | {
      readonly kind: 'set'
      readonly sites: Uint32Array
      readonly parameters: BitParameters
      readonly traceEnabled?: boolean
    }
  /** Gives bits another rule, another list of meta-rules, or both. */
  | {
      readonly kind: 'rules'
      readonly sites: Uint32Array
      readonly rule?: number
      readonly metaRules?: number
    }
  | ChannelOrder
