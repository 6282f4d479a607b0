/** Events of record, as the resources are made of them. */
import type { KnownEvents } from '../telemetry/event-types.ts'

/** The names of events that are of record. */
type RecordName = {
  [N in keyof KnownEvents]: KnownEvents[N] extends { readonly kind: 'record' } ? N : never
}[keyof KnownEvents]

/** An event of one of some names, as it was read out of the ledger. */
export type ToldEvent<N extends RecordName> = {
  readonly [E in N]: {
    readonly name: E
    readonly data: KnownEvents[E]['data']
    /** When it was published, in milliseconds since 1970. */
    readonly atMs: number
    /** Who did it; undefined where it does not say. */
    readonly agent: string | undefined
  }
}[N]
