/** How much work a program is. */
import { countLookedAt } from '../../rules/program/node-ranges.ts'
import type { RuleProgram } from '../../rules/program/program.ts'

/** Operations that a site looked at, and a node, take; rough. */
const SITE_OPERATIONS = 12
const NODE_OPERATIONS = 4

/** Operations of a cell, roughly. */
export function countOperations(program: RuleProgram): number {
  return countLookedAt(program) * SITE_OPERATIONS + program.nodes.length * NODE_OPERATIONS
}
