/**
 * Writes the logic of a graph as vector instructions, in the order that `gate-order.ts` finds.
 *
 * Negations are pushed through the graph until they meet an `andnot`, which takes one in for free,
 * or an outcome, where one is left. What is used once, by what comes next, is computed there; the
 * rest is kept in locals.
 */
import type { BitGraph, BitId, BitNode } from '../../../forge/bit-graph.ts'
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import {
  type Gate,
  type InputGate,
  orderGates,
  PAIR_OPERATORS,
  type PairOperator,
} from './gate-order.ts'

type Vector = Expression<'v128'>

/** Where a graph's input comes from. It is computed once, if at all, at its first use. */
export type InputSource = (name: string) => Vector

/** What becomes of an outcome. */
export interface Outcome {
  readonly bit: BitId
  /** Writes what is done with it, as soon as it is computed. */
  readonly use: (value: Vector) => void
  /** Whether it is only used when all outcomes are computed, in their order. */
  readonly isLate?: boolean
}

/** A gate or, where flipped, its complement. */
interface Literal {
  readonly gate: Gate
  readonly isFlipped: boolean
}

/** Appends code that computes the outcomes. */
export function writeLogic(
  f: FunctionBuilder,
  graph: BitGraph,
  source: InputSource,
  outcomes: readonly Outcome[],
): void {
  const gates = gatesOf(graph)
  const literals = gates.lower(outcomes.map(({ bit }) => bit))
  gates.forgetUses()
  for (const { gate } of literals) countUse(gate)
  const order = orderGates(literals.map(({ gate }) => gate))
  /** The gate before, where it is used only by the next one. */
  let last: { readonly gate: Gate; readonly value: Vector } | undefined
  const read = (gate: Gate): Vector => {
    if (gate.local !== undefined) return gate.local
    if (gate.op === 'zero') return i32x4.const(0)
    if (gate === last?.gate) {
      const { value } = last
      last = undefined
      return value
    }
    const value = source((gate as InputGate).name)
    return gate.uses < 2 || isLocal(value) ? value : keep(f, gate, value)
  }
  const handOver = (index: number) => {
    const { gate, isFlipped } = literals[index]!
    const value = read(gate)
    outcomes[index]!.use(isFlipped ? negate(gate, value) : value)
  }
  /** Outcomes that are handed over with a pair, by its number. */
  const early: number[][] = []
  const late: number[] = []
  for (const [index, { gate }] of literals.entries()) {
    if (!('left' in gate) || outcomes[index]!.isLate) late.push(index)
    else early[gate.number] = [...(early[gate.number] ?? []), index]
  }
  for (const [i, gate] of order.entries()) {
    const value = v128[gate.op](read(gate.left), read(gate.right))
    const next = order[i + 1]
    if (gate.uses === 1 && (next?.left === gate || next?.right === gate)) last = { gate, value }
    else keep(f, gate, value)
    early[gate.number]?.forEach(handOver)
  }
  late.forEach(handOver)
}

function keep(f: FunctionBuilder, gate: Gate, value: Vector): Local<'v128'> {
  const local = f.keep(value)
  gate.local = local
  return local
}

/** Tells whether an instruction would be saved if a node's complement were asked for instead. */
export function isComplement(graph: BitGraph, bit: BitId): boolean {
  return gatesOf(graph).lower([bit])[0]!.isFlipped
}

/** How many instructions the outcomes take; loads and stores are none. */
export function countInstructions(graph: BitGraph, outcomes: readonly BitId[]): number {
  const gates = gatesOf(graph)
  const literals = gates.lower(outcomes)
  gates.forgetUses()
  let count = 0
  const visit = (gate: Gate) => {
    if (gate.uses++ > 0 || !('left' in gate)) return
    count++
    visit(gate.left)
    visit(gate.right)
  }
  for (const { gate, isFlipped } of literals) {
    visit(gate)
    if (isFlipped) count++
  }
  return count
}

function countUse(gate: Gate): void {
  gate.uses++
  if (gate.uses > 1 || !('left' in gate)) return
  countUse(gate.left)
  countUse(gate.right)
}

const isLocal = (value: Vector) => 'index' in value

const negate = (gate: Gate, value: Vector) =>
  gate.op === 'zero' ? i32x4.const(-1) : v128.not(value)

/** Graphs are counted before they are written; their gates are the same. */
const gateLists = new WeakMap<BitGraph, GateList>()

function gatesOf(graph: BitGraph): GateList {
  const known = gateLists.get(graph) ?? new GateList(graph)
  gateLists.set(graph, known)
  return known
}

/** The gates of a graph, each one once. */
class GateList {
  readonly #graph: BitGraph
  readonly #gates: Gate[] = []
  /** By their operator and the numbers of what they use. */
  readonly #pairs = new Map<number, Gate>()
  readonly #zero: Gate
  /** By node; those that nothing has asked for yet are left out. */
  readonly #literals: Literal[] = []

  constructor(graph: BitGraph) {
    this.#graph = graph
    this.#zero = this.#add({ op: 'zero', number: 0, uses: 0, local: undefined })
  }

  /** The literals of some nodes. */
  lower(ids: readonly BitId[]): readonly Literal[] {
    return ids.map((id) => this.#lowerNode(id))
  }

  /** Makes gates as if none had been written or counted. */
  forgetUses(): void {
    for (const gate of this.#gates) {
      gate.uses = 0
      gate.local = undefined
    }
  }

  #lowerNode(id: BitId): Literal {
    const known = this.#literals[id]
    if (known !== undefined) return known
    const literal = this.#makeLiteral(this.#graph.nodes[id]!)
    this.#literals[id] = literal
    return literal
  }

  #makeLiteral(node: BitNode): Literal {
    switch (node.op) {
      case 'zero':
        return { gate: this.#zero, isFlipped: false }
      case 'ones':
        return { gate: this.#zero, isFlipped: true }
      case 'input': {
        const number = this.#gates.length
        const gate = this.#add({ op: 'input', name: node.name, number, uses: 0, local: undefined })
        return { gate, isFlipped: false }
      }
      case 'not': {
        const { gate, isFlipped } = this.#lowerNode(node.of)
        return { gate, isFlipped: !isFlipped }
      }
      case 'and':
      case 'or':
      case 'xor':
        return this.#lowerPair(node.op, this.#lowerNode(node.left), this.#lowerNode(node.right))
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

  #pair(op: PairOperator, left: Gate, right: Gate): Gate {
    const [a, b] = [left.number, right.number]
    // A number of its own for each pair, which stays small as long as graphs do.
    const key = 4 * (a < b ? b * b + a : a * a + a + b) + PAIR_OPERATORS.indexOf(op)
    const known = this.#pairs.get(key)
    if (known !== undefined) return known
    const number = this.#gates.length
    const gate = this.#add({ op, left, right, number, uses: 0, local: undefined })
    this.#pairs.set(key, gate)
    return gate
  }

  #add(gate: Gate): Gate {
    this.#gates.push(gate)
    return gate
  }
}
