/** Lineage in the database: what `LineageGraph` makes of the same events in memory. */
import { canonicalJson } from '../../../engine/json/canonical-json.ts'
import { describeLineage } from '../../../engine/lineage/describe-lineage.ts'
import { joinAttributes } from '../../../engine/lineage/join-attributes.ts'
import type {
  LineageEdge,
  NodeAttributes,
  NodeFact,
} from '../../../engine/lineage/lineage-facts.ts'
import { LineageGraph } from '../../../engine/lineage/lineage-graph.ts'
import type { Transaction } from '../../storage/database.ts'
import {
  findKnownLineage,
  insertRefusedEdge,
  isLineageAncestor,
  type KnownLineage,
  type LineageEdgeRow,
  type LineageNodeRow,
  lockLineage,
  writeLineage,
} from '../../storage/lineage-tables.ts'
import type { Delivery } from '../consumer.ts'
import { hashText } from './hash-text.ts'
import type { Projection } from './projection.ts'

export const LINEAGE_PROJECTION: Projection = Object.freeze({
  name: 'lineage',
  pattern: '#',
  tables: Object.freeze(['lineage_nodes', 'lineage_edges', 'lineage_refused_edges']),
  async handle({ seq, event }: Delivery, transaction: Transaction) {
    const { nodes, edges } = describeLineage(event, hashText)
    if (nodes.length === 0) return
    await lockOnce(transaction)
    const ids = nodes.map(({ id }) => id)
    const known = await findKnownLineage(transaction, ids, edges.map(toRow))
    const joined = joinNodes(nodes, known.nodes, seq)
    const fresh = known.fresh.map(({ place }) => edges[place]!)
    if (canAddTogether(known, fresh)) {
      await writeLineage(transaction, joined, fresh.map(toRow))
      return
    }
    await writeLineage(transaction, joined, [])
    for (const edge of fresh) {
      const closes = await isLineageAncestor(transaction, edge.to, edge.from)
      if (closes) await insertRefusedEdge(transaction, toRow(edge))
      else await writeLineage(transaction, [], [toRow(edge)])
    }
  },
})

/** Transactions that have the lock: several events are heard in one. */
const locked = new WeakSet<Transaction>()

async function lockOnce(transaction: Transaction): Promise<void> {
  if (locked.has(transaction)) return
  await lockLineage(transaction)
  locked.add(transaction)
}

function joinNodes(
  nodes: readonly NodeFact[],
  rows: readonly LineageNodeRow[],
  seq: number,
): LineageNodeRow[] {
  const known = new Map(rows.map((row) => [row.id, row]))
  return nodes.map(({ id, kind, attributes }) => {
    const before = known.get(id)
    const earlier = before === undefined ? {} : (JSON.parse(before.attributes) as NodeAttributes)
    return {
      ...{ id, kind, attributes: canonicalJson(joinAttributes(earlier, attributes)) },
      first_seq: Math.min(seq, before?.first_seq ?? seq),
      last_seq: Math.max(seq, before?.last_seq ?? seq),
    }
  })
}

/**
 * Whether edges can be added without a look for cycles. Where nothing was made yet of any of their ends, which is so of
 * nearly all events, none but the event itself could close one.
 */
function canAddTogether({ fresh }: KnownLineage, edges: readonly LineageEdge[]): boolean {
  if (fresh.some(({ hasMore }) => hasMore)) return false
  const alone = new LineageGraph()
  alone.add({ nodes: [], edges }, 0)
  return alone.refused.length === 0
}

function toRow({ from, to, role }: LineageEdge): LineageEdgeRow {
  return { from_id: from, to_id: to, role }
}
