/** What a program needs of its world, found before any code is generated. */

import type { Reach } from '../../../lattice/neighborhood.ts'
import { reachOf } from '../../../lattice/neighborhood.ts'
import type { Gathering, NodeId, ProgramNode, RuleProgram } from '../../../rules/program/program.ts'
import { liveNodesOf } from '../../../rules/program/program-graph.ts'
import { simplifyMeasure } from './measures.ts'
import { type DerivedPlane, planComponentSum, planStateSum, type SumPlan } from './sum-plan.ts'

export type BlockGathering = Extract<Gathering, { readonly kind: 'block' }>

export interface LanePlan {
  readonly live: ReadonlySet<NodeId>
  /** How far cells look at most, along each axis. */
  readonly reach: Reach
  /** Components other than the state that cells look at around themselves. */
  readonly gathered: readonly number[]
  /** How each sum is computed, by its node. */
  readonly sums: ReadonlyMap<NodeId, SumPlan>
  readonly derived: readonly DerivedPlane[]
  /** The grids of blocks, each once. */
  readonly blocks: readonly BlockGathering[]
}

/** Plans how to run a program. */
export function planProgram(program: RuleProgram): LanePlan {
  const live = liveNodesOf(program)
  const gathered = new Set<number>()
  const sums = new Map<NodeId, SumPlan>()
  const derived = new Map<string, DerivedPlane>()
  const blocks = new Map<string, BlockGathering>()
  let reach: Reach = { x: 0, y: 0, z: 0 }
  for (const [id, node] of program.nodes.entries()) {
    if (!live.has(id)) continue
    if (node.op === 'partition') {
      const { gathering, component } = node
      if (gathering.kind === 'block') blocks.set(keyOfBlocks(gathering), gathering)
      if (component > 0) gathered.add(component)
      reach = farthest(reach, reachOfGathering(gathering))
    }
    if (node.op === 'sum') {
      const plan = planSumNode(program, node)
      sums.set(id, plan)
      if (plan.kind !== 'sites') derived.set(keyOfDerived(plan.plane), plan.plane)
    }
  }
  return {
    live,
    reach,
    gathered: [...gathered].sort((a, b) => a - b),
    sums,
    derived: [...derived.values()],
    blocks: [...blocks.values()],
  }
}

/** A text that grids of blocks share exactly when they are the same. */
export function keyOfBlocks(gathering: BlockGathering): string {
  return JSON.stringify(gathering)
}

/** A text that derived planes share exactly when they are the same. */
export function keyOfDerived({ component, form, width, measure }: DerivedPlane): string {
  const what = measure.kind === 'table' ? measure.values.join() : JSON.stringify(measure)
  return `${component} ${form} ${width} ${what}`
}

function planSumNode(
  program: RuleProgram,
  { partition, measure, weights }: Extract<ProgramNode, { readonly op: 'sum' }>,
): SumPlan {
  const { component, gathering } = partitionOf(program, partition)
  const states = component === 0 ? program.states : undefined
  const simple = simplifyMeasure(measure, states)
  if (gathering.kind === 'block') return { kind: 'sites', measure: simple }
  return states === undefined
    ? planComponentSum(component, gathering, simple, weights)
    : planStateSum(gathering, simple, weights, states)
}

/** The partition that a node is. */
export function partitionOf(
  program: RuleProgram,
  id: NodeId,
): Extract<ProgramNode, { readonly op: 'partition' }> {
  const node = program.nodes[id]
  if (node?.op !== 'partition') throw new Error(`node ${id} is no partition`)
  return node
}

function reachOfGathering(gathering: Gathering): Reach {
  if (gathering.kind === 'neighborhood') return reachOf(gathering.neighborhood)
  const { x, y, z } = gathering.sizeCells
  return { x: x - 1, y: y - 1, z: z - 1 }
}

const farthest = (a: Reach, b: Reach): Reach => ({
  x: Math.max(a.x, b.x),
  y: Math.max(a.y, b.y),
  z: Math.max(a.z, b.z),
})
