/**
 * Makes a program's nodes while a script is read: what is known is computed at once, and what is
 * the same becomes one node.
 */
import { evaluateMap, isMapNode } from '../program/evaluate-program.ts'
import type { BinaryOperator, NodeId, ProgramNode } from '../program/program.ts'
import type { ProgramBuilder } from '../program/program-builder.ts'
import { inputsOf } from '../program/program-graph.ts'
import { keyOfNode } from '../program/serialize-program.ts'

export class NodeMaker {
  readonly builder: ProgramBuilder
  readonly #nodes: ProgramNode[] = []
  readonly #known = new Map<string, NodeId>()
  #unknowns = 0

  constructor(builder: ProgramBuilder) {
    this.builder = builder
  }

  /** Nodes made so far. */
  get count(): number {
    return this.#nodes.length
  }

  make(node: ProgramNode): NodeId {
    if (isMapNode(node) && node.op !== 'const') {
      const inputs = inputsOf(node)
      if (inputs.every((id) => this.constantOf(id) !== undefined)) {
        return this.constant(evaluateMap(node, (id) => this.constantOf(id)!))
      }
    }
    const key = keyOfNode(node)
    const same = this.#known.get(key)
    if (same !== undefined) return same
    const id = this.builder.append(node)
    this.#nodes[id] = node
    this.#known.set(key, id)
    return id
  }

  constant(value: number): NodeId {
    return this.make({ op: 'const', value: value | 0 })
  }

  /** The value of a node that is a constant. */
  constantOf(id: NodeId): number | undefined {
    const node = this.#nodes[id]!
    return node.op === 'const' ? node.value : undefined
  }

  /** A node of which nothing is known; it is no part of any program that is finished. */
  unknown(): NodeId {
    return this.make({ op: 'own', component: -1 - this.#unknowns++ })
  }

  binary(operator: BinaryOperator, left: NodeId, right: NodeId): NodeId {
    const [x, y] = [this.constantOf(left), this.constantOf(right)]
    if (operator === 'add' && (x === undefined || y === undefined)) {
      if (x === 0) return right
      if (y === 0) return left
      // (a + 1) + 2 is a + 3, so that what a loop adds up is seen as one number.
      const [base, more] = this.#splitSum(left)
      if (y !== undefined && more !== 0) return this.binary('add', base, this.constant(more + y))
      if (x !== undefined) return this.binary('add', right, left)
    }
    if (operator === 'sub' && x === undefined && y !== undefined)
      return this.binary('add', left, this.constant(-y))
    return this.make({ op: 'binary', operator, left, right })
  }

  select(condition: NodeId, then: NodeId, otherwise: NodeId): NodeId {
    const known = this.constantOf(condition)
    if (known !== undefined) return known !== 0 ? then : otherwise
    if (then === otherwise) return then
    return this.make({ op: 'select', condition, then, otherwise })
  }

  /** 1 where a node is not 0, else 0. */
  truth(id: NodeId): NodeId {
    const node = this.#nodes[id]!
    const isTruth =
      node.op === 'binary' && ['eq', 'ne', 'lt', 'le', 'gt', 'ge'].includes(node.operator)
    return isTruth ? id : this.binary('ne', id, this.constant(0))
  }

  not(id: NodeId): NodeId {
    return this.binary('eq', id, this.constant(0))
  }

  /** What a node is more than another one, where that is a known number. */
  differenceOf(id: NodeId, base: NodeId): number | undefined {
    const [found, more] = this.#splitSum(id)
    return found === base ? more : undefined
  }

  /** A node as another one plus a number. */
  #splitSum(id: NodeId): readonly [base: NodeId, more: number] {
    const node = this.#nodes[id]!
    if (node.op === 'binary' && node.operator === 'add') {
      const more = this.constantOf(node.right)
      if (more !== undefined) return [node.left, more]
    }
    return [id, 0]
  }
}
