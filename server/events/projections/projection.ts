/** Tables that are made of the ledger: what a consumer of the event bus writes there, and nobody else. */
import type { Transaction } from '../../storage/database.ts'
import type { Consumer } from '../consumer.ts'

/**
 * A consumer whose tables can be made anew from the ledger. What it writes depends on the events alone, in their
 * order: on no clock, no chance and no other table.
 */
export interface Projection extends Consumer<Transaction> {
  /** Tables that only this projection writes, emptied by a rebuild, in an order that foreign keys allow. */
  readonly tables: readonly string[]
}
