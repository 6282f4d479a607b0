/** Looking at a run closely, and changing its present state by hand. */
import type { BitEvent } from '../bits/bit-events.ts'
import type { BitStatus, Presence } from '../bits/thunderbit.ts'
import type { Clip } from '../formats/read-clip.ts'
import type { Dimensions } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type { ZoneClock } from '../lattice/zone-clock.ts'
import type { RuleFamily } from '../rules/rule.ts'
import type { RuleView } from '../rules/rule-view.ts'
import type {
  AnnounceDocument,
  AssignDocument,
  BindDocument,
  LinkDocument,
  SendDocument,
} from '../scenario/ca-channel-schema.ts'
import type {
  FollowDocument,
  LifeDocument,
  OrdersDocument,
  PokeDocument,
  SetDocument,
  SpawnDocument,
  TuneDocument,
} from '../scenario/living-schema.ts'
import type { StrokeDocument } from '../scenario/scenario-schema.ts'
import type { Result } from './result.ts'

export interface Site {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** A number at a site, or of it. */
export interface NamedNumber {
  readonly name: string
  readonly value: number
}

/** What a channel holds at a site. */
export interface FieldNumber extends NamedNumber {
  /** Empty where nobody says. */
  readonly unit: string
}

/** A Thunderbit, as its attributes are between two ticks. */
export interface BitReport {
  readonly id: string
  readonly status: BitStatus
  readonly presence: Presence
  /** Ticks that it has taken part in. */
  readonly tickCount: number
  /** Tick at which it was spawned. */
  readonly insertedAt: number
  readonly phiPhase: number
  readonly sigmaFlow: number
  readonly lambdaSensitivity: number
  readonly trustScore: number
  /** Name of its list of meta-rules; undefined where it has none. */
  readonly metaRules: string | undefined
  readonly channelId: string | undefined
  readonly routeTags: readonly string[]
  readonly isTraced: boolean
  /** The newest first; empty where it is not traced. */
  readonly trace: readonly BitTraceEntry[]
}

export interface BitTraceEntry {
  readonly tick: number
  /** A u64 in 16 hexadecimal digits. */
  readonly stateHash: string
  readonly rulesVersion: number
}

/** All there is at one site. Looking never changes a run. */
export interface SiteReport {
  readonly tick: number
  readonly site: Site
  readonly state: number
  /** Name of its zone; undefined in plain automata. */
  readonly zone: string | undefined
  /** Name of the rule it follows, or the rule itself where it has no name. */
  readonly rule: string
  readonly fields: readonly FieldNumber[]
  /** Further components of its state. */
  readonly components: readonly NamedNumber[]
  /** By the names of the contract, and in its numbers. */
  readonly parameters: readonly NamedNumber[]
  /**
   * The raw numbers of all planes of the state, in its order, by the names that reports of differences call
   * them by: `channel heat`, `memory live-neighbors`.
   */
  readonly planes: readonly NamedNumber[]
  /** The bit that lives there; undefined where none does. */
  readonly bit: BitReport | undefined
}

/** What a channel holds over a box. */
export interface FieldSpread {
  readonly name: string
  readonly unit: string
  readonly mean: number
  readonly least: number
  readonly greatest: number
}

/** Cells by state; states that none has are left out. */
export type StateCounts = readonly { readonly state: number; readonly cells: number }[]

/** The bits of a box. */
export interface BitCounts {
  /** Sites of settled zones where none lives. */
  readonly vacant: number
  /** Those that live, by status; statuses that none has are left out. */
  readonly statuses: readonly { readonly status: BitStatus; readonly bits: number }[]
}

/** What there is in a box of sites. */
export interface BoxReport {
  readonly tick: number
  /** The part of the box that lies in the world. */
  readonly box: WorldBox
  readonly counts: StateCounts
  readonly fields: readonly FieldSpread[]
  /** Cells that step, by rule; empty in plain automata. */
  readonly rules: readonly { readonly rule: string; readonly cells: number }[]
  /** Undefined where the world has none. */
  readonly bits: BitCounts | undefined
}

/** What a zone is and holds. */
export interface ZoneReport {
  readonly tick: number
  readonly name: string
  /** Name of its rule, or the rule itself where it has no name. */
  readonly rule: string
  readonly clock: ZoneClock
  /** Whether it steps from the present tick to the next, or holds. */
  readonly isStepping: boolean
  readonly isSettled: boolean
  readonly cells: number
  readonly counts: StateCounts
  readonly fields: readonly FieldSpread[]
  /** As meta-rules see them; shares are of 1. */
  readonly metrics: readonly NamedNumber[]
  /** Undefined where the zone is not settled. */
  readonly settlement: Settlement | undefined
}

/** The bits of a settled zone, and whether it takes more. */
export interface Settlement {
  readonly bits: number
  readonly active: number
  /** The most bits that it may hold. */
  readonly capacity: number
  /** What would come of a spawn at its first vacant site; undefined where it has none. */
  readonly trial: SpawnTrial | undefined
}

/** What the policies say to a spawn that nobody has ordered. */
export interface SpawnTrial {
  readonly site: Site
  readonly actor: string
  readonly decision: 'allow' | 'deny'
  /** Half a sentence without its full stop. */
  readonly reason: string
}

/** Whose events are asked for: those of the bits at a site, or of a zone and its bits. */
export type EventSubject =
  | { readonly kind: 'site'; readonly site: Site }
  | { readonly kind: 'zone'; readonly name: string }

/** One channel, or another plane, at one moment. `values` is moved to the caller, who gives it back with `recycle`. */
export interface FieldPlane {
  readonly tick: number
  readonly channel: string
  /** Raw numbers, an Int32 a cell in flat order. */
  readonly values: ArrayBuffer
}

/**
 * A change of the present state by hand, at listed sites or all over a box, one of the two. Sites
 * are lists of x, y and z, as in scenario files.
 */
export type EditOrder =
  | (Omit<EditPlace, 'box'> & {
      readonly kind: 'paint'
      readonly state: number
      readonly box?: EditBox & { readonly shape?: 'box' | 'ball' }
    })
  /** Random cells over a box or the ball in it, from a seed that is kept with the edit. */
  | {
      readonly kind: 'soup'
      /** The share of 256 of cells that are alive, 0 to 255. */
      readonly density: number
      readonly box?: EditBox & { readonly shape?: 'box' | 'ball' }
      /** A decimal u64; that of the run where absent. */
      readonly seed?: string
    }
  /** A pattern in RLE or 3-D RLE with its corner at a site; what is 0 in it is left as it is. */
  | { readonly kind: 'stamp'; readonly rle: string; readonly at: readonly number[] }
  /** Another rule, in any notation, or the text of a rule file; plain automata only. */
  | { readonly kind: 'rule'; readonly rule: string }
  /** What else a scenario's event may order of channels and bits. */
  | BitEdit<'poke', PokeDocument>
  | PairEdit<'tune', TuneDocument>
  | BitEdit<'spawn', SpawnDocument>
  | BitEdit<'activate' | 'suspend' | 'terminate', LifeDocument>
  | BitEdit<'follow', FollowDocument>
  | BitEdit<'set', SetDocument>
  | BitEdit<'assign', AssignDocument>
  | PairEdit<'announce', AnnounceDocument>
  | BitEdit<'send', SendDocument>
  | PairEdit<'bind', BindDocument>
  | PairEdit<'link', LinkDocument>

type PairEdit<Kind extends string, Document> = Document & { readonly kind: Kind }

export interface EditPlace {
  readonly cells?: readonly (readonly number[])[]
  readonly box?: EditBox
}

export interface EditBox {
  readonly at?: readonly number[]
  readonly size: readonly number[]
}

type BitEdit<Kind extends string, Document> = Omit<Document, 'cells' | 'box'> &
  EditPlace & { readonly kind: Kind }

/** An edit as a scenario writes it, under `events`. One has one order. */
export interface EditEvent extends OrdersDocument {
  readonly tick: number
  readonly paint?: StrokeDocument[]
  readonly rule?: string
}

/** What is known of a rule that somebody is writing. */
export type RuleDiagnosis =
  | {
      readonly isRead: true
      readonly canonical: string
      readonly name: string | undefined
      readonly family: RuleFamily
      readonly states: number
      readonly dimensions: Dimensions
      /** The rule as a table that one can point at; undefined where it is none. */
      readonly view: RuleView | undefined
      /** The text of the rule file that it is the name of; undefined where it is none. */
      readonly source: string | undefined
      /** Why the run cannot go on under it, a sentence; undefined where it can. */
      readonly obstacle: string | undefined
    }
  | {
      readonly isRead: false
      readonly message: string
      /** The character that is at fault, from 0; undefined where no single one is. */
      readonly position: number | undefined
      /** The name of a rule that may have been meant. */
      readonly suggestion: string | undefined
    }

/** The part of a simulation that is looked at and edited. */
export interface InspectApi {
  /** Moves the present values of a channel, or of another plane by its name in `LivingInfo`, to the caller. */
  takeField(channel: string): Promise<Result<FieldPlane>>
  /** The number of each cell's zone, one byte a cell in flat order; moved to the caller. */
  zoneNumbers(): Promise<Result<Uint8Array>>
  inspect(site: Site): Promise<Result<SiteReport>>
  inspectBox(box: WorldBox): Promise<Result<BoxReport>>
  /** @param name of one of the run's zones. */
  inspectZone(name: string): Promise<Result<ZoneReport>>
  /**
   * The newest events of a bit's site or of a zone, the newest first, `MAX_TOLD_EVENTS` at the
   * most. What is told in every tick is listened to from the first such call on, until another
   * subject, or with undefined none, is asked for. Worlds without bits tell nothing.
   */
  followEvents(subject: EventSubject | undefined): Promise<Result<readonly BitEvent[]>>
  /**
   * Changes the present state, as commands of the present tick would, in listed order; all of them
   * or, where one is refused, none. Gives how many edits the run has had since its start.
   */
  edit(orders: readonly EditOrder[]): Promise<Result<number>>
  /** Looks at a rule in any notation; what cannot be read is an answer, too. */
  checkRule(text: string): Promise<Result<RuleDiagnosis>>
  /** The states of a box as RLE, in a world of three axes as 3-D RLE. */
  copyBox(box: WorldBox): Promise<Result<string>>
  /** Reads a pattern of any format, to be placed by hand; it need not be of the run. */
  readClip(content: string | Uint8Array, fileName?: string): Promise<Result<Clip>>
  /**
   * The edits of the run, in the order in which they were made: with them among its events (behind
   * its own), the scenario comes to the same states.
   *
   * @param from leaves out so many of the first ones; 0 where it is absent.
   */
  listEdits(from?: number): Promise<Result<readonly EditEvent[]>>
  /**
   * Goes back to the first tick, paused, with these edits in place of those that the run had; where
   * one of them does not fit, nothing happens.
   */
  replaceEdits(edits: readonly EditEvent[]): Promise<Result<void>>
}
