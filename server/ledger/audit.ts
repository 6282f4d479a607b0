/** What an audit of a ledger finds, wherever the ledger is kept. */

/** Something that is not as it should be. */
export interface AuditFault {
  /** The entry that it is found at; undefined where it is of the ledger as a whole. */
  readonly seq: number | undefined
  readonly part: 'entries' | 'index' | 'tree' | 'checkpoints' | 'exported'
  /** What is wrong, as the end of a sentence. */
  readonly problem: string
}

export interface AuditReport {
  readonly isClean: boolean
  /** Entries that follow each other as they should, from the first on. */
  readonly entries: number
  /** The root of the tree over them, in hex. */
  readonly root: string
  /** Checkpoints that were verified, those which were handed in included. */
  readonly checkpoints: number
  /** How many entries the newest of them covers. */
  readonly covered: number
  /** The process that writes there: then only what is covered was audited. */
  readonly writer: number | undefined
  /** In the order of entries; the first is the one to look at. */
  readonly faults: readonly AuditFault[]
}
