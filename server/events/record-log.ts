/** What the event bus asks of a ledger: to keep events, and to read them again in their order. */

/** A record that a log keeps once, however often it is sent. */
export interface LoggedRecord {
  readonly key: string
  readonly event: object
}

export interface RecordLog {
  /** How many entries are durable. */
  readonly head: { readonly size: number }
  /** Looks how far others have come who append to the same log; absent where there are none. */
  refresh?(): Promise<unknown>
  /** Resolves when the record is durable, and tells where it is. */
  append(record: LoggedRecord): Promise<{ readonly seq: number; readonly isNew: boolean }>
  /** The texts of entries, in order, fewer at the end. */
  read(from: number, count: number): Promise<readonly string[]>
}
