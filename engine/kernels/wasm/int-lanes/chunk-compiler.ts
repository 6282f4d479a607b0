/** Turns the nodes of a program into values of a chunk of cells. */

import { countSites, FIELD_LIMIT, rangesOf } from '../../../rules/program/node-ranges.ts'
import type { Gathering, NodeId, ProgramNode, RuleProgram } from '../../../rules/program/program.ts'
import { createChunkRandom } from './chunk-random.ts'
import type { ChunkScope } from './chunk-scope.ts'
import { createChunkSites, loadLanes } from './chunk-sites.ts'
import { sumRuns, sumSites, sumTerms, type Term } from './chunk-sums.ts'
import { type TreeDigit, walkTree } from './chunk-trees.ts'
import { LANES, type Reg } from './lane-code.ts'
import { offsetInGrid } from './lane-layout.ts'
import { selectLanes } from './lane-logic.ts'
import { applyBinary } from './lane-operators.ts'
import type { LanePlan } from './lane-plan.ts'
import { clampDigit, lookUp } from './lane-tables.ts'
import { createComputed, createConstant, type LaneValue } from './lane-values.ts'
import { ALL_NUMBERS, widthOf } from './lane-width.ts'
import { type StateMeasure, simplifyMeasure } from './measures.ts'
import type { SumPlan } from './sum-plan.ts'
import { listOffsets, listTaps } from './taps.ts'
import { sumWide } from './wide-sums.ts'

/** The values of a program's live nodes, by their ids; partitions have none. */
export type NodeValues = ReadonlyMap<NodeId, LaneValue>

/** Compiles a program's live nodes. Nothing is emitted before its value is asked for. */
export function compileNodes(
  scope: ChunkScope,
  program: RuleProgram,
  plan: LanePlan,
  seed: bigint,
): NodeValues {
  const { code, layout, at } = scope
  const values = new Map<NodeId, LaneValue>()
  const ranges = rangesOf(program)
  const sites = createChunkSites(scope, program, plan)
  const x = createCoordinate(scope)
  const random = createChunkRandom(scope, seed, x)
  const laneOf = (id: NodeId) => values.get(id)!
  const partitionOf = (id: NodeId) => {
    const node = program.nodes[id]!
    if (node.op !== 'partition') throw new Error(`node ${id} is no partition`)
    return node
  }
  const flatPlane = (address: number, range = ALL_NUMBERS) =>
    loadLanes(scope, at.flat, address, 32, range)
  const ownOf = (component: number) => {
    const place = layout.components.get(component)
    return place === undefined ? sites.siteAt(component, 0, 0, 0) : flatPlane(place)
  }

  const sumOver = (node: Extract<ProgramNode, { op: 'sum' }>, sumPlan: SumPlan | undefined) => {
    const { component, gathering } = partitionOf(node.partition)
    if (sumPlan === undefined || sumPlan.kind === 'sites') {
      const measure = sumPlan?.measure ?? measureIn(program, component, node.measure)
      const terms = Array.from(
        { length: countSites(gathering) },
        (_, index): Term => ({
          value: sites.gatheredSite(component, gathering, index),
          weight: node.weights?.[index] ?? 1,
        }),
      )
      return sumSites(
        scope,
        terms.filter(({ weight }) => weight !== 0),
        measure,
      )
    }
    if (sumPlan.kind === 'runs') return sumRuns(scope, sumPlan)
    if (sumPlan.kind === 'measured') {
      const taps = listTaps(offsetsOf(gathering), node.weights)
      const terms = taps.map(
        ({ dx, dy, dz, weight }): Term => ({
          value: sites.derivedAt(sumPlan.plane, dx, dy, dz),
          weight,
        }),
      )
      return sumTerms(code, terms)
    }
    return sumWide(scope, sumPlan)
  }

  /** A digit of a tree; states are read from their plane, where they need no clamping. */
  const digitOf = (id: NodeId, arity: number): TreeDigit => {
    const place = arity >= program.states ? findState(scope, program, id) : undefined
    if (place !== undefined) return { kind: 'state', place }
    return { kind: 'value', value: clampDigit(code, { value: laneOf(id), low: 0, count: arity }) }
  }

  const compile = (id: NodeId, node: ProgramNode): LaneValue | undefined => {
    switch (node.op) {
      case 'const':
        return createConstant(code, node.value)
      case 'own':
        return ownOf(node.component)
      case 'field':
        return flatPlane(layout.channels[node.channel]!, { low: -FIELD_LIMIT, high: FIELD_LIMIT })
      case 'parameter':
        return flatPlane(layout.parameters[node.parameter]!)
      case 'rule':
        if (program.rules === 1) return createConstant(code, 0)
        return loadLanes(scope, at.flatBytes, layout.rules, 8, ranges[id]!)
      case 'tick':
        return createSplat(scope, at.tick)
      case 'coordinate':
        return node.axis === 'x' ? x : createSplat(scope, at[node.axis])
      case 'random':
        return random(node.draw)
      case 'partition':
        return undefined
      case 'site': {
        const { component, gathering } = partitionOf(node.partition)
        return sites.gatheredSite(component, gathering, node.index)
      }
      case 'position': {
        const { gathering } = partitionOf(node.partition)
        if (gathering.kind !== 'block') throw new Error(`node ${id} has no position`)
        return sites.positionIn(gathering)
      }
      case 'sum':
        return sumOver(node, plan.sums.get(id))
      case 'table': {
        const digits = node.inputs.map(({ node: input, low, count }) => ({
          value: laneOf(input),
          low,
          count,
        }))
        return lookUp(scope, digits, node.values)
      }
      case 'tree':
        return walkTree(
          scope,
          node,
          node.inputs.map((input) => digitOf(input, node.arity)),
        )
      case 'binary':
        return applyBinary(code, node.operator, laneOf(node.left), laneOf(node.right), ranges[id]!)
      case 'select':
        return selectLanes(code, laneOf(node.condition), laneOf(node.then), laneOf(node.otherwise))
      default:
        return node satisfies never
    }
  }

  for (const [id, node] of program.nodes.entries()) {
    const value = plan.live.has(id) ? compile(id, node) : undefined
    if (value !== undefined) values.set(id, value)
  }
  return values
}

/** The x coordinate of each cell. */
function createCoordinate({ code, at, layout }: ChunkScope): LaneValue {
  const range = { low: 0, high: layout.flatStride - 1 }
  const home = widthOf(range)
  const lanes = 128 / home
  const { add } = LANES[home]
  return createComputed(code, {
    range,
    home,
    inputs: [],
    isUniform: false,
    compute: (part): Reg => {
      const steps = Array.from({ length: lanes }, (_, lane) => part * lanes + lane)
      return code.binary(add, code.splatScalar(home, at.x), code.lanes(home, steps))
    },
  })
}

function createSplat({ code }: ChunkScope, scalar: Reg<'i32'>): LaneValue {
  const compute = () => code.splatScalar(32, scalar)
  return createComputed(code, {
    range: ALL_NUMBERS,
    home: 32,
    inputs: [],
    isUniform: true,
    compute,
  })
}

function measureIn(
  program: RuleProgram,
  component: number,
  measure: Extract<ProgramNode, { op: 'sum' }>['measure'],
): StateMeasure {
  if (component === 0) return simplifyMeasure(measure, program.states)
  if (measure.kind !== 'table') return measure
  return { kind: 'table', values: Int32Array.from(measure.values) }
}

function offsetsOf(gathering: Gathering): Int32Array {
  if (gathering.kind !== 'neighborhood') throw new Error('blocks have no offsets')
  return listOffsets(gathering).even
}

/** Where in the plane a node is, when it is nothing but the state of a site. */
function findState({ layout }: ChunkScope, program: RuleProgram, id: NodeId): number | undefined {
  const node = program.nodes[id]!
  if (node.op === 'own' && node.component === 0) return offsetInGrid(layout, 0, 0, 0)
  if (node.op !== 'site') return undefined
  const partition = program.nodes[node.partition]!
  if (partition.op !== 'partition' || partition.component !== 0) return undefined
  if (partition.gathering.kind !== 'neighborhood') return undefined
  const { even, odd } = listOffsets(partition.gathering)
  if (odd !== undefined) return undefined
  const at = 3 * node.index
  return offsetInGrid(layout, even[at]!, even[at + 1]!, even[at + 2]!)
}
