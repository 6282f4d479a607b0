/** What made a thing and what was made of it, as one graph. */
import type { LineageGraphAnswer } from '../../../engine/resources/lineage.ts'
import type { GraphEdge } from './place-nodes.ts'

export interface ShownNode {
  readonly id: string
  /** `run`, `artifact`, ... */
  readonly kind: string
  readonly attributes: Readonly<Record<string, unknown>>
  /** The first entry of the ledger that tells of it; undefined where none does. */
  readonly firstSeq: number | undefined
  /** Whether it is only named by others. */
  readonly isPending: boolean
}

export interface ShownEdge extends GraphEdge {
  readonly role: string
}

export interface ShownLineage {
  readonly nodes: ReadonlyMap<string, ShownNode>
  readonly edges: readonly ShownEdge[]
  readonly isTruncated: boolean
}

/** Both sides of a node; what either has is there once. */
export function joinAnswers(...answers: readonly LineageGraphAnswer[]): ShownLineage {
  const nodes = new Map<string, ShownNode>()
  const edges = new Map<string, ShownEdge>()
  for (const answer of answers) {
    for (const { id, kind, attributes, first_seq: firstSeq } of answer.nodes) {
      nodes.set(id, { id, kind, attributes, firstSeq, isPending: false })
    }
    for (const edge of answer.edges) edges.set(`${edge.from}\n${edge.to}\n${edge.role}`, edge)
  }
  for (const id of answers.flatMap(({ pending }) => pending)) {
    if (nodes.has(id)) continue
    const kind = id.slice(0, Math.max(0, id.indexOf(':')))
    nodes.set(id, { id, kind, attributes: {}, firstSeq: undefined, isPending: true })
  }
  return {
    nodes,
    edges: [...edges.values()],
    isTruncated: answers.some(({ truncated }) => truncated),
  }
}

/** Attributes that name a thing to people, the better first. */
const LABELS = ['title', 'names', 'name', 'notation', 'engine', 'roles', 'seed'] as const

/** A line that tells what a node is: its name where it has one, else the beginning of its key. */
export function labelOf({ id, kind, attributes }: ShownNode): string {
  const key = id.slice(kind.length + 1)
  for (const field of LABELS) {
    const value = attributes[field]
    const text = Array.isArray(value) ? value[0] : value
    if (typeof text === 'string' && text !== '') return text
    if (typeof text === 'number') return String(text)
  }
  return /^[0-9a-f]{64}$/.test(key) ? key.slice(0, 12) : key
}
