/** Turns the nodes of a program into values of a chunk of cells. */
import { countSites, type NodeRange, rangesOf } from '../../../rules/program/node-ranges.ts'
import type { NodeId, ProgramNode, RuleProgram } from '../../../rules/program/program.ts'
import { createChunkRandom } from './chunk-random.ts'
import type { ChunkScope } from './chunk-scope.ts'
import { type ChunkSites, createChunkSites } from './chunk-sites.ts'
import { sumRuns, sumSites, sumTerms, type Term } from './chunk-sums.ts'
import { type TreeDigit, walkTree } from './chunk-trees.ts'
import { LANES, type Reg } from './lane-code.ts'
import { offsetInGrid } from './lane-layout.ts'
import { selectLanes } from './lane-logic.ts'
import { applyBinary } from './lane-operators.ts'
import { type PassPlan, partitionOf } from './lane-plan.ts'
import { clampDigit, lookUp } from './lane-tables.ts'
import { createComputed, createConstant, type LaneValue, narrowTo } from './lane-values.ts'
import { ALL_NUMBERS, widthOf } from './lane-width.ts'
import { listOffsets } from './taps.ts'
import { sumWide } from './wide-sums.ts'

/** The values of a program's live nodes, by their ids; partitions have none. */
export type NodeValues = ReadonlyMap<NodeId, LaneValue>

type NodeOf<Op extends ProgramNode['op']> = Extract<ProgramNode, { readonly op: Op }>

/** What compiling a node may look at. */
interface Compilation {
  readonly scope: ChunkScope
  readonly program: RuleProgram
  readonly pass: PassPlan
  readonly sites: ChunkSites
  readonly x: LaneValue
  readonly random: (draw: number) => LaneValue
  /** The value of a node before. */
  laneOf(id: NodeId): LaneValue
}

/** Compiles a pass's live nodes. Nothing is emitted before its value is asked for. */
export function compileNodes(
  scope: ChunkScope,
  pass: PassPlan,
  seed: bigint,
  x: LaneValue,
): NodeValues {
  const { program } = pass
  const values = new Map<NodeId, LaneValue>()
  const ranges = rangesOf(program)
  const compilation: Compilation = {
    scope,
    program,
    pass,
    sites: createChunkSites(scope),
    x,
    random: createChunkRandom(scope, seed, x),
    laneOf: (id) => values.get(id)!,
  }
  for (const [id, node] of program.nodes.entries()) {
    if (!pass.live.has(id) || node.op === 'partition') continue
    const value =
      node.op === 'binary'
        ? compileBinary(compilation, node, ranges[id]!)
        : compileNode(compilation, id, node)
    values.set(id, narrowTo(scope.code, value, ranges[id]!))
  }
  return values
}

function compileBinary(
  { scope, laneOf }: Compilation,
  { operator, left, right }: NodeOf<'binary'>,
  range: NodeRange,
): LaneValue {
  return applyBinary(scope.code, operator, laneOf(left), laneOf(right), range)
}

function compileNode(
  compilation: Compilation,
  id: NodeId,
  node: Exclude<ProgramNode, NodeOf<'binary' | 'partition'>>,
): LaneValue {
  const { scope, program, sites, laneOf } = compilation
  const { code, at } = scope
  switch (node.op) {
    case 'const':
      return createConstant(code, node.value)
    case 'own':
      return sites.own(node.component)
    case 'rule':
      return createConstant(code, 0)
    case 'field':
    case 'parameter':
      throw new Error(`a ${node.op}, which passes of a lattice do not read`)
    case 'tick':
      return createSplat(scope, at.tick)
    case 'coordinate':
      return node.axis === 'x' ? compilation.x : createSplat(scope, at[node.axis])
    case 'random':
      return compilation.random(node.draw)
    case 'site': {
      const { component, gathering } = partitionOf(program, node.partition)
      return sites.gatheredSite(component, gathering, node.index)
    }
    case 'position': {
      const { gathering } = partitionOf(program, node.partition)
      if (gathering.kind !== 'block') throw new Error(`node ${id} has no position`)
      return sites.positionIn(gathering)
    }
    case 'sum':
      return compileSum(compilation, id, node)
    case 'table': {
      const { inputs, values } = node
      const digits = inputs.map(({ node: input, low, count }) => ({
        value: laneOf(input),
        low,
        count,
      }))
      return lookUp(scope, digits, values)
    }
    case 'tree': {
      const digits = node.inputs.map((input) => digitOf(compilation, input, node.arity))
      return walkTree(scope, node, digits)
    }
    case 'select':
      return selectLanes(code, laneOf(node.condition), laneOf(node.then), laneOf(node.otherwise))
    default:
      return node satisfies never
  }
}

function compileSum(
  { scope, program, pass, sites }: Compilation,
  id: NodeId,
  { partition, weights }: NodeOf<'sum'>,
): LaneValue {
  const { component, gathering } = partitionOf(program, partition)
  const sum = pass.sums.get(id)!
  switch (sum.kind) {
    case 'sites': {
      const terms: Term[] = []
      for (let index = 0; index < countSites(gathering); index++) {
        const weight = weights?.[index] ?? 1
        if (weight === 0) continue
        terms.push({ value: sites.gatheredSite(component, gathering, index), weight })
      }
      return sumSites(scope, terms, sum.measure)
    }
    case 'measured': {
      const { plane, taps } = sum
      const terms = taps.map(({ dx, dy, dz, weight }): Term => {
        return { value: sites.derivedAt(plane, dx, dy, dz), weight }
      })
      return sumTerms(scope.code, terms)
    }
    case 'runs':
      return sumRuns(scope, sum)
    case 'dots':
    case 'products':
      return sumWide(scope, sum)
    default:
      return sum satisfies never
  }
}

/** A digit of a tree; states are read from their plane, where they need no clamping. */
function digitOf(compilation: Compilation, id: NodeId, arity: number): TreeDigit {
  const { scope, program, laneOf } = compilation
  const place = arity >= program.states ? findState(scope, program, id) : undefined
  if (place !== undefined) return { kind: 'state', place }
  const digit = { value: laneOf(id), low: 0, count: arity }
  return { kind: 'value', value: clampDigit(scope.code, digit) }
}

/** How far after the states' address a node is, when it is nothing but the state of a site. */
function findState(
  { layout, at }: ChunkScope,
  program: RuleProgram,
  id: NodeId,
): number | undefined {
  const node = program.nodes[id]!
  const { offset } = at.plane(0)
  if (node.op === 'own' && node.component === 0) {
    return layout.planes[0]!.hasBorder ? offset + offsetInGrid(layout, 0, 0, 0) : offset
  }
  if (node.op !== 'site') return undefined
  const { component, gathering } = partitionOf(program, node.partition)
  if (component !== 0 || gathering.kind !== 'neighborhood') return undefined
  const { even, odd } = listOffsets(gathering)
  if (odd !== undefined) return undefined
  const [dx, dy, dz] = even.subarray(3 * node.index, 3 * node.index + 3)
  return offset + offsetInGrid(layout, dx!, dy!, dz!)
}

/** The x coordinate of each cell. */
export function createCoordinate({ code, at, layout }: ChunkScope): LaneValue {
  const range = { low: 0, high: layout.flatStride - 1 }
  const home = widthOf(range)
  const lanes = 128 / home
  const compute = (part: number): Reg => {
    const steps = Array.from({ length: lanes }, (_, lane) => part * lanes + lane)
    return code.binary(LANES[home].add, code.splatScalar(home, at.x), code.lanes(home, steps))
  }
  return createComputed(code, { range, home, inputs: [], isUniform: false, compute })
}

/** The same number in all cells. */
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
