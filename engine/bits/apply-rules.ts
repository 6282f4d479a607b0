/**
 * What a rule makes of one bit, by the definition of programs. Thunderbit contract, section 2.3.
 *
 * Every family of rules is a program (`engine/rules`), so elementary, outer-totalistic and custom
 * rules take the same way. A context's neighborhood stands in for that of the rule where the rule
 * only counts: a rule that tells its neighbors apart has no meaning for another number of them. A
 * bit hears fields as loudly as its sensitivity says; at 0.5, as they are.
 */
import { countNeighbors, type NeighborhoodSpec } from '../lattice/neighborhood.ts'
import type { GridPoint } from '../lattice/zones.ts'
import { type CellView, evaluateProgram } from '../rules/program/evaluate-program.ts'
import type { Gathering, NodeId, RuleProgram } from '../rules/program/program.ts'
import type { Rule } from '../rules/rule.ts'
import { accept, type Outcome, refuse } from './bit-failure.ts'
import { fixedToRaw } from './fixed-point.ts'
import type { LatticeView } from './lattice-view.ts'
import { seenField } from './physics/sensitivity.ts'
import type { BitState, FieldWrite, Thunderbit } from './thunderbit.ts'
import type { TickContext } from './tick-context.ts'

/** What a rule gives. */
export interface RuleOutcome {
  readonly next: BitState
  /** In the order in which the rule makes them, none of 0; values wrap at 32 bits of fixed point. */
  readonly writes: readonly FieldWrite[]
}

type Gather = Extract<Gathering, { readonly kind: 'neighborhood' }>

/**
 * Applies a bit's rule to what it sees.
 *
 * @param fieldState values by channel, multiples of 2^-14; absent ones are 0.
 */
export function applyRules(
  bit: Thunderbit,
  fieldState: Readonly<Record<string, number>>,
  context: TickContext,
  lattice: LatticeView,
): Outcome<RuleOutcome> {
  const rule = bit.rules
  const reason = findUnmetNeed(rule, context.neighborhood, lattice)
  if (reason !== undefined) return refuse('rule_evaluation_failed', { reason })
  const { program } = rule
  const { coord } = bit
  const values = evaluateProgram(program, viewOf(bit, program, fieldState, context, lattice))
  const [value = 0, ...own] = program.next.map((id) => values[id]!)
  // Components that the rule knows nothing of stay as they are.
  const components = lattice.components.map((name, i) => {
    const at = program.components.indexOf(name)
    return at === -1 ? bit.state.components[i]! : own[at]!
  })
  // What adds nothing is no write: a rule that writes under a condition adds 0 where it fails.
  const writes = program.writes.flatMap(({ channel, value: id }): FieldWrite[] => {
    const written = values[id]!
    if (written === 0) return []
    const name = program.channels[channel]!
    return [Object.freeze({ channel: name, coord, value: written / 2 ** 14 })]
  })
  return accept({ next: Object.freeze({ value, components }), writes })
}

function viewOf(
  bit: Thunderbit,
  program: RuleProgram,
  fieldState: Readonly<Record<string, number>>,
  context: TickContext,
  lattice: LatticeView,
): CellView {
  const { coord, state } = bit
  const tick = context.tickNumber | 0
  const sensitivity = fixedToRaw(bit.lambdaSensitivity)
  const firstDraw = lattice.firstDraws[bit.ruleIndex]!
  const componentOf = (component: number) =>
    component === 0 ? 0 : 1 + lattice.components.indexOf(program.components[component - 1]!)
  return {
    ...coord,
    tick,
    rule: bit.ruleIndex,
    own: (component) => [state.value, ...state.components][componentOf(component)]!,
    field: (channel) => {
      const field = fixedToRaw(fieldState[program.channels[channel]!] ?? 0)
      return seenField(field, sensitivity)
    },
    parameter: (index) => lattice.readParameter(program.parameters[index]!, coord),
    random: (draw) => lattice.random(coord.x, coord.y, coord.z, tick, firstDraw + draw),
    gather: (node) => gatherAt(program, node, context, coord, lattice, componentOf),
    position: (node) => placeInBlock(program, node, coord, context.tickNumber),
  }
}

function gatherAt(
  program: RuleProgram,
  node: NodeId,
  context: TickContext,
  coord: GridPoint,
  lattice: LatticeView,
  componentOf: (component: number) => number,
): Int32Array {
  const { component, gathering } = partitionAt(program, node)
  const { spatialIndex } = lattice
  const plane = componentOf(component)
  if (gathering.kind === 'neighborhood') {
    const neighborhood = context.neighborhood ?? gathering.neighborhood
    return gathering.withCenter
      ? spatialIndex.getStatesAround(coord, neighborhood, plane)
      : spatialIndex.getNeighborStates(coord, neighborhood, plane)
  }
  const { x, y, z } = cornerOf(gathering, coord, context.tickNumber)
  const { sizeCells } = gathering
  const sites: GridPoint[] = []
  for (let dz = 0; dz < sizeCells.z; dz++) {
    for (let dy = 0; dy < sizeCells.y; dy++) {
      for (let dx = 0; dx < sizeCells.x; dx++) sites.push({ x: x + dx, y: y + dy, z: z + dz })
    }
  }
  return spatialIndex.getStates(sites, plane)
}

function placeInBlock(program: RuleProgram, node: NodeId, coord: GridPoint, tick: number): number {
  const { gathering } = partitionAt(program, node)
  if (gathering.kind !== 'block') return 0
  const { x, y, z } = cornerOf(gathering, coord, tick)
  const { sizeCells } = gathering
  return coord.x - x + sizeCells.x * (coord.y - y + sizeCells.y * (coord.z - z))
}

/** The site of least x, y and z of the block that a site lies in. */
function cornerOf(
  { sizeCells, corners }: Extract<Gathering, { readonly kind: 'block' }>,
  { x, y, z }: GridPoint,
  tick: number,
): GridPoint {
  const [cornerX, cornerY, cornerZ] = corners[tick % corners.length]!
  const floor = (at: number, corner: number, cells: number) =>
    Math.floor((at - corner) / cells) * cells + corner
  return {
    x: floor(x, cornerX, sizeCells.x),
    y: floor(y, cornerY, sizeCells.y),
    z: floor(z, cornerZ, sizeCells.z),
  }
}

function partitionAt(program: RuleProgram, node: NodeId) {
  const partition = program.nodes[node]!
  // Programs are validated: only partitions are gathered.
  if (partition.op !== 'partition') throw new Error(`Node ${node} is no partition.`)
  return partition
}

/** Why a rule has no meaning in this world or under this context; undefined where it has one. */
function findUnmetNeed(
  { program }: Rule,
  neighborhood: NeighborhoodSpec | undefined,
  lattice: LatticeView,
): string | undefined {
  const lacking = (names: readonly string[], known: readonly string[]) =>
    names.find((name) => !known.includes(name))
  const component = lacking(program.components, lattice.components)
  if (component !== undefined) return `the world has no component ${component}`
  const channel = lacking(program.channels, lattice.channels)
  if (channel !== undefined) return `the world has no channel ${channel}`
  const parameter = lacking(program.parameters, lattice.parameters)
  if (parameter !== undefined) {
    return `bits have no parameter ${parameter}, but ${lattice.parameters.join(', ')}`
  }
  if (neighborhood === undefined) return undefined
  const isTold = program.nodes.some((node) => {
    if (node.op !== 'site' && !(node.op === 'sum' && node.weights !== undefined)) return false
    const { gathering } = partitionAt(program, node.partition)
    return gathering.kind === 'neighborhood' && !isAlike(gathering, neighborhood)
  })
  return isTold
    ? `it tells ${countNeighborsOf(program)} neighbors apart, so it cannot take the context's ` +
        `${countNeighbors(neighborhood)}`
    : undefined
}

const isAlike = ({ neighborhood }: Gather, other: NeighborhoodSpec) =>
  countNeighbors(neighborhood) === countNeighbors(other)

function countNeighborsOf(program: RuleProgram): number {
  const counts = program.nodes.flatMap((node) =>
    node.op === 'partition' && node.gathering.kind === 'neighborhood'
      ? [countNeighbors(node.gathering.neighborhood)]
      : [],
  )
  return Math.max(0, ...counts)
}
