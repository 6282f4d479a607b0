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
  findNewLineageEdges,
  insertLineageEdges,
  insertRefusedEdge,
  isLineageAncestor,
  type LineageEdgeRow,
  lockLineage,
  readLineageNodes,
  writeLineageNodes,
} from '../../storage/lineage-tables.ts'
import { hashText } from './hash-text.ts'
import type { Projection } from './projection.ts'

export const LINEAGE_PROJECTION: Projection = {
  name: 'lineage',
  pattern: '#',
  tables: ['lineage_nodes', 'lineage_edges', 'lineage_refused_edges'],
  async handle({ seq, event }, transaction) {
    const { nodes, edges } = describeLineage(event, hashText)
    if (nodes.length === 0) return
    await lockLineage(transaction)
    await addNodes(transaction, nodes, seq)
    await addEdges(transaction, edges)
  },
}

async function addNodes(
  transaction: Transaction,
  nodes: readonly NodeFact[],
  seq: number,
): Promise<void> {
  const rows = await readLineageNodes(
    transaction,
    nodes.map(({ id }) => id),
  )
  const known = new Map(rows.map((row) => [row.id, row]))
  await writeLineageNodes(
    transaction,
    nodes.map(({ id, kind, attributes }) => {
      const before = known.get(id)
      const earlier = before === undefined ? {} : (JSON.parse(before.attributes) as NodeAttributes)
      return {
        ...{ id, kind, attributes: canonicalJson(joinAttributes(earlier, attributes)) },
        first_seq: Math.min(seq, before?.first_seq ?? seq),
        last_seq: Math.max(seq, before?.last_seq ?? seq),
      }
    }),
  )
}

/**
 * Adds edges that close no cycle. Where nothing was made yet of any of their ends, which is so of nearly all events,
 * none but the event itself could close one, and they are added together.
 */
async function addEdges(transaction: Transaction, edges: readonly LineageEdge[]): Promise<void> {
  if (edges.length === 0) return
  const rows = edges.map(toRow)
  const fresh = await findNewLineageEdges(transaction, rows)
  if (fresh.length === 0) return
  const added = fresh.map(({ number }) => edges[number - 1]!)
  const alone = new LineageGraph()
  alone.add({ nodes: [], edges: added }, 0)
  if (alone.refused.length === 0 && !fresh.some(({ has_more }) => has_more)) {
    await insertLineageEdges(transaction, added.map(toRow))
    return
  }
  for (const edge of added) {
    const closes = await isLineageAncestor(transaction, edge.to, edge.from)
    if (closes) await insertRefusedEdge(transaction, toRow(edge))
    else await insertLineageEdges(transaction, [toRow(edge)])
  }
}

function toRow({ from, to, role }: LineageEdge): LineageEdgeRow {
  return { from_id: from, to_id: to, role }
}
