/**
 * Logic on words of bits, as a graph: what bit-sliced code computes, before any machine's
 * instructions.
 *
 * A node stands for a word; every bit of it belongs to another cell. Equal nodes are one node, so
 * whatever two outcomes have in common is computed once, however it was asked for. That is also how
 * neighboring rows come to share their sums.
 */

/** A node of a graph. */
export type BitId = number

export type BitNode =
  | { readonly op: 'zero' }
  | { readonly op: 'ones' }
  | { readonly op: 'input'; readonly name: string }
  | { readonly op: 'not'; readonly of: BitId }
  | { readonly op: 'and' | 'or' | 'xor'; readonly left: BitId; readonly right: BitId }

const PAIR_OPERATORS = ['and', 'or', 'xor'] as const

type PairOperator = (typeof PAIR_OPERATORS)[number]

/** Appends nodes, each after those it uses, in their simplest form. */
export class BitGraph {
  readonly zero: BitId = 0
  readonly ones: BitId = 1
  readonly #nodes: BitNode[] = [{ op: 'zero' }, { op: 'ones' }]
  readonly #inputs = new Map<string, BitId>()
  /** Of the nodes that have one. */
  readonly #complements: BitId[] = [1, 0]
  /** By their operator and what they use. */
  readonly #pairs = new Map<number, BitId>()

  get nodes(): readonly BitNode[] {
    return this.#nodes
  }

  /** A word that the code around the graph provides under a name. */
  input(name: string): BitId {
    const known = this.#inputs.get(name)
    if (known !== undefined) return known
    const id = this.#add({ op: 'input', name })
    this.#inputs.set(name, id)
    return id
  }

  not(of: BitId): BitId {
    const known = this.#complements[of]
    if (known !== undefined) return known
    const id = this.#add({ op: 'not', of })
    this.#complements[of] = id
    this.#complements[id] = of
    return id
  }

  and(left: BitId, right: BitId): BitId {
    if (left === right || right === this.ones) return left
    if (left === this.ones) return right
    if (left === this.zero || right === this.zero || left === this.#complements[right])
      return this.zero
    return this.#pair('and', left, right)
  }

  or(left: BitId, right: BitId): BitId {
    if (left === right || right === this.zero) return left
    if (left === this.zero) return right
    if (left === this.ones || right === this.ones || left === this.#complements[right])
      return this.ones
    return this.#pair('or', left, right)
  }

  xor(left: BitId, right: BitId): BitId {
    if (left === right) return this.zero
    const plainLeft = this.#withoutNot(left)
    const plainRight = this.#withoutNot(right)
    const isFlipped = (plainLeft === left) !== (plainRight === right)
    const plain = this.#plainXor(plainLeft, plainRight)
    return isFlipped ? this.not(plain) : plain
  }

  /** Bit by bit, `then` where the condition is 1 and `otherwise` where it is 0. */
  choose(condition: BitId, then: BitId, otherwise: BitId): BitId {
    if (then === otherwise) return then
    if (condition === this.ones) return then
    if (condition === this.zero) return otherwise
    if (then === this.ones) return this.or(condition, otherwise)
    if (then === this.zero) return this.and(this.not(condition), otherwise)
    if (otherwise === this.zero) return this.and(condition, then)
    if (otherwise === this.ones) return this.or(this.not(condition), then)
    return this.xor(otherwise, this.and(condition, this.xor(then, otherwise)))
  }

  #withoutNot(id: BitId): BitId {
    const node = this.#nodes[id]
    if (id === this.ones) return this.zero
    return node?.op === 'not' ? node.of : id
  }

  #plainXor(left: BitId, right: BitId): BitId {
    if (left === right) return this.zero
    if (left === this.zero) return right
    if (right === this.zero) return left
    return this.#pair('xor', left, right)
  }

  #pair(op: PairOperator, left: BitId, right: BitId): BitId {
    const [first, second] = left < right ? [left, right] : [right, left]
    // A number of its own for each pair, which stays small as long as graphs do.
    const key = 3 * (second * second + first) + PAIR_OPERATORS.indexOf(op)
    const known = this.#pairs.get(key)
    if (known !== undefined) return known
    const id = this.#add({ op, left: first, right: second })
    this.#pairs.set(key, id)
    return id
  }

  #add(node: BitNode): BitId {
    return this.#nodes.push(node) - 1
  }
}

/** The nodes that some outcomes depend on, in an order in which each follows what it uses. */
export function usedNodes(graph: BitGraph, outcomes: readonly BitId[]): BitId[] {
  const { nodes } = graph
  const isUsed = new Uint8Array(nodes.length)
  for (const id of outcomes) isUsed[id] = 1
  const used: BitId[] = []
  for (let id = nodes.length - 1; id >= 0; id--) {
    if (isUsed[id] === 0) continue
    used.push(id)
    const node = nodes[id]!
    if (node.op === 'not') isUsed[node.of] = 1
    else if ('left' in node) {
      isUsed[node.left] = 1
      isUsed[node.right] = 1
    }
  }
  return used.reverse()
}

/** How many operations the outcomes take; constants and inputs are none. */
export function countOperations(graph: BitGraph, outcomes: readonly BitId[]): number {
  return usedNodes(graph, outcomes).filter((id) => {
    const { op } = graph.nodes[id]!
    return op !== 'zero' && op !== 'ones' && op !== 'input'
  }).length
}

/** How many operations on two words the outcomes take: where negations cost nothing. */
export function countPairs(graph: BitGraph, outcomes: readonly BitId[]): number {
  return usedNodes(graph, outcomes).filter((id) => 'left' in graph.nodes[id]!).length
}
