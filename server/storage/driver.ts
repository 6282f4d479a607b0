/** What a database of one kind has to do; everything else is the same for all. */
import type { RawResult } from './sql-values.ts'

/** A connection that one has for oneself. */
export interface Session {
  /** Runs one statement; throws what `describeFailure` of its driver knows. One at a time. */
  run(sql: string, parameters: readonly (string | null)[]): Promise<RawResult>
  /** Runs several statements without parameters, which are one transaction where they do not begin one themselves. */
  runScript(sql: string): Promise<readonly RawResult[]>
  /** Gives it back; a broken one is not used again. */
  release(isBroken: boolean): void
}

export interface Driver {
  readonly place: string
  /** How long a statement may take. */
  readonly statementMs: number
  /** Waits for a connection. */
  acquire(): Promise<Session>
  /** Ends all connections. */
  close(): Promise<void>
}

/** The statements that make every connection write values in the same way, whatever its server's settings. */
export const SESSION_SETTINGS: readonly string[] = [
  "set client_encoding = 'UTF8'",
  "set bytea_output = 'hex'",
  "set datestyle = 'ISO, YMD'",
  "set timezone = 'UTC'",
  'set extra_float_digits = 1',
]
