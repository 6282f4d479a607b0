/** Answers in the form in which surfaces give them. */
import type { z } from 'zod'
import type { LineageGraphAnswer, lineageNodeSchema } from '../resources/lineage.ts'
import type { LineageNode } from './lineage-facts.ts'
import type { LineageAnswer } from './walk-lineage.ts'

type NodeAnswer = z.infer<typeof lineageNodeSchema>

export function toNodeAnswer({ id, kind, attributes, firstSeq, lastSeq }: LineageNode): NodeAnswer {
  return {
    ...{ id, kind, first_seq: firstSeq, last_seq: lastSeq },
    attributes: attributes as NodeAnswer['attributes'],
  }
}

export function toGraphAnswer(answer: LineageAnswer): LineageGraphAnswer {
  const { start, nodes, edges, pending, isTruncated } = answer
  return {
    start,
    nodes: nodes.map((node) => ({ ...toNodeAnswer(node), depth: node.depth })),
    edges: edges.map((edge) => ({ ...edge })),
    pending: [...pending],
    truncated: isTruncated,
  }
}
