/** What lineage is made of: things, and which was made from which. */
import type { JsonValue } from '../json/json-value.ts'
import type { NodeKind } from './node-id.ts'

export type NodeAttributes = { readonly [name: string]: JsonValue }

/** A thing that an event has told of. */
export interface NodeFact {
  readonly id: string
  readonly kind: NodeKind
  /** What is known of it; `joinAttributes` says what becomes of what is told twice. */
  readonly attributes: NodeAttributes
}

/** `from` made `to`, or was used to make it. */
export interface LineageEdge {
  readonly from: string
  readonly to: string
  /** As what: `input`, `seed`, `output:model`. */
  readonly role: string
}

/** What one event tells. An edge may name a thing that no event has told of yet. */
export interface LineageFacts {
  readonly nodes: readonly NodeFact[]
  readonly edges: readonly LineageEdge[]
}

/** A thing, with where in the ledger it is told of. */
export interface LineageNode extends NodeFact {
  /** The first entry that tells of it. */
  readonly firstSeq: number
  /** The last one. */
  readonly lastSeq: number
}

/** By which edges are told apart. */
export function nameEdge({ from, to, role }: LineageEdge): string {
  return JSON.stringify([from, to, role])
}

/** The order of texts by code points, which is that of their UTF-8: the same here and in a database. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0
  const length = Math.min(one.length, other.length)
  for (let i = 0; i < length; i++) {
    const [a, b] = [one.charCodeAt(i), other.charCodeAt(i)]
    if (a !== b) return rankOfUnit(a) - rankOfUnit(b)
  }
  return one.length - other.length
}

/** Halves of surrogates stand for characters behind all that have one unit. */
function rankOfUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

export function compareEdges(one: LineageEdge, other: LineageEdge): number {
  return (
    compareTexts(one.from, other.from) ||
    compareTexts(one.to, other.to) ||
    compareTexts(one.role, other.role)
  )
}
