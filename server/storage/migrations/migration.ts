/** A step from one shape of the tables to the next. Once it was applied anywhere it is never changed. */
export interface Migration {
  /** Counted from 1, without gaps. */
  readonly number: number
  readonly name: string
  /** One statement each, for PostgreSQL from version 15 on. */
  readonly statements: readonly string[]
}
