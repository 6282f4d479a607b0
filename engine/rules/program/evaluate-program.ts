/**
 * What a program means, written the obvious way: one cell, one node after another.
 *
 * This is the definition every compiled kernel is compared with, so nothing here is clever.
 */
import { int32Operators } from '../../math/int32.ts'
import type { Measure, NodeId, ProgramNode, RuleProgram } from './program.ts'

/** What a cell's program can see, as it was when the tick began. */
export interface CellView {
  own(component: number): number
  field(channel: number): number
  parameter(parameter: number): number
  readonly rule: number
  readonly tick: number
  readonly x: number
  readonly y: number
  readonly z: number
  /** All 32 bits of a draw, as an i32. */
  random(draw: number): number
  /** The values that the partition at this node gathers, in its order. */
  gather(partition: NodeId): ArrayLike<number>
  /** Which of its block's sites the cell is. */
  position(partition: NodeId): number
}

/** The nodes that need nothing but the values of other nodes. */
export type MapNode = Extract<ProgramNode, { op: 'const' | 'table' | 'tree' | 'binary' | 'select' }>

/** Tells whether a node is a map: a constant, a table, a tree or arithmetic. */
export function isMapNode(node: ProgramNode): node is MapNode {
  switch (node.op) {
    case 'const':
    case 'table':
    case 'tree':
    case 'binary':
    case 'select':
      return true
    default:
      return false
  }
}

/** Finds something out about the cell that is seen. */
export type Evaluate<Found> = (view: CellView) => Found

/** The value of every node for one cell; 0 for partitions, which have none. */
export function evaluateProgram(program: RuleProgram, view: CellView): Int32Array {
  return createEvaluator(program)(view)
}

/**
 * The same for one cell after another, in one array: what is given is good until the next cell.
 *
 * A view may be asked again when it has moved on to another cell.
 */
export function createEvaluator({ nodes }: RuleProgram): Evaluate<Int32Array> {
  const values = new Int32Array(nodes.length)
  // A partition gathers once for a cell, however many sums and sites are of it.
  const gathered: (ArrayLike<number> | undefined)[] = nodes.map(() => undefined)
  let seen: CellView
  const gatheredBy = (partition: NodeId) => (gathered[partition] ??= seen.gather(partition))
  const valueAt = (id: NodeId) => values[id]!
  const steps = nodes.map((node) => stepOf(node, gatheredBy, valueAt))
  return (view) => {
    seen = view
    gathered.fill(undefined)
    for (let id = 0; id < steps.length; id++) values[id] = steps[id]!(view)
    return values
  }
}

/** How a node comes to its value, from what is seen and from the nodes before it. */
function stepOf(
  node: ProgramNode,
  gatheredBy: (partition: NodeId) => ArrayLike<number>,
  valueAt: (id: NodeId) => number,
): Evaluate<number> {
  switch (node.op) {
    case 'own':
      return (view) => view.own(node.component)
    case 'field':
      return (view) => view.field(node.channel)
    case 'parameter':
      return (view) => view.parameter(node.parameter)
    case 'rule':
      return (view) => view.rule
    case 'tick':
      return (view) => view.tick
    case 'coordinate':
      return (view) => view[node.axis]
    case 'random':
      return (view) => view.random(node.draw)
    case 'partition':
      return () => 0
    case 'site':
      return () => gatheredBy(node.partition)[node.index]!
    case 'position':
      return (view) => view.position(node.partition)
    case 'sum':
      return () => sumOf(gatheredBy(node.partition), node.measure, node.weights)
    case 'binary': {
      const operate = int32Operators[node.operator]
      return () => operate(valueAt(node.left), valueAt(node.right))
    }
    default:
      return () => evaluateMap(node, valueAt)
  }
}

function sumOf(
  gathered: ArrayLike<number>,
  measure: Measure,
  weights: readonly number[] | undefined,
): number {
  let sum = 0
  for (let i = 0; i < gathered.length; i++) {
    sum = (sum + Math.imul(weights?.[i] ?? 1, measureOf(measure, gathered[i]!))) | 0
  }
  return sum
}

/** What a sum adds for a site of this value, before its weight. */
export function measureOf(measure: Measure, value: number): number {
  switch (measure.kind) {
    case 'value':
      return value
    case 'is':
      return value === measure.value ? 1 : 0
    case 'table':
      return measure.values[value] ?? 0
    default:
      return measure satisfies never
  }
}

/** The value of a map, given those of the nodes it uses. */
export function evaluateMap(node: MapNode, valueAt: (id: NodeId) => number): number {
  switch (node.op) {
    case 'const':
      return node.value
    case 'table': {
      let index = 0
      for (const { node: id, low, count } of node.inputs) {
        index = index * count + clamp(valueAt(id) - low, count)
      }
      return node.values[index]!
    }
    case 'tree': {
      let row = node.rows.length / node.arity - 1
      for (const id of node.inputs)
        row = node.rows[row * node.arity + clamp(valueAt(id), node.arity)]!
      return row
    }
    case 'binary':
      return int32Operators[node.operator](valueAt(node.left), valueAt(node.right))
    case 'select':
      return valueAt(valueAt(node.condition) !== 0 ? node.then : node.otherwise)
    default:
      return node satisfies never
  }
}

const clamp = (digit: number, count: number) => Math.min(Math.max(digit, 0), count - 1)
