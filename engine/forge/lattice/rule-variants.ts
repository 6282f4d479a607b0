/** The same rule with another neighborhood, which meta-rules may go over to. */
import type { NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { dimensionsOf } from '../../lattice/neighborhood.ts'
import { optimizeProgram } from '../../rules/program/optimize-program.ts'
import type { ProgramNode } from '../../rules/program/program.ts'
import { neighborhoodsOf } from '../../rules/program/program-topology.ts'
import { validateProgram } from '../../rules/program/validate-program.ts'
import type { Rule } from '../../rules/rule.ts'

/**
 * A rule that counts what lies in another neighborhood, by the same tables. Counts that its tables
 * do not know are taken for the highest that they do.
 *
 * @returns the rule itself where it has this neighborhood; undefined for rules that tell their
 * neighbors apart, look at blocks, or at fewer or more dimensions.
 */
export function withNeighborhood(rule: Rule, neighborhood: NeighborhoodSpec): Rule | undefined {
  const { program } = rule
  const own = neighborhoodsOf(program)
  const wanted = JSON.stringify(neighborhood)
  if (own.length > 0 && own.every((spec) => JSON.stringify(spec) === wanted)) return rule
  const counts = program.nodes.every(isNoPlace)
  const isFlat = own.every((spec) => dimensionsOf(spec) === dimensionsOf(neighborhood))
  if (!counts || !isFlat || own.length === 0) return undefined
  const nodes = program.nodes.map((node): ProgramNode => {
    if (node.op !== 'partition' || node.gathering.kind !== 'neighborhood') return node
    return Object.freeze({ ...node, gathering: { ...node.gathering, neighborhood } })
  })
  return Object.freeze({
    ...rule,
    canonical: `${rule.canonical} in ${wanted}`,
    name: undefined,
    program: validateProgram(optimizeProgram({ ...program, nodes })),
  })
}

/** Whether a node does not care which of its neighbors is which. */
function isNoPlace(node: ProgramNode): boolean {
  switch (node.op) {
    case 'site':
    case 'position':
      return false
    case 'sum':
      return node.weights === undefined
    case 'partition':
      return node.gathering.kind === 'neighborhood'
    default:
      return true
  }
}
