/** What a program makes of a world in which every cell is in one state. */
import { evaluateProgram } from './evaluate-program.ts'
import { countSites, gatheringOf } from './node-ranges.ts'
import type { RuleProgram } from './program.ts'

/**
 * The next state of a cell among cells of its own state, all other planes, coordinates and random
 * numbers being 0; of a block rule, that of the block's first cell.
 */
export function nextOfQuiescent(program: RuleProgram, state: number): number {
  const of = (component: number) => (component === 0 ? state : 0)
  const values = evaluateProgram(program, {
    x: 0,
    y: 0,
    z: 0,
    tick: 0,
    rule: 0,
    own: of,
    field: () => 0,
    parameter: () => 0,
    random: () => 0,
    position: () => 0,
    gather: (partition) => {
      const node = program.nodes[partition]!
      const component = node.op === 'partition' ? node.component : 0
      const sites = countSites(gatheringOf(program, partition))
      return new Array<number>(sites).fill(of(component))
    },
  })
  return values[program.next[0]!]!
}
