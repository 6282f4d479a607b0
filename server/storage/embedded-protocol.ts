/** What crosses between an embedded database's thread and the one that asks. */
import type { RawResult } from './sql-values.ts'

/** What the thread begins with. */
export interface EmbeddedTask {
  readonly folder: string
}

/** One at a time. */
export type EmbeddedRequest =
  | {
      readonly kind: 'run'
      readonly sql: string
      readonly parameters: readonly (string | null)[]
    }
  | { readonly kind: 'script'; readonly sql: string }
  | { readonly kind: 'close' }

/** The first answer is to no request: the database is open. */
export type EmbeddedAnswer =
  | { readonly kind: 'result'; readonly result: RawResult }
  | { readonly kind: 'results'; readonly results: readonly RawResult[] }
  | { readonly kind: 'failure'; readonly failure: EmbeddedFailure }
  | { readonly kind: 'done' }

/** What the thread ends of where something else is in the place of its data. */
export const NO_DATABASE = 'there is something else in its folder'

/** The fields of PostgreSQL's errors that are looked at; without a severity it was not PostgreSQL. */
export interface EmbeddedFailure {
  readonly message: string
  readonly code: string | undefined
  readonly severity: string | undefined
  readonly constraint: string | undefined
  readonly table: string | undefined
}
