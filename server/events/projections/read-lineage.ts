/** Reads lineage out of the database, in the words of the engine. */
import type { LineageNode, NodeAttributes } from '../../../engine/lineage/lineage-facts.ts'
import type { LineageDirection } from '../../../engine/lineage/lineage-graph.ts'
import { kindOfNode } from '../../../engine/lineage/node-id.ts'
import {
  buildAnswer,
  cutWalk,
  type LineageAnswer,
  MAX_ANSWER_EDGES,
  type WalkLimits,
} from '../../../engine/lineage/walk-lineage.ts'
import type { Database } from '../../storage/database.ts'
import {
  type LineageNodeRow,
  readEdgesBetween,
  readEdgesOf,
  readLineageNodes,
  walkLineageEdges,
} from '../../storage/lineage-tables.ts'

/** A thing; undefined where no event has told of it. */
export async function findLineageNode(
  database: Database,
  id: string,
): Promise<LineageNode | undefined> {
  const [row] = await readLineageNodes(database, [id])
  return row === undefined ? undefined : toNode(row)
}

/** All that made a thing, or was made of it, as it is at one moment; what is pending included. */
export async function findLineage(
  database: Database,
  start: string,
  direction: LineageDirection,
  limits: WalkLimits,
): Promise<LineageAnswer> {
  return await database.transaction(
    async (transaction) => {
      const further = { maxDepth: limits.maxDepth + 1, maxNodes: limits.maxNodes + 1 }
      const walked = await walkLineageEdges(transaction, start, direction, further)
      const { ids, isTruncated } = cutWalk(
        walked.map(({ id, depth }) => [id, depth] as const),
        limits,
      )
      const names = ids.map(([id]) => id)
      const rows = await readLineageNodes(transaction, names)
      const edges = await readEdgesBetween(transaction, names, MAX_ANSWER_EDGES + 1)
      return buildAnswer(
        start,
        ids,
        new Map(rows.map((row) => [row.id, toNode(row)])),
        edges.map(({ from_id: from, to_id: to, role }) => ({ from, to, role })),
        isTruncated,
      )
    },
    { isolation: 'repeatable read', isReadOnly: true },
  )
}

/** What is one step away on one side, by name; no more than so many. */
export async function findNeighbors(
  database: Database,
  id: string,
  direction: LineageDirection,
  count: number,
): Promise<
  readonly { readonly id: string; readonly role: string; readonly is_pending: boolean }[]
> {
  const edges = await readEdgesOf(database, id, direction, count)
  const beside = edges.map(({ from_id: from, to_id: to, role }) => ({
    id: direction === 'ancestors' ? from : to,
    role,
  }))
  const rows = await readLineageNodes(
    database,
    beside.map((each) => each.id),
  )
  const told = new Set(rows.map((row) => row.id))
  return beside.map((each) => ({ ...each, is_pending: !told.has(each.id) }))
}

function toNode({ id, attributes, first_seq: firstSeq, last_seq: lastSeq }: LineageNodeRow) {
  return {
    ...{ id, kind: kindOfNode(id)!, firstSeq, lastSeq },
    attributes: JSON.parse(attributes) as NodeAttributes,
  }
}
