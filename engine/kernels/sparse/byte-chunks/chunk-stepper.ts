/** How the next state of a chunk of bytes is found, whatever the rule. */
import { type Reach, reachOf } from '../../../lattice/neighborhood.ts'
import type { WorldBox } from '../../../lattice/world-box.ts'
import type { RuleProgram } from '../../../rules/program/program.ts'
import { liveNodesOf } from '../../../rules/program/program-graph.ts'
import { gatheringsOf } from '../../../rules/program/program-topology.ts'

/**
 * Finds the next states of the cells of a box.
 *
 * @param halo the states in and around the box, grown by the reach of the rule.
 * @param tick that of the state.
 */
export type StepChunk = (box: WorldBox, halo: Uint8Array, tick: number, into: Uint8Array) => void

/** How far a program looks along each axis, to either side. */
export function reachOfProgram(program: RuleProgram): Reach {
  const reaches = gatheringsOf(program).map((gathering): Reach => {
    if (gathering.kind === 'neighborhood') return reachOf(gathering.neighborhood)
    const { x, y, z } = gathering.sizeCells
    return { x: x - 1, y: y - 1, z: z - 1 }
  })
  const most = (axis: keyof Reach) => Math.max(0, ...reaches.map((reach) => reach[axis]))
  return { x: most('x'), y: most('y'), z: most('z') }
}

/** Tells whether a program does the same at every other tick. */
export function isSteady(program: RuleProgram): boolean {
  return [...liveNodesOf(program)].every((id) => {
    const node = program.nodes[id]!
    if (node.op === 'tick' || node.op === 'random') return false
    if (node.op !== 'partition' || node.gathering.kind !== 'block') return true
    return node.gathering.corners.length <= 2
  })
}

/** Tells whether it does not matter to a program where a cell is. */
export function isPlaceless(program: RuleProgram): boolean {
  return [...liveNodesOf(program)].every((id) => {
    const node = program.nodes[id]!
    if (node.op === 'coordinate' || node.op === 'random') return false
    return node.op !== 'partition' || node.gathering.kind === 'neighborhood'
  })
}
