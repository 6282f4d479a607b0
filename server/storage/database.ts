/**
 * A database as the rooms of the server see it: PostgreSQL, in a server or embedded, with the same answers.
 *
 * SQL is written by hand in this room, one text for both; other rooms call functions that have it.
 */
import type { RawResult, Row, SqlValue } from './sql-values.ts'

/** Whatever statements can be given to. */
export interface Queries {
  /**
   * Runs one statement, with `$1`, `$2` and so on for its parameters; gives its rows, by the names of their columns.
   * See `sql-values.ts` for what becomes of values.
   *
   * @throws {StorageConstraintError | StorageStatementError} where the database refuses it.
   * @throws {StorageTimeoutError} where it takes too long.
   * @throws {StorageUnavailableError} where the database is not there.
   * @throws {StorageValueError} for a value that cannot cross as it is.
   */
  query<T extends Row = Row>(sql: string, parameters?: readonly SqlValue[]): Promise<readonly T[]>
}

/** What belongs together. It ends with the work that it was made for, and is refused after. */
export interface Transaction extends Queries {
  readonly isTransaction: true
}

export interface TransactionOptions {
  /** `read committed` when left out. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
  readonly isReadOnly?: boolean
}

export interface Database extends Queries {
  /** Where it is, for people: an address without user and password, or a folder. */
  readonly place: string
  /** Whether what was committed survives a loss of power; an embedded one survives only the end of its process. */
  readonly survivesPowerLoss: boolean
  /**
   * Does work in a transaction: all of it, or nothing where it throws. It is done again, from its begin, where it was
   * in the way of others (SQLSTATE 40001 and 40P01), so it must do nothing else that counts. A statement that fails
   * fails the whole, even if the work goes on.
   *
   * @throws {StorageConflictError} where it was in the way each time.
   * @throws {StorageMisuseError} inside another transaction of this database.
   */
  transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>
  /**
   * Runs what a library has written itself, for the adapters of this room: one statement, or several without
   * parameters, which are one transaction; gives what the database answers, as texts.
   *
   * @throws as `query` does.
   */
  runForeign(sql: string, parameters?: readonly SqlValue[]): Promise<readonly RawResult[]>
  /**
   * Tells whoever is called inside a transaction of this database, and would wait for it: an embedded one has a
   * single connection.
   *
   * @throws {StorageMisuseError} there.
   */
  assertOutside(): void
  /** Waits for what is under way, and ends; later calls do nothing. */
  close(): Promise<void>
}
