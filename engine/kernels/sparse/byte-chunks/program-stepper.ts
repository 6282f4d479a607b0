/**
 * Steps chunks of any program: node by node for all cells of a chunk, so that what a node is has to
 * be looked at only once a chunk.
 */
import type { Reach } from '../../../lattice/neighborhood.ts'
import { countCells, type Size } from '../../../lattice/size.ts'
import type { WorldBox } from '../../../lattice/world-box.ts'
import { int32Operators } from '../../../math/int32.ts'
import { createPhilox, type Philox } from '../../../math/philox.ts'
import { type MapNode, measureOf } from '../../../rules/program/evaluate-program.ts'
import type { NodeId, ProgramNode, RuleProgram } from '../../../rules/program/program.ts'
import { liveNodesOf } from '../../../rules/program/program-graph.ts'
import type { StepChunk } from './chunk-stepper.ts'
import {
  buildHalo,
  type FindSites,
  type Halo,
  type HaloSites,
  planSites,
  tabulate,
} from './halo-sites.ts'

/** A node's values by cell. */
type Column = Int32Array

/** What it takes to step chunks of one size. */
interface Bench {
  /** The live nodes that have a value, in order. */
  readonly nodes: readonly (readonly [id: NodeId, node: ValueNode])[]
  readonly halo: Halo
  readonly columns: ReadonlyMap<NodeId, Column>
  readonly sites: ReadonlyMap<NodeId, FindSites>
}

type ValueNode = Exclude<ProgramNode, { readonly op: 'partition' }>

/** A chunk at work. */
interface Situation {
  readonly bench: Bench
  readonly box: WorldBox
  readonly states: Uint8Array
  readonly tick: number
  readonly random: Philox
  readonly stateCount: number
}

/** @param reach how far the program looks, at least. */
export function createProgramStepper(program: RuleProgram, seed: bigint, reach: Reach): StepChunk {
  const random = createPhilox(seed)
  const benches = new Map<string, Bench>()
  return (box, states, tick, into) => {
    const key = `${box.size.x} ${box.size.y} ${box.size.z}`
    const bench = benches.get(key) ?? buildBench(program, box.size, reach)
    benches.set(key, bench)
    const situation = { bench, box, states, tick, random, stateCount: program.states }
    for (const [id, node] of bench.nodes) fillColumn(node, situation, bench.columns.get(id)!)
    into.set(bench.columns.get(program.next[0]!)!)
  }
}

function buildBench(program: RuleProgram, size: Size, reach: Reach): Bench {
  const halo = buildHalo(size, reach)
  const nodes: (readonly [NodeId, ValueNode])[] = []
  const columns = new Map<NodeId, Column>()
  const sites = new Map<NodeId, FindSites>()
  for (const id of [...liveNodesOf(program)].sort((a, b) => a - b)) {
    const node = program.nodes[id]!
    if (node.op === 'partition') {
      sites.set(id, planSites(node.gathering, halo))
      continue
    }
    nodes.push([id, node])
    columns.set(id, new Int32Array(countCells(size)))
  }
  return { nodes, halo, columns, sites }
}

function fillColumn(node: ValueNode, situation: Situation, column: Column): void {
  const { bench, box, states, tick, random } = situation
  const sitesOf = (partition: NodeId) => bench.sites.get(partition)!(box, tick)
  switch (node.op) {
    case 'own':
      takeStates(states, bench.halo.indices, column)
      break
    case 'site':
      takeStates(states, sitesOf(node.partition).indicesOf(node.index), column)
      break
    case 'position':
      column.set(sitesOf(node.partition).positions)
      break
    case 'sum':
      sumUp(node, situation, sitesOf(node.partition), column)
      break
    case 'tick':
      column.fill(tick)
      break
    case 'coordinate':
      tabulate(box, (x, y, z) => ({ x, y, z })[node.axis], column)
      break
    case 'random':
      tabulate(box, (x, y, z) => random(x, y, z, tick, node.draw), column)
      break
    // There is one rule, and nothing beside the state.
    case 'rule':
    case 'field':
    case 'parameter':
      break
    default:
      mapAll(node, bench.columns, column)
  }
}

function takeStates(states: Uint8Array, indices: Int32Array, column: Column): void {
  for (let i = 0; i < column.length; i++) column[i] = states[indices[i]!]!
}

function sumUp(
  { measure, weights }: Extract<ProgramNode, { readonly op: 'sum' }>,
  { states, stateCount }: Situation,
  { count, indicesOf }: HaloSites,
  column: Column,
): void {
  const measured = Int32Array.from({ length: stateCount }, (_, state) => measureOf(measure, state))
  column.fill(0)
  for (let site = 0; site < count; site++) {
    const weight = weights?.[site] ?? 1
    const indices = indicesOf(site)
    for (let i = 0; i < column.length; i++) {
      column[i]! += Math.imul(weight, measured[states[indices[i]!]!]!)
    }
  }
}

function mapAll(node: MapNode, columns: ReadonlyMap<NodeId, Column>, column: Column): void {
  const of = (id: NodeId) => columns.get(id)!
  switch (node.op) {
    case 'const':
      column.fill(node.value)
      break
    case 'binary': {
      const operate = int32Operators[node.operator]
      const [left, right] = [of(node.left), of(node.right)]
      for (let i = 0; i < column.length; i++) column[i] = operate(left[i]!, right[i]!)
      break
    }
    case 'select': {
      const [condition, then, otherwise] = [of(node.condition), of(node.then), of(node.otherwise)]
      for (let i = 0; i < column.length; i++) {
        column[i] = condition[i] !== 0 ? then[i]! : otherwise[i]!
      }
      break
    }
    case 'table': {
      column.fill(0)
      for (const { node: id, low, count } of node.inputs) {
        const digits = of(id)
        for (let i = 0; i < column.length; i++) {
          const digit = Math.min(Math.max(digits[i]! - low, 0), count - 1)
          column[i] = column[i]! * count + digit
        }
      }
      for (let i = 0; i < column.length; i++) column[i] = node.values[column[i]!]!
      break
    }
    case 'tree': {
      const { arity, rows } = node
      column.fill(rows.length / arity - 1)
      for (const id of node.inputs) {
        const digits = of(id)
        for (let i = 0; i < column.length; i++) {
          const digit = Math.min(Math.max(digits[i]!, 0), arity - 1)
          column[i] = rows[column[i]! * arity + digit]!
        }
      }
      break
    }
    default:
      node satisfies never
  }
}
