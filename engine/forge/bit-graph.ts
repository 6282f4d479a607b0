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

type PairOperator = 'and' | 'or' | 'xor'

/** Appends nodes, each after those it uses, in their simplest form. */
export class BitGraph {
  readonly zero: BitId = 0
  readonly ones: BitId = 1
  readonly #nodes: BitNode[] = [{ op: 'zero' }, { op: 'ones' }]
  readonly #known = new Map<string, BitId>()

  get nodes(): readonly BitNode[] {
    return this.#nodes
  }

  /** A word that the code around the graph provides under a name. */
  input(name: string): BitId {
    return this.#add(`input ${name}`, { op: 'input', name })
  }

  not(of: BitId): BitId {
    const node = this.#nodes[of]
    if (node?.op === 'not') return node.of
    if (of <= this.ones) return this.ones - of
    return this.#add(`not ${of}`, { op: 'not', of })
  }

  and(left: BitId, right: BitId): BitId {
    if (left === right || right === this.ones) return left
    if (left === this.ones) return right
    if (left === this.zero || right === this.zero || left === this.not(right)) return this.zero
    return this.#pair('and', left, right)
  }

  or(left: BitId, right: BitId): BitId {
    if (left === right || right === this.zero) return left
    if (left === this.zero) return right
    if (left === this.ones || right === this.ones || left === this.not(right)) return this.ones
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
    return this.#add(`${op} ${first} ${second}`, { op, left: first, right: second })
  }

  #add(key: string, node: BitNode): BitId {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const id = this.#nodes.push(Object.freeze(node)) - 1
    this.#known.set(key, id)
    return id
  }
}

/** The nodes that some outcomes depend on, in an order in which each follows what it uses. */
export function usedNodes(graph: BitGraph, outcomes: readonly BitId[]): BitId[] {
  const used = new Set<BitId>(outcomes)
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (!used.has(id)) continue
    const node = graph.nodes[id]!
    if (node.op === 'not') used.add(node.of)
    else if (node.op === 'and' || node.op === 'or' || node.op === 'xor') {
      used.add(node.left)
      used.add(node.right)
    }
  }
  return [...used].sort((a, b) => a - b)
}

/** How many operations the outcomes take; constants and inputs are none. */
export function countOperations(graph: BitGraph, outcomes: readonly BitId[]): number {
  return usedNodes(graph, outcomes).filter((id) => {
    const { op } = graph.nodes[id]!
    return op !== 'zero' && op !== 'ones' && op !== 'input'
  }).length
}
