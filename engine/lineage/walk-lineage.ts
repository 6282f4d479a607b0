/** Answers out of lineage: everything that made a thing, or everything that was made of it, within limits. */
import { compareEdges, compareTexts, type LineageEdge, type LineageNode } from './lineage-facts.ts'
import type { LineageDirection, LineageGraph } from './lineage-graph.ts'

export interface WalkLimits {
  /** How many steps from the thing that is asked for. */
  readonly maxDepth: number
  /** How many things, that one and pending ones included; those that are nearer come first. */
  readonly maxNodes: number
}

/** A thing at its distance from the one that is asked for. */
export interface WalkedNode extends LineageNode {
  /** The length of the shortest way. */
  readonly depth: number
}

export interface LineageAnswer {
  /** The thing that is asked for, by its name. */
  readonly start: string
  /** By depth, then by name; the first is the one that is asked for, unless it is pending. */
  readonly nodes: readonly WalkedNode[]
  /** All edges between these, and the pending ones where they are asked for. */
  readonly edges: readonly LineageEdge[]
  /** What edges name and no event has told of, by name: none of it is in the nodes. */
  readonly pending: readonly string[]
  /** Whether there is more than the limits let through. */
  readonly isTruncated: boolean
}

/** An answer has at most so many edges. */
export const MAX_ANSWER_EDGES = 10_000

/** Walks a graph in memory. */
export function walkLineage(
  graph: LineageGraph,
  start: string,
  direction: LineageDirection,
  limits: WalkLimits,
): LineageAnswer {
  const depths = new Map([[start, 0]])
  let frontier = [start]
  // One step and one thing more than wanted: they show that there is more.
  for (let depth = 1; depth <= limits.maxDepth + 1 && frontier.length > 0; depth++) {
    const next = new Set<string>()
    for (const id of frontier) {
      for (const edge of graph.edgesOf(id, direction)) {
        const other = direction === 'ancestors' ? edge.from : edge.to
        if (!depths.has(other)) next.add(other)
      }
    }
    frontier = [...next].sort(compareTexts).slice(0, limits.maxNodes + 1 - depths.size)
    for (const id of frontier) depths.set(id, depth)
  }
  const { ids, isTruncated } = cutWalk([...depths], limits)
  const kept = new Set(ids.map(([id]) => id))
  const edges = [...kept].flatMap((id) =>
    graph.edgesOf(id, 'ancestors').filter(({ from }) => kept.has(from)),
  )
  return buildAnswer(start, ids, graph.nodes, edges, isTruncated)
}

/** What of a walk is within limits: those that were found one step or one thing too far are left out. */
export function cutWalk(
  walked: readonly (readonly [id: string, depth: number])[],
  { maxDepth, maxNodes }: WalkLimits,
): { readonly ids: readonly (readonly [string, number])[]; readonly isTruncated: boolean } {
  const ids = walked.filter(([, depth]) => depth <= maxDepth).slice(0, maxNodes)
  return { ids, isTruncated: ids.length < walked.length }
}

/** Puts an answer together: what is not told of is pending. */
export function buildAnswer(
  start: string,
  ids: readonly (readonly [id: string, depth: number])[],
  nodes: ReadonlyMap<string, LineageNode>,
  edges: readonly LineageEdge[],
  isTruncated: boolean,
): LineageAnswer {
  const told = ids.flatMap(([id, depth]) => {
    const node = nodes.get(id)
    return node === undefined ? [] : [{ ...node, depth }]
  })
  const pending = ids.flatMap(([id]) => (nodes.has(id) ? [] : [id]))
  return {
    start,
    nodes: told,
    edges: edges.toSorted(compareEdges).slice(0, MAX_ANSWER_EDGES),
    pending: pending.toSorted(compareTexts),
    isTruncated: isTruncated || edges.length > MAX_ANSWER_EDGES,
  }
}

/** The answer for whoever does not ask for what is pending: no edge names it. */
export function hidePending(answer: LineageAnswer): LineageAnswer {
  const pending = new Set(answer.pending)
  const edges = answer.edges.filter(({ from, to }) => !pending.has(from) && !pending.has(to))
  return { ...answer, edges, pending: [] }
}
