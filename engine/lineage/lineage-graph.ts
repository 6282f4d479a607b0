/**
 * Lineage in memory (Thundervine): a graph without cycles of what was made from what, folded out of events.
 *
 * Edges may come before the things that they name. Such a thing is pending: it is in no answer until an event tells
 * of it, unless somebody asks for what is pending. An edge that would close a cycle is refused and kept aside.
 */
import { joinAttributes } from './join-attributes.ts'
import {
  type LineageEdge,
  type LineageFacts,
  type LineageNode,
  type NodeFact,
  nameEdge,
} from './lineage-facts.ts'

/** From a thing to what made it, or to what was made of it. */
export type LineageDirection = 'ancestors' | 'descendants'

export class LineageGraph {
  readonly #nodes = new Map<string, LineageNode>()
  readonly #edges = new Map<string, LineageEdge>()
  readonly #refused = new Map<string, LineageEdge>()
  readonly #into = new Map<string, LineageEdge[]>()
  readonly #outOf = new Map<string, LineageEdge[]>()

  /**
   * Takes in what an event tells. To take it in twice is as good as once.
   *
   * @param seq where in the ledger the event is.
   */
  add({ nodes, edges }: LineageFacts, seq: number): void {
    for (const node of nodes) this.#addNode(node, seq)
    for (const edge of edges) this.#addEdge(edge)
  }

  get nodes(): ReadonlyMap<string, LineageNode> {
    return this.#nodes
  }

  /** All edges, those included that name what is pending. */
  get edges(): readonly LineageEdge[] {
    return [...this.#edges.values()]
  }

  /** Edges that would have closed a cycle. */
  get refused(): readonly LineageEdge[] {
    return [...this.#refused.values()]
  }

  /** The edges on one side of a thing. */
  edgesOf(id: string, direction: LineageDirection): readonly LineageEdge[] {
    return (direction === 'ancestors' ? this.#into : this.#outOf).get(id) ?? []
  }

  #addNode({ id, kind, attributes }: NodeFact, seq: number): void {
    const before = this.#nodes.get(id)
    this.#nodes.set(id, {
      ...{ id, kind, attributes: joinAttributes(before?.attributes ?? {}, attributes) },
      firstSeq: Math.min(seq, before?.firstSeq ?? seq),
      lastSeq: Math.max(seq, before?.lastSeq ?? seq),
    })
  }

  #addEdge(edge: LineageEdge): void {
    const name = nameEdge(edge)
    if (this.#edges.has(name) || this.#refused.has(name)) return
    if (this.#isAncestor(edge.to, edge.from)) {
      this.#refused.set(name, edge)
      return
    }
    this.#edges.set(name, edge)
    append(this.#into, edge.to, edge)
    append(this.#outOf, edge.from, edge)
  }

  /** Whether one thing has made another, or is it. */
  #isAncestor(one: string, other: string): boolean {
    if (one === other) return true
    if (!this.#outOf.has(one)) return false
    const seen = new Set([other])
    for (const id of seen) {
      for (const { from } of this.edgesOf(id, 'ancestors')) {
        if (from === one) return true
        seen.add(from)
      }
    }
    return false
  }
}

function append(lists: Map<string, LineageEdge[]>, key: string, edge: LineageEdge): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [edge])
  else list.push(edge)
}
