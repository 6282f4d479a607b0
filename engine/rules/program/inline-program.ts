/** Writes one program into another, which is how a world's rules come into a pass together. */
import type { NodeId, ProgramNode, RuleProgram } from './program.ts'
import type { ProgramBuilder } from './program-builder.ts'
import { renameInputs } from './program-graph.ts'

/** What a program reads beside its own nodes, as nodes of the one it is written into. */
export interface InlineScope {
  /** The component that each of the program's components is there; the state's first. */
  readonly components: readonly number[]
  /** The value of each of its channels at the cell. */
  readonly fields: readonly NodeId[]
  readonly parameters: readonly NodeId[]
  /** Which rule the cell follows. */
  readonly rule: NodeId
  /** Draws of the other program from this number on are this one's. */
  readonly firstDraw: number
}

/** What a program gives, as nodes of the one it was written into. */
export interface InlineOutputs {
  /** The next value of each component, the state's first. */
  readonly next: readonly NodeId[]
  /** What it adds to each channel it writes, by channel: the sum of its writes. */
  readonly writes: ReadonlyMap<number, NodeId>
  /** The value of each of its writes, in its order. */
  readonly written: readonly NodeId[]
}

/** Appends a program's nodes. */
export function inlineProgram(
  code: ProgramBuilder,
  program: RuleProgram,
  scope: InlineScope,
): InlineOutputs {
  const places: NodeId[] = []
  for (const node of program.nodes) {
    places.push(
      inlineNode(
        code,
        scope,
        renameInputs(node, (id) => places[id]!),
      ),
    )
  }
  const writes = new Map<number, NodeId>()
  for (const { channel, value } of program.writes) {
    const before = writes.get(channel)
    const added = places[value]!
    writes.set(channel, before === undefined ? added : code.binary('add', before, added))
  }
  const written = program.writes.map(({ value }) => places[value]!)
  return { next: program.next.map((id) => places[id]!), writes, written }
}

function inlineNode(code: ProgramBuilder, scope: InlineScope, node: ProgramNode): NodeId {
  switch (node.op) {
    case 'own':
      return code.own(scope.components[node.component]!)
    case 'partition':
      return code.partition(node.gathering, scope.components[node.component]!)
    case 'field':
      return scope.fields[node.channel]!
    case 'parameter':
      return scope.parameters[node.parameter]!
    case 'rule':
      return scope.rule
    case 'random':
      return code.random(scope.firstDraw + node.draw)
    default:
      return code.append(node)
  }
}
