/**
 * A rule in a world whose cells have more states than the rule does.
 *
 * **To a rule, states that it does not have are 0**, at the cell itself as among its neighbors: what a
 * switch of rules makes of such cells (`docs/scenarios.md`), each rule of a heterogeneous world sees.
 * Left as it is, a program would mean whatever its simplest form happens to: a table takes a number
 * beyond its end for its last one, a sum that was found to count ones does not see a two.
 */
import { measureOf } from './evaluate-program.ts'
import type { Measure, NodeId, ProgramNode, RuleProgram } from './program.ts'
import { createProgramBuilder, type ProgramBuilder } from './program-builder.ts'
import { renameInputs } from './program-graph.ts'

/** Gives the program for cells of so many states; itself where it has as many. Its outcomes stay its own. */
export function widenStates(program: RuleProgram, states: number): RuleProgram {
  if (program.states >= states) return program
  const code = createProgramBuilder(program)
  const places: NodeId[] = []
  for (const node of program.nodes) {
    const renamed = renameInputs(node, (id) => places[id]!)
    places.push(widenNode(code, renamed, program, states, readsState(node, program)))
  }
  const writes = program.writes.map((write) => ({ ...write, value: places[write.value]! }))
  return code.finish(
    program.next.map((id) => places[id]!),
    writes,
  )
}

/** Whether a node reads states, its own or those of sites. */
function readsState(node: ProgramNode, { nodes }: RuleProgram): boolean {
  if (node.op === 'own') return node.component === 0
  if (node.op !== 'site' && node.op !== 'sum') return false
  const partition = nodes[node.partition]!
  return partition.op === 'partition' && partition.component === 0
}

function widenNode(
  code: ProgramBuilder,
  node: ProgramNode,
  program: RuleProgram,
  states: number,
  isOfStates: boolean,
): NodeId {
  if (!isOfStates) return code.append(node)
  const known = (state: number) => (state < program.states ? state : 0)
  const all = Array.from({ length: states }, (_, state) => state)
  if (node.op === 'sum') {
    return code.append({ ...node, measure: widenMeasure(node.measure, program, all) })
  }
  const inputs = [{ node: code.append(node), low: 0, count: states }]
  return code.table(inputs, all.map(known))
}

/** A measure that takes states beyond the program's own for 0. */
function widenMeasure(measure: Measure, { states }: RuleProgram, all: readonly number[]): Measure {
  const values = all.map((state) => measureOf(measure, state < states ? state : 0))
  const isAsBefore = all.every((state) => measureOf(measure, state) === values[state])
  return isAsBefore ? measure : { kind: 'table', values }
}
