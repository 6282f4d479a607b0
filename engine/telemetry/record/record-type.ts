/**
 * What is written down of a kind of event that goes on record: a fact that is kept for good in the ledger, and not
 * only counted. Its data is plain JSON of a bounded size, each field described.
 */
import type { z } from 'zod'

/** Fields of a record. Each has a `description`. */
type Fields = z.ZodObject<z.core.$ZodLooseShape>

export interface RecordType {
  /** Dotted, of lower-case words: `ca.run.completed`. */
  readonly name: string
  /** Counted up when a field is taken away, becomes required or means something else. */
  readonly version: number
  readonly about: string
  /** Who publishes it. */
  readonly publisher: 'runs' | 'training' | 'ledger' | 'artifacts' | 'forge' | 'policy' | 'operator'
  readonly data: Fields
  /** The field of the data that names what a record is of; a text. */
  readonly subject: string
  /** Whether it is the last that is told of its subject: each run ends in exactly one of them. */
  readonly isTerminal: boolean
}

/** By which URI the fields of a kind are known; the `dataschema` of its envelopes. */
export function recordSchemaUri({ name, version }: Pick<RecordType, 'name' | 'version'>): string {
  return `urn:thunderline:record:${name}:${version}`
}
