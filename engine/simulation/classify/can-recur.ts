/** Whether the state of a run alone decides what comes next, so that a state that comes back tells a period. */
import type { RuleProgram } from '../../rules/program/program.ts'
import type { Run } from '../../scenario/run.ts'

/** What keeps a state that comes back from telling a period. */
export type Recurrence =
  /** A state and its tick modulo this number decide all that follows. */
  | { readonly kind: 'periodic'; readonly phases: number }
  /** Chance, the tick itself or commands of later ticks have a part in it. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** Says what it takes for a plain run to recur. Commands count while they are to come. */
export function recurrenceOf({ rule, living, commands }: Run): Recurrence {
  if (commands.some(({ tick }) => tick > 0)) {
    return { kind: 'unknown', reason: 'commands of later ticks change the run' }
  }
  const programs = living === undefined ? [rule.program] : living.rules.map((each) => each.rule.program)
  let phases = 1
  for (const program of programs) {
    if (program.nodes.some(({ op }) => op === 'random')) {
      return { kind: 'unknown', reason: 'the rule is stochastic' }
    }
    if (program.nodes.some(({ op }) => op === 'tick')) {
      return { kind: 'unknown', reason: 'the rule reads the tick' }
    }
    phases = leastCommonMultiple(phases, countCorners(program))
  }
  return { kind: 'periodic', phases }
}

/** After how many ticks the grids of a program's blocks stand as before. */
function countCorners({ nodes }: RuleProgram): number {
  let phases = 1
  for (const node of nodes) {
    if (node.op !== 'partition' || node.gathering.kind !== 'block') continue
    phases = leastCommonMultiple(phases, node.gathering.corners.length)
  }
  return phases
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return (a / x) * b
}
