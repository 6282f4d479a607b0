/**
 * What several events tell of lineage, on its way into the tables: what is known of it is read at once, folded in
 * memory, and written at once.
 *
 * Whether an edge would close a cycle is a question about all edges. Those that wait to be written begin at things of
 * which the tables have nothing further: whatever leads on from where such an edge ends waits too, so memory answers.
 * An edge to a thing that the tables lead on from has the others written first, and asks the tables.
 */
import { canonicalJson } from '../../../engine/json/canonical-json.ts'
import { joinAttributes } from '../../../engine/lineage/join-attributes.ts'
import {
  type LineageEdge,
  type LineageFacts,
  type NodeAttributes,
  type NodeFact,
  nameEdge,
} from '../../../engine/lineage/lineage-facts.ts'
import type { Transaction } from '../../storage/database.ts'
import {
  findKnownLineage,
  insertRefusedEdges,
  isLineageAncestor,
  type LineageEdgeRow,
  type LineageNodeRow,
  lockLineage,
  writeLineage,
} from '../../storage/lineage-tables.ts'

/** What one event tells. */
export interface ToldLineage {
  readonly seq: number
  readonly facts: LineageFacts
}

/** Folds what events tell, in their order, into the tables. */
export async function addLineage(
  transaction: Transaction,
  told: readonly ToldLineage[],
): Promise<void> {
  const telling = told.filter(({ facts }) => facts.nodes.length > 0)
  if (telling.length === 0) return
  await lockOnce(transaction)
  const batch = await LineageBatch.open(transaction, telling)
  for (const each of telling) await batch.add(each)
  await batch.end()
}

/** Transactions that have the lock: several events are heard in one. */
const locked = new WeakSet<Transaction>()

async function lockOnce(transaction: Transaction): Promise<void> {
  if (locked.has(transaction)) return
  await lockLineage(transaction)
  locked.add(transaction)
}

/** What is known of a thing. */
interface Known {
  readonly kind: string
  readonly attributes: NodeAttributes
  readonly first: number
  readonly last: number
}

class LineageBatch {
  readonly #transaction: Transaction
  readonly #nodes: Map<string, Known>
  /** Edges that are neither in the tables nor waiting, and whether the tables lead on from where they end. */
  readonly #fresh: Map<string, boolean>
  readonly #touched = new Set<string>()
  #waiting: LineageEdge[] = []
  /** Of those that wait: where they lead, by where they begin. */
  #ways = new Map<string, string[]>()
  /** Where edges begin that this batch has written. */
  readonly #written = new Set<string>()
  readonly #refused: LineageEdge[] = []

  private constructor(
    transaction: Transaction,
    nodes: Map<string, Known>,
    fresh: Map<string, boolean>,
  ) {
    this.#transaction = transaction
    this.#nodes = nodes
    this.#fresh = fresh
  }

  static async open(transaction: Transaction, told: readonly ToldLineage[]): Promise<LineageBatch> {
    const ids = new Set(told.flatMap(({ facts }) => facts.nodes.map(({ id }) => id)))
    const edges = [
      ...new Map(told.flatMap(({ facts }) => facts.edges.map((edge) => [nameEdge(edge), edge]))),
    ]
    const known = await findKnownLineage(
      transaction,
      [...ids],
      edges.map(([, edge]) => toRow(edge)),
    )
    return new LineageBatch(
      transaction,
      new Map(known.nodes.map((row) => [row.id, readKnown(row)])),
      new Map(known.fresh.map(({ place, hasMore }) => [edges[place]![0], hasMore])),
    )
  }

  async add({ seq, facts: { nodes, edges } }: ToldLineage): Promise<void> {
    for (const node of nodes) this.#join(node, seq)
    for (const edge of edges) {
      const name = nameEdge(edge)
      const hasMore = this.#fresh.get(name)
      if (hasMore === undefined) continue
      this.#fresh.delete(name)
      if (hasMore || this.#written.has(edge.to)) await this.#askTables(edge)
      else if (this.#leads(edge.to, edge.from)) this.#refused.push(edge)
      else this.#wait(edge)
    }
  }

  /** Writes all that is left. */
  async end(): Promise<void> {
    const rows = [...this.#touched].map((id) => writeKnown(id, this.#nodes.get(id)!))
    await writeLineage(this.#transaction, rows, this.#waiting.map(toRow))
    if (this.#refused.length > 0) {
      await insertRefusedEdges(this.#transaction, this.#refused.map(toRow))
    }
  }

  #join({ id, kind, attributes }: NodeFact, seq: number): void {
    const before = this.#nodes.get(id)
    this.#nodes.set(id, {
      kind,
      attributes: joinAttributes(before?.attributes ?? {}, attributes),
      first: Math.min(seq, before?.first ?? seq),
      last: Math.max(seq, before?.last ?? seq),
    })
    this.#touched.add(id)
  }

  async #askTables(edge: LineageEdge): Promise<void> {
    await this.#write()
    if (await isLineageAncestor(this.#transaction, edge.to, edge.from)) {
      this.#refused.push(edge)
      return
    }
    this.#wait(edge)
    await this.#write()
  }

  /** Whether edges that wait lead from one thing to another, or both are one. */
  #leads(from: string, to: string): boolean {
    const seen = new Set([from])
    for (const each of seen) {
      if (each === to) return true
      for (const next of this.#ways.get(each) ?? []) seen.add(next)
    }
    return false
  }

  #wait(edge: LineageEdge): void {
    this.#waiting.push(edge)
    const ways = this.#ways.get(edge.from)
    if (ways === undefined) this.#ways.set(edge.from, [edge.to])
    else ways.push(edge.to)
  }

  async #write(): Promise<void> {
    if (this.#waiting.length === 0) return
    await writeLineage(this.#transaction, [], this.#waiting.map(toRow))
    for (const { from } of this.#waiting) this.#written.add(from)
    this.#waiting = []
    this.#ways = new Map()
  }
}

function readKnown({ kind, attributes, first_seq: first, last_seq: last }: LineageNodeRow): Known {
  return { kind, attributes: JSON.parse(attributes) as NodeAttributes, first, last }
}

function writeKnown(id: string, { kind, attributes, first, last }: Known): LineageNodeRow {
  return { id, kind, attributes: canonicalJson(attributes), first_seq: first, last_seq: last }
}

function toRow({ from, to, role }: LineageEdge): LineageEdgeRow {
  return { from_id: from, to_id: to, role }
}
