/** What is written down of a type of event: its name, its fields with their units, and what it is about. */
import type { z } from 'zod'
import type { EventContext } from './published-event.ts'

/** Why a field is not for everybody: it names somebody, or has their reasons. Policies can speak of either. */
export type MaskGroup = 'people' | 'reasons'

/** Fields of a type of event. Each has a `description` as its metadata, and measurements a `unit`. */
export type Fields = z.ZodObject<z.core.$ZodLooseShape>

interface TypeFacts {
  readonly name: string
  /** Counted up for any change but a new field that may be absent; `docs/events.md` says why. */
  readonly version: number
  readonly about: string
  /** Which parts publish it: rooms, as ARCHITECTURE.md has them; `events lint` holds it to the source. */
  readonly publisher: string
  /** Whether nobody publishes it yet: its publisher is the part that is to. */
  readonly isPlanned?: true
  /** The field that names what an event is of, a text. */
  readonly subject: string
}

/** Numbers and words; not of record. */
export interface MeasureType extends TypeFacts {
  readonly kind: 'measure'
  readonly measurements: Fields
  /** The subject is one of these. */
  readonly metadata: Fields
}

/** A fact of record. */
export interface RecordType extends TypeFacts {
  readonly kind: 'record'
  /** The subject is one of these. Every text and every list has a bound. */
  readonly data: Fields
  /** Fields that not everybody sees who may see the rest; the agent of a topic is one of every type. */
  readonly masked?: Readonly<Record<string, MaskGroup>>
  /** Whether it ends what it is of: each run has exactly one such event. */
  readonly isTerminal?: true
}

export type EventType = MeasureType | RecordType

/** Events of a type, typed. */
export type EventOf<T extends EventType> = T extends MeasureType
  ? EventContext & {
      readonly kind: 'measure'
      readonly name: T['name']
      readonly measurements: Readonly<z.infer<T['measurements']>>
      readonly metadata: Readonly<z.infer<T['metadata']>>
    }
  : T extends RecordType
    ? EventContext & {
        readonly kind: 'record'
        readonly name: T['name']
        readonly data: Readonly<z.infer<T['data']>>
      }
    : never

/** By which URI the fields of a type are known; the `dataschema` of its envelopes. */
export function schemaUriOf({ name, version }: EventType): string {
  return `urn:thunderline:event:${name}:${version}`
}

/** All fields of a type by their names, those of measurements first. */
export function fieldsOf(type: EventType): Fields['shape'] {
  return type.kind === 'record'
    ? type.data.shape
    : { ...type.measurements.shape, ...type.metadata.shape }
}
