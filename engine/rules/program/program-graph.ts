/** Walks over a program's dataflow. */
import type { NodeId, ProgramNode, RuleProgram } from './program.ts'

/** The nodes whose values (or gathered sites) a node uses, in order. */
export function inputsOf(node: ProgramNode): readonly NodeId[] {
  switch (node.op) {
    case 'const':
    case 'own':
    case 'field':
    case 'parameter':
    case 'rule':
    case 'tick':
    case 'coordinate':
    case 'random':
    case 'partition':
      return []
    case 'site':
    case 'position':
    case 'sum':
      return [node.partition]
    case 'table':
      return node.inputs.map(({ node: id }) => id)
    case 'tree':
      return node.inputs
    case 'binary':
      return [node.left, node.right]
    case 'select':
      return [node.condition, node.then, node.otherwise]
    default:
      return node satisfies never
  }
}

/** The same node with its inputs renamed. */
export function renameInputs(node: ProgramNode, rename: (id: NodeId) => NodeId): ProgramNode {
  switch (node.op) {
    case 'const':
    case 'own':
    case 'field':
    case 'parameter':
    case 'rule':
    case 'tick':
    case 'coordinate':
    case 'random':
    case 'partition':
      return node
    case 'site':
    case 'position':
    case 'sum':
      return { ...node, partition: rename(node.partition) }
    case 'table':
      return {
        ...node,
        inputs: node.inputs.map((input) => ({ ...input, node: rename(input.node) })),
      }
    case 'tree':
      return { ...node, inputs: node.inputs.map(rename) }
    case 'binary':
      return { ...node, left: rename(node.left), right: rename(node.right) }
    case 'select':
      return {
        ...node,
        condition: rename(node.condition),
        then: rename(node.then),
        otherwise: rename(node.otherwise),
      }
    default:
      return node satisfies never
  }
}

/** The nodes that a program's outcome depends on, as a set of ids. */
export function liveNodesOf(program: RuleProgram): ReadonlySet<NodeId> {
  const outputs = [...program.next, ...program.writes.map(({ value }) => value)]
  return liveNodesFrom(program.nodes, outputs)
}

/** The nodes that some of them depend on, these among them. */
export function liveNodesFrom(
  nodes: readonly ProgramNode[],
  outputs: Iterable<NodeId>,
): ReadonlySet<NodeId> {
  const live = new Set(outputs)
  for (let id = nodes.length - 1; id >= 0; id--) {
    if (live.has(id)) for (const input of inputsOf(nodes[id]!)) live.add(input)
  }
  return live
}
