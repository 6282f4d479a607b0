/** What is written down of a kind of event: its name, its fields with their units, and what it is about. */
import type { z } from 'zod'

/** Fields of a kind of event. Each has a `description` as its metadata, and measurements a `unit`. */
type Fields = z.ZodObject<z.core.$ZodLooseShape>

export interface EventType {
  readonly name: string
  /** Counted up when a field is taken away or means something else; fields may be added within one. */
  readonly version: number
  readonly about: string
  readonly measurements: Fields
  readonly metadata: Fields
  /** The field of the metadata that names what an event is of. */
  readonly subject: string
}

/** Events of a kind, typed. */
export interface EventOf<T extends EventType> {
  readonly name: T['name']
  readonly measurements: Readonly<z.infer<T['measurements']>>
  readonly metadata: Readonly<z.infer<T['metadata']>>
}

/** By which URI the fields of a kind are known; the `dataschema` of its envelopes. */
export function schemaUriOf({ name, version }: EventType): string {
  return `urn:thunderline:event:${name}:${version}`
}
