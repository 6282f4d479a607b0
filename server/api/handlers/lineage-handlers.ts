/** What does the operations of lineage. */

import { exportLineage } from '../../../engine/lineage/export-lineage.ts'
import { toGraphAnswer, toNodeAnswer } from '../../../engine/lineage/lineage-answers.ts'
import type { LineageDirection } from '../../../engine/lineage/lineage-graph.ts'
import { hidePending, type LineageAnswer } from '../../../engine/lineage/walk-lineage.ts'
import type { LineageExport, LineageStep } from '../../../engine/resources/lineage.ts'
import {
  EXPORT_LINEAGE,
  GET_LINEAGE,
  LIST_ANCESTORS,
  LIST_DESCENDANTS,
} from '../../../engine/resources/operations/lineage-operations.ts'
import { hashText } from '../../events/projections/hash-text.ts'
import {
  findLineage,
  findLineageNode,
  findNeighbors,
} from '../../events/projections/read-lineage.ts'
import type { Database } from '../../storage/database.ts'
import { countRefusedEdges } from '../../storage/lineage-tables.ts'
import { NotFoundError } from '../errors.ts'
import { type CallContext, type Handler, handle } from '../handler.ts'

/** So many neighbors of a thing are told, on each side. */
const MAX_NEIGHBORS = 200
/** To find so many nodes is as much work as another request. */
const NODES_A_REQUEST = 100

export function buildLineageHandlers({
  database,
}: {
  readonly database: Database
}): readonly Handler[] {
  const findGraph = async (
    direction: LineageDirection,
    { node, max_depth, max_nodes, include_pending }: GraphInput,
    { charge }: Pick<CallContext, 'charge'>,
  ): Promise<LineageAnswer> => {
    const limits = { maxDepth: max_depth, maxNodes: max_nodes }
    const answer = await findLineage(database, node, direction, limits)
    charge(answer.nodes.length / NODES_A_REQUEST)
    const isTold = answer.nodes[0]?.id === node
    if (!isTold && !(include_pending && answer.edges.length > 0)) throw notFound(node)
    return include_pending ? answer : hidePending(answer)
  }
  return [
    handle(GET_LINEAGE, async ({ node, include_pending }) => {
      const found = await findLineageNode(database, node)
      if (found === undefined) throw notFound(node)
      const [parents, children] = await Promise.all(
        (['ancestors', 'descendants'] as const).map((direction) =>
          findNeighbors(database, node, direction, MAX_NEIGHBORS + 1),
        ),
      )
      const isShown = ({ is_pending }: LineageStep['parents'][number]) =>
        include_pending || !is_pending
      return {
        node: toNodeAnswer(found),
        parents: parents!.slice(0, MAX_NEIGHBORS).filter(isShown),
        children: children!.slice(0, MAX_NEIGHBORS).filter(isShown),
        refused: await countRefusedEdges(database, node),
        truncated: Math.max(parents!.length, children!.length) > MAX_NEIGHBORS,
      }
    }),
    handle(LIST_ANCESTORS, async (input, context) =>
      toGraphAnswer(await findGraph('ancestors', input, context)),
    ),
    handle(LIST_DESCENDANTS, async (input, context) =>
      toGraphAnswer(await findGraph('descendants', input, context)),
    ),
    handle(EXPORT_LINEAGE, async ({ format, ...input }, context) => {
      const answer = await findGraph('ancestors', { ...input, include_pending: false }, context)
      const document = exportLineage(format, answer, hashText) as LineageExport['document']
      return { format, document, truncated: answer.isTruncated }
    }),
  ]
}

interface GraphInput {
  readonly node: string
  readonly max_depth: number
  readonly max_nodes: number
  readonly include_pending: boolean
}

const notFound = (id: string) => new NotFoundError({ resource: 'lineage', id })
