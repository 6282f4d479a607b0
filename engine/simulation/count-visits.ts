/** What a run costs the reference kernel. */
import { countLookedAt } from '../rules/program/node-ranges.ts'
import type { Run } from '../scenario/run.ts'

/** Nodes that the reference kernel works out in the time it takes to look at a site. */
const NODES_A_VISIT = 2

/**
 * Sites that the reference kernel looks at for a cell in a tick, under the rule with the most
 * neighbors; for a living world all nodes of its passes, counted as sites.
 */
export function countVisits({ rule, commands, living }: Run): number {
  if (living !== undefined) {
    const nodes = living.lattice.passes.reduce((sum, { program }) => sum + program.nodes.length, 0)
    return 1 + Math.ceil(nodes / NODES_A_VISIT)
  }
  const later = commands.flatMap((command) => (command.kind === 'rule' ? [command.rule] : []))
  return 1 + Math.max(...[rule, ...later].map(({ program }) => countLookedAt(program)))
}
