/** Lineage in the database: what `LineageGraph` makes of the same events in memory. */
import { describeLineage } from '../../../engine/lineage/describe-lineage.ts'
import type { Transaction } from '../../storage/database.ts'
import type { Delivery } from '../consumer.ts'
import { hashText } from './hash-text.ts'
import { addLineage } from './lineage-batch.ts'
import type { Projection } from './projection.ts'

export const LINEAGE_PROJECTION: Projection = Object.freeze({
  name: 'lineage',
  pattern: '#',
  tables: Object.freeze(['lineage_nodes', 'lineage_edges', 'lineage_refused_edges']),
  handle: (delivery, transaction) => hearAll([delivery], transaction),
  handleAll: hearAll,
} satisfies Projection)

async function hearAll(deliveries: readonly Delivery[], transaction: Transaction): Promise<void> {
  const told = deliveries.map(({ seq, event }) => ({
    seq,
    facts: describeLineage(event, hashText),
  }))
  await addLineage(transaction, told)
}
