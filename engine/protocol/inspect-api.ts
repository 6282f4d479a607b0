/** Looking at a run closely, and changing its present state by hand. */
import type { BitStatus, Presence } from '../bits/thunderbit.ts'
import type { WorldBox } from '../lattice/world-box.ts'
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
  SpawnDocument,
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
  readonly parameters: readonly NamedNumber[]
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

/** What there is in a box of sites. */
export interface BoxReport {
  readonly tick: number
  /** The part of the box that lies in the world. */
  readonly box: WorldBox
  /** Cells by state; states that none has are left out. */
  readonly counts: readonly { readonly state: number; readonly cells: number }[]
  readonly fields: readonly FieldSpread[]
}

/** One channel at one moment. `values` is moved to the caller, who gives it back with `recycle`. */
export interface FieldPlane {
  readonly tick: number
  readonly channel: string
  /** Raw numbers, an Int32 a cell in flat order. */
  readonly values: ArrayBuffer
}

/** A change of the present state by hand. Sites are lists of x, y and z, as in scenario files. */
export type EditOrder =
  | {
      readonly kind: 'paint'
      readonly cells: readonly (readonly number[])[]
      readonly state: number
    }
  /** Adds a value to a channel. */
  | {
      readonly kind: 'poke'
      readonly channel: string
      readonly cells: readonly (readonly number[])[]
      readonly value: number
    }
  /** What else a scenario's event may order of bits, at listed sites. */
  | BitEdit<'spawn', SpawnDocument>
  | BitEdit<'activate' | 'suspend' | 'terminate', LifeDocument>
  | BitEdit<'follow', FollowDocument>
  | BitEdit<'assign', AssignDocument>
  | PairEdit<'announce', AnnounceDocument>
  | BitEdit<'send', SendDocument>
  | PairEdit<'bind', BindDocument>
  | PairEdit<'link', LinkDocument>

type PairEdit<Kind extends string, Document> = Document & { readonly kind: Kind }

type BitEdit<Kind extends string, Document> = Omit<Document, 'cells' | 'box' | 'density'> & {
  readonly kind: Kind
  readonly cells: readonly (readonly number[])[]
}

/** An edit as a scenario writes it, under `events`. */
export interface EditEvent extends OrdersDocument {
  readonly tick: number
  readonly paint?: StrokeDocument[]
}

/** The part of a simulation that is looked at and edited. */
export interface InspectApi {
  /** Moves one channel's present values to the caller. */
  takeField(channel: string): Promise<Result<FieldPlane>>
  /** The number of each cell's zone, one byte a cell in flat order; moved to the caller. */
  zoneNumbers(): Promise<Result<Uint8Array>>
  inspect(site: Site): Promise<Result<SiteReport>>
  inspectBox(box: WorldBox): Promise<Result<BoxReport>>
  /**
   * Changes the present state, as commands of the present tick would, in listed order; all of them
   * or, where one is refused, none. Gives how many edits the run has had since its start.
   */
  edit(orders: readonly EditOrder[]): Promise<Result<number>>
  /**
   * The edits since the run was loaded or began anew, which drops them: with them among its events
   * (behind its own), the scenario comes to the same states. They stay on the list.
   */
  takeEdits(): Promise<Result<readonly EditEvent[]>>
}
