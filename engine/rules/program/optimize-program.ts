/**
 * Brings a program into its simplest form: the fusion pass.
 *
 * Constants are folded, equal nodes become one, what nobody uses goes, and every part of the
 * dataflow that depends on a few small numbers alone becomes one table over them. Two programs
 * that were written differently but say the same often come out equal; what a program means never
 * changes.
 */
import { evaluateMap, isMapNode } from './evaluate-program.ts'
import { type ColumnBudget, evaluateColumn } from './node-columns.ts'
import { type NodeRange, rangesOf } from './node-ranges.ts'
import type { NodeId, ProgramNode, RuleProgram, TableInput } from './program.ts'
import { inputsOf, liveNodesOf, renameInputs } from './program-graph.ts'
import { isSameProgram, keyOfNode } from './serialize-program.ts'

/** The largest table that fusion makes: it stays in a processor's nearest cache as bytes. */
const MAX_FUSED_ENTRIES = 4096

/**
 * Entries of tables that are worked out on the way, in all passes together. Common rules take some
 * thousands; what a longer program leaves unfused is right, and slower.
 */
const MAX_EVALUATED_ENTRIES = 2 ** 25

/** Passes after which a program is taken as it is; two or three are what it takes. */
const MAX_PASSES = 8

/** The same program in its simplest form. */
export function optimizeProgram(program: RuleProgram): RuleProgram {
  const budget: ColumnBudget = { entriesLeft: MAX_EVALUATED_ENTRIES }
  let simplest = rebuild(program)
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const next = rebuild(fuseTables(simplest, budget))
    if (isSameProgram(next, simplest)) break
    simplest = next
  }
  return simplest
}

/** Folds constants, joins equal nodes and leaves out what is not used. */
function rebuild(program: RuleProgram): RuleProgram {
  const live = liveNodesOf(program)
  const nodes: ProgramNode[] = []
  const known = new Map<string, NodeId>()
  const renamed = new Map<NodeId, NodeId>()
  const rename = (id: NodeId) => renamed.get(id)!
  const add = (node: ProgramNode): NodeId => {
    const key = keyOfNode(node)
    const same = known.get(key)
    if (same !== undefined) return same
    known.set(key, nodes.length)
    return nodes.push(Object.freeze(node)) - 1
  }
  for (const [id, node] of program.nodes.entries()) {
    if (!live.has(id)) continue
    renamed.set(id, simplify(renameInputs(node, rename), nodes, add))
  }
  return pruned(withOutputs(program, nodes, rename))
}

/** Drops nodes that folding has left without a user. */
function pruned(program: RuleProgram): RuleProgram {
  const live = [...liveNodesOf(program)].sort((a, b) => a - b)
  if (live.length === program.nodes.length) return program
  const places = new Map(live.map((id, place) => [id, place]))
  const rename = (id: NodeId) => places.get(id)!
  const nodes = live.map((id) => Object.freeze(renameInputs(program.nodes[id]!, rename)))
  return withOutputs(program, nodes, rename)
}

function withOutputs(
  program: RuleProgram,
  nodes: readonly ProgramNode[],
  rename: (id: NodeId) => NodeId,
): RuleProgram {
  return Object.freeze<RuleProgram>({
    ...program,
    nodes: Object.freeze([...nodes]),
    next: program.next.map(rename),
    writes: program.writes.map((write) => ({ ...write, value: rename(write.value) })),
  })
}

/** Adds a node in its simplest form and gives the id of what has its value. */
function simplify(
  node: ProgramNode,
  nodes: readonly ProgramNode[],
  add: (node: ProgramNode) => NodeId,
): NodeId {
  if (!isMapNode(node) || node.op === 'const') return add(node)
  const constantOf = (id: NodeId) => {
    const input = nodes[id]!
    return input.op === 'const' ? input.value : undefined
  }
  if (inputsOf(node).every((id) => constantOf(id) !== undefined)) {
    return add({ op: 'const', value: evaluateMap(node, (id) => constantOf(id)!) })
  }
  switch (node.op) {
    case 'select': {
      const condition = constantOf(node.condition)
      if (condition !== undefined) return condition !== 0 ? node.then : node.otherwise
      return node.then === node.otherwise ? node.then : add(node)
    }
    case 'binary': {
      const right = constantOf(node.right)
      const left = constantOf(node.left)
      const { operator } = node
      if (right === 0 && isUnchangedByZero(operator)) return node.left
      if (left === 0 && (operator === 'add' || operator === 'or' || operator === 'xor')) {
        return node.right
      }
      if (right === 1 && (operator === 'mul' || operator === 'div')) return node.left
      if (left === 1 && operator === 'mul') return node.right
      return add(node)
    }
    case 'table':
    case 'tree':
      return add(node)
    default:
      return node satisfies never
  }
}

function isUnchangedByZero(operator: string): boolean {
  return ['add', 'sub', 'or', 'xor', 'shl', 'shr', 'shru', 'rem'].includes(operator)
}

/** The small numbers that a node depends on alone, in order of their ids. */
type Sources = readonly NodeId[] | undefined

/** Turns what depends on few small numbers into one table over them. */
function fuseTables(program: RuleProgram, budget: ColumnBudget): RuleProgram {
  const ranges = rangesOf(program)
  const sources = findSources(program, ranges)
  const nodes: ProgramNode[] = []
  const renamed = new Map<NodeId, NodeId>()
  const rename = (id: NodeId) => renamed.get(id)!
  const plan = (id: NodeId): ProgramNode => {
    const node = program.nodes[id]!
    const from = sources[id]
    if (!isMapNode(node) || node.op === 'const' || from === undefined) return node
    return fuse(program, id, from, ranges, budget) ?? node
  }
  // Inputs come before what uses them, on a stack of our own: dataflows may be thousands deep.
  const emit = (root: NodeId) => {
    const planned = new Map<NodeId, ProgramNode>()
    const waiting = [root]
    while (waiting.length > 0) {
      const id = waiting.at(-1)!
      const node = planned.get(id) ?? plan(id)
      planned.set(id, node)
      const missing = inputsOf(node).find((input) => !renamed.has(input))
      if (renamed.has(id)) waiting.pop()
      else if (missing !== undefined) waiting.push(missing)
      else renamed.set(id, nodes.push(Object.freeze(renameInputs(node, rename))) - 1)
    }
  }
  for (const id of [...program.next, ...program.writes.map(({ value }) => value)]) emit(id)
  return withOutputs(program, nodes, rename)
}

/** For every map, the other nodes it comes from, where a table over them is small enough. */
function findSources(program: RuleProgram, ranges: readonly NodeRange[]): Sources[] {
  const sources: Sources[] = []
  for (const [id, node] of program.nodes.entries()) {
    if (node.op === 'partition') sources.push(undefined)
    else if (!isMapNode(node))
      sources.push(entriesOf([id], ranges) <= MAX_FUSED_ENTRIES ? [id] : undefined)
    else {
      const inputs = inputsOf(node).map((input) => sources[input])
      const isSmall = inputs.every((from) => from !== undefined)
      const all = [...new Set(inputs.flatMap((from) => from ?? []))].sort((a, b) => a - b)
      sources.push(isSmall && entriesOf(all, ranges) <= MAX_FUSED_ENTRIES ? all : undefined)
    }
  }
  return sources
}

function entriesOf(ids: readonly NodeId[], ranges: readonly NodeRange[]): number {
  return ids.reduce((entries, id) => entries * (ranges[id]!.high - ranges[id]!.low + 1), 1)
}

/** The table of a node over its sources; undefined where the node stands as it is. */
function fuse(
  program: RuleProgram,
  id: NodeId,
  from: readonly NodeId[],
  ranges: readonly NodeRange[],
  budget: ColumnBudget,
): ProgramNode | undefined {
  if (from.length === 0) return undefined
  const cases = entriesOf(from, ranges)
  const known = new Map<NodeId, Int32Array>()
  let stride = cases
  for (const source of from) {
    const { low, high } = ranges[source]!
    const count = high - low + 1
    stride /= count
    const each = stride
    known.set(
      source,
      Int32Array.from({ length: cases }, (_, i) => low + (Math.floor(i / each) % count)),
    )
  }
  const column = evaluateColumn(program, id, cases, known, budget)
  if (column === undefined) return undefined
  if (typeof column === 'number') return { op: 'const', value: column }
  const needed = from.filter((source) => isNeeded(column, known.get(source)!, from, source, ranges))
  if (needed.length < from.length) return fuse(program, id, needed, ranges, budget)
  const inputs = from.map((source): TableInput => {
    const { low, high } = ranges[source]!
    return { node: source, low, count: high - low + 1 }
  })
  return { op: 'table', inputs, values: column }
}

/** Tells whether a column changes with one of its sources, all others held. */
function isNeeded(
  column: Int32Array,
  digits: Int32Array,
  from: readonly NodeId[],
  source: NodeId,
  ranges: readonly NodeRange[],
): boolean {
  const later = from.slice(from.indexOf(source) + 1)
  const stride = entriesOf(later, ranges)
  const { low } = ranges[source]!
  return column.some((value, i) => value !== column[i - (digits[i]! - low) * stride])
}
