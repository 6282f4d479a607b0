/**
 * Writes the logic of a graph as vector instructions.
 *
 * Negations are pushed through the graph until they meet an `andnot`, which takes one in for free,
 * or an outcome, where one is left. What is used once is computed where it is used; the rest is
 * kept in locals, each computed just before its first use, which keeps few of them alive at once.
 */
import type { BitGraph, BitId } from '../../../forge/bit-graph.ts'
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32x4, v128 } from '../../../forge/wasm/vectors.ts'

type Vector = Expression<'v128'>

/** Where a graph's input comes from. It is computed once, if at all, at its first use. */
export type InputSource = (name: string) => Vector

/** What becomes of an outcome. */
export interface Outcome {
  readonly bit: BitId
  readonly use: (value: Vector) => void
}

/** A node without negations: it, or its complement, is a node of the graph. */
type Gate =
  | { readonly op: 'zero'; uses: number; local: Local<'v128'> | undefined }
  | { readonly op: 'input'; readonly name: string; uses: number; local: Local<'v128'> | undefined }
  | {
      readonly op: 'and' | 'or' | 'xor' | 'andnot'
      readonly left: Gate
      readonly right: Gate
      uses: number
      local: Local<'v128'> | undefined
    }

/** A gate or, where flipped, its complement. */
interface Literal {
  readonly gate: Gate
  readonly isFlipped: boolean
}

/** Appends code that computes the outcomes, one after another. */
export function writeLogic(
  f: FunctionBuilder,
  graph: BitGraph,
  source: InputSource,
  outcomes: readonly Outcome[],
): void {
  const literals = new GateList(graph).lower(outcomes.map(({ bit }) => bit))
  for (const { gate } of literals) countUse(gate)
  for (const [i, { use }] of outcomes.entries()) {
    const { gate, isFlipped } = literals[i]!
    const value = computeGate(f, source, gate)
    use(isFlipped ? negate(gate, value) : value)
  }
}

/** How many instructions the outcomes take; loads and stores are none. */
export function countInstructions(graph: BitGraph, outcomes: readonly BitId[]): number {
  const literals = new GateList(graph).lower(outcomes)
  const seen = new Set<Gate>()
  const visit = (gate: Gate): number => {
    if (seen.has(gate)) return 0
    seen.add(gate)
    return 'left' in gate ? 1 + visit(gate.left) + visit(gate.right) : 0
  }
  return literals.reduce((sum, { gate, isFlipped }) => sum + visit(gate) + (isFlipped ? 1 : 0), 0)
}

function countUse(gate: Gate): void {
  gate.uses++
  if (gate.uses > 1 || !('left' in gate)) return
  countUse(gate.left)
  countUse(gate.right)
}

function computeGate(f: FunctionBuilder, source: InputSource, gate: Gate): Vector {
  if (gate.local !== undefined) return gate.local
  if (gate.op === 'zero') return i32x4.const(0)
  const value =
    gate.op === 'input'
      ? source(gate.name)
      : v128[gate.op](computeGate(f, source, gate.left), computeGate(f, source, gate.right))
  if (gate.uses < 2 || isLocal(value)) return value
  gate.local = f.keep(value)
  return gate.local
}

const isLocal = (value: Vector) => 'index' in value

const negate = (gate: Gate, value: Vector) =>
  gate.op === 'zero' ? i32x4.const(-1) : v128.not(value)

/** The gates of a graph, each one once. */
class GateList {
  readonly #graph: BitGraph
  readonly #gates = new Map<string, Gate>()
  readonly #numbers = new Map<Gate, number>()
  readonly #literals = new Map<BitId, Literal>()

  constructor(graph: BitGraph) {
    this.#graph = graph
  }

  /** The literals of some nodes. Nodes follow those they use, so this needs no recursion. */
  lower(ids: readonly BitId[]): readonly Literal[] {
    const last = Math.max(-1, ...ids)
    for (let id = this.#literals.size; id <= last; id++) this.#literals.set(id, this.#lowerNode(id))
    return ids.map((id) => this.#literals.get(id)!)
  }

  #lowerNode(id: BitId): Literal {
    const node = this.#graph.nodes[id]!
    switch (node.op) {
      case 'zero':
        return { gate: this.#leaf('zero', ''), isFlipped: false }
      case 'ones':
        return { gate: this.#leaf('zero', ''), isFlipped: true }
      case 'input':
        return { gate: this.#leaf('input', node.name), isFlipped: false }
      case 'not': {
        const { gate, isFlipped } = this.#literals.get(node.of)!
        return { gate, isFlipped: !isFlipped }
      }
      case 'and':
      case 'or':
      case 'xor':
        return this.#lowerPair(
          node.op,
          this.#literals.get(node.left)!,
          this.#literals.get(node.right)!,
        )
      default:
        return node satisfies never
    }
  }

  #lowerPair(op: 'and' | 'or' | 'xor', left: Literal, right: Literal): Literal {
    const [a, b] = [left.gate, right.gate]
    if (op === 'xor') {
      return { gate: this.#pair('xor', a, b), isFlipped: left.isFlipped !== right.isFlipped }
    }
    // a | b is the complement of ~a & ~b.
    const isOr = op === 'or'
    const isLeftFlipped = left.isFlipped !== isOr
    const isRightFlipped = right.isFlipped !== isOr
    if (isLeftFlipped && isRightFlipped) {
      return { gate: this.#pair('or', a, b), isFlipped: !isOr }
    }
    if (!isLeftFlipped && !isRightFlipped) {
      return { gate: this.#pair('and', a, b), isFlipped: isOr }
    }
    const gate = isRightFlipped ? this.#pair('andnot', a, b) : this.#pair('andnot', b, a)
    return { gate, isFlipped: isOr }
  }

  #leaf(op: 'zero' | 'input', name: string): Gate {
    return this.#find(`${op} ${name}`, () =>
      op === 'zero' ? { op, uses: 0, local: undefined } : { op, name, uses: 0, local: undefined },
    )
  }

  #pair(op: 'and' | 'or' | 'xor' | 'andnot', left: Gate, right: Gate): Gate {
    const key = `${op} ${this.#numbers.get(left)} ${this.#numbers.get(right)}`
    return this.#find(key, () => ({ op, left, right, uses: 0, local: undefined }))
  }

  #find(key: string, build: () => Gate): Gate {
    const known = this.#gates.get(key)
    if (known !== undefined) return known
    const gate = build()
    this.#gates.set(key, gate)
    this.#numbers.set(gate, this.#numbers.size)
    return gate
  }
}
