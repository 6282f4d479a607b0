/** What the passes of a lattice need of their world, found before any code is generated. */

import type { Reach } from '../../../lattice/neighborhood.ts'
import { reachOf } from '../../../lattice/neighborhood.ts'
import type { LatticePass, LatticeProgram, Tally } from '../../../rules/program/lattice-program.ts'
import type { Gathering, NodeId, ProgramNode, RuleProgram } from '../../../rules/program/program.ts'
import { liveNodesOf } from '../../../rules/program/program-graph.ts'
import { simplifyMeasure } from './measures.ts'
import { type DerivedPlane, planComponentSum, planStateSum, type SumPlan } from './sum-plan.ts'

export type BlockGathering = Extract<Gathering, { readonly kind: 'block' }>

/** What one pass does with the planes. */
export interface PassPlan {
  readonly program: RuleProgram
  readonly tallies: readonly Tally[]
  /** Nodes that some component's next value or some tally depends on. */
  readonly live: ReadonlySet<NodeId>
  /** The components that cells look around in, and how far at most. */
  readonly gathered: ReadonlyMap<number, Reach>
  /** The components that do not simply stay as they are. */
  readonly changed: readonly number[]
  /** How each sum is computed, by its node. */
  readonly sums: ReadonlyMap<NodeId, SumPlan>
  readonly derived: readonly DerivedPlane[]
  /**
   * By component, in which of its two places it is before the pass: 0 or 1, counted from where it
   * was when the tick began.
   */
  readonly turns: readonly (0 | 1)[]
  /** The components that are in their other place afterwards: cells look at what was before. */
  readonly flips: ReadonlySet<number>
}

export interface LanePlan {
  readonly passes: readonly PassPlan[]
  /** How far cells look at most, along each axis. */
  readonly reach: Reach
  /** By component, how often it goes over to its other place in a tick. */
  readonly flips: readonly number[]
  /** Every derived plane of some pass, each once. */
  readonly derived: readonly DerivedPlane[]
  /** The grids of blocks, each once. */
  readonly blocks: readonly BlockGathering[]
}

/** Plans how to run a lattice. */
export function planLattice({ passes, planes }: LatticeProgram): LanePlan {
  const flips = new Array<number>(planes.length + 1).fill(0)
  const blocks = new Map<string, BlockGathering>()
  const planned = passes.map((pass): PassPlan => {
    const plan = planPass(pass, blocks)
    const turns = flips.map((count) => (count % 2 === 0 ? 0 : 1))
    for (const component of plan.flips) flips[component]!++
    return { ...plan, turns }
  })
  const derived = new Map(
    planned.flatMap((pass) => pass.derived.map((plane) => [keyOfDerived(plane), plane] as const)),
  )
  return {
    passes: planned,
    reach: planned.flatMap(({ gathered }) => [...gathered.values()]).reduce(farthest, NO_REACH),
    flips,
    derived: [...derived.values()],
    blocks: [...blocks.values()],
  }
}

/** @param blocks takes the grids of blocks. */
function planPass(
  { program, tallies }: LatticePass,
  blocks: Map<string, BlockGathering>,
): Omit<PassPlan, 'turns'> {
  const changed = [...program.next.keys()].filter((component) => !isKept(program, component))
  const outputs = [
    ...changed.map((component) => program.next[component]!),
    ...tallies.map(({ value }) => value),
  ]
  const live = liveNodesOf({ ...program, next: outputs })
  const gathered = new Map<number, Reach>()
  const sums = new Map<NodeId, SumPlan>()
  const derived = new Map<string, DerivedPlane>()
  for (const [id, node] of program.nodes.entries()) {
    if (!live.has(id)) continue
    if (node.op === 'partition') {
      const { gathering, component } = node
      if (gathering.kind === 'block') blocks.set(keyOfBlocks(gathering), gathering)
      const before = gathered.get(component) ?? NO_REACH
      gathered.set(component, farthest(before, reachOfGathering(gathering)))
    }
    if (node.op === 'sum') {
      const plan = planSumNode(program, node)
      sums.set(id, plan)
      if (plan.kind !== 'sites') derived.set(keyOfDerived(plan.plane), plan.plane)
    }
  }
  const flips = new Set(changed.filter((component) => gathered.has(component)))
  return { program, tallies, live, gathered, changed, sums, derived: [...derived.values()], flips }
}

/** Tells whether a pass leaves a component as it is. */
function isKept({ next, nodes }: RuleProgram, component: number): boolean {
  const node = nodes[next[component]!]!
  return node.op === 'own' && node.component === component
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

const NO_REACH: Reach = Object.freeze({ x: 0, y: 0, z: 0 })

const farthest = (a: Reach, b: Reach): Reach => ({
  x: Math.max(a.x, b.x),
  y: Math.max(a.y, b.y),
  z: Math.max(a.z, b.z),
})
