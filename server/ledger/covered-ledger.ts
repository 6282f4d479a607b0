/** A ledger up to its newest checkpoint, wherever it is kept: what can be shown of it to others. */
import type { NodePlace } from '../../engine/ledger/merkle-proof.ts'
import type { VerifierKey } from '../../engine/ledger/verifier-key.ts'

export interface CoveredLedger {
  /** The key that verifies the checkpoint. */
  readonly key: VerifierKey
  /** How many entries it covers. */
  readonly size: number
  /** The checkpoint, as it was signed; undefined where none was yet, and then no entry is seen. */
  readonly note: string | undefined
  /**
   * The texts of entries, in order, fewer at the end.
   *
   * @throws {LedgerDamagedError} where one is not what its hash says.
   */
  read(from: number, count: number): Promise<readonly string[]>
  /**
   * The text of one entry.
   *
   * @throws {NoSuchEntryError} where the checkpoint does not cover it.
   */
  readOne(seq: number): Promise<string>
  readNodes(places: readonly NodePlace[]): Promise<readonly Uint8Array[]>
  close(): Promise<void>
}
