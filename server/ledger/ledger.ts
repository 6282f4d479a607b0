/**
 * What a ledger promises, wherever it is kept: an append-only list of events in which each entry carries the
 * hash of the one before, with a Merkle tree over all of them (RFC 6962).
 *
 * An append that has resolved survives a kill of the process and a loss of power, once: its key is taken, and
 * whoever sends it again is told where it already is.
 */
import type { NodePlace } from '../../engine/ledger/merkle-proof.ts'
import type { HistogramState } from '../observability/histogram.ts'

/** What is appended. */
export interface LedgerRecord {
  /** The same key is never appended twice; 1 to 256 characters. */
  readonly key: string
  /** Plain data that canonical JSON can hold: an object. */
  readonly event: object
}

/** Where a record is. */
export interface Appended {
  readonly seq: number
  /** False where the key was there before; the entry may then hold another event, which is the caller's to compare. */
  readonly isNew: boolean
}

/** The tree as it is. */
export interface LedgerHead {
  /** How many entries there are. */
  readonly size: number
  readonly root: Uint8Array
}

/** How appends do, since the ledger was opened. */
export interface LedgerMeasures {
  /** From an append to its being durable. */
  readonly appendSeconds: HistogramState
  /** Entries that were made durable together. */
  readonly groupEntries: HistogramState
  /** How long ago the store refused the newest group; undefined where it took it. */
  readonly refusedMsAgo: number | undefined
}

export interface Ledger {
  /** Everything up to here is durable. */
  readonly head: LedgerHead
  /** Why no more is taken until it is opened anew; undefined while all is well. */
  readonly failure: string | undefined
  /** Absent where nobody measures. */
  readonly measures?: LedgerMeasures
  /** The name of the log in its checkpoints. */
  readonly origin: string
  /** The key that its checkpoints are verified with: `name+id+key`. */
  readonly verifierKey: string
  /**
   * Appends a record, and resolves when it is durable.
   *
   * @throws {CanonicalJsonError} where the event is no plain data.
   * @throws {EntryTooLargeError | LedgerKeyError} where it has too many bytes, or its key too many letters or none.
   * @throws {LedgerBusyError} where more wait than the ledger takes; try again later.
   * @throws {LedgerWriteError} where the store refused: it is not acknowledged.
   * @throws {LedgerClosedError} after `close`, and once a store can no longer be trusted.
   */
  append(record: LedgerRecord): Promise<Appended>
  /**
   * The lines of entries, in order, fewer at the end.
   *
   * @throws {LedgerDamagedError} where one is not what its hash says.
   * @throws {LedgerReadError} where the store refused.
   * @throws {LedgerClosedError} after `close`, as all that follow.
   */
  read(from: number, count: number): Promise<readonly string[]>
  /** Hashes of nodes that the tree up to `head.size` has. */
  readNodes(places: readonly NodePlace[]): Promise<readonly Uint8Array[]>
  /** Signs what is there: a checkpoint as a note. The same note while nothing is appended. */
  checkpoint(): Promise<string>
  /**
   * Lets what waits be written, signs a checkpoint and ends; to call it again waits for the same end. From the
   * first call on all others are refused.
   */
  close(): Promise<void>
}
