/**
 * What becomes of the background: of cells among cells that are all in one state.
 *
 * The program is evaluated for such a cell with what it may not know left open: where it is, its
 * random numbers and, where asked for, the tick. If the outcome hangs on any of it, then not all
 * cells of the background come to the same state, and the world has no background.
 */
import { reachOf } from '../../lattice/neighborhood.ts'
import type { Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import { evaluateMap, type MapNode, measureOf } from '../../rules/program/evaluate-program.ts'
import { countSites, gatheringOf } from '../../rules/program/node-ranges.ts'
import type { Gathering, ProgramNode, RuleProgram } from '../../rules/program/program.ts'
import { inputsOf } from '../../rules/program/program-graph.ts'
import { gatheringsOf } from '../../rules/program/program-topology.ts'

/** A value, or undefined where it is open. */
type Known = number | undefined

/** The tick to look at; `any` for all of them. */
export type FutureTick = number | 'any'

/** The next state of a background; undefined where cells of it come to different states. */
export type BackgroundFuture = (background: number, tick: FutureTick) => Known

export function createBackgroundFuture(
  program: RuleProgram,
  size: Size,
  topology: Topology,
): BackgroundFuture {
  // Beyond the faces of a box is state 0, whatever the background.
  const hasFaces = topology.kind === 'box' && looksAlongEnds(program, size)
  return (background, tick) => {
    const sites = background === 0 || !hasFaces ? background : undefined
    const positions = countPositions(program)
    let outcome: Known
    for (let place = 0; place < positions; place++) {
      const position = positions > 1 ? place : undefined
      const values: Known[] = []
      for (const node of program.nodes) {
        values.push(evaluate(program, node, { background, sites, tick, position, values }))
      }
      const next = values[program.next[0]!]
      if (next === undefined || (place > 0 && next !== outcome)) return undefined
      outcome = next
    }
    return outcome
  }
}

/** Tells whether some cell looks across a face of a bounded axis. */
function looksAlongEnds(program: RuleProgram, size: Size): boolean {
  return (['x', 'y', 'z'] as const).some(
    (axis) =>
      size[axis] > 0 && gatheringsOf(program).some((gathering) => looksAlong(gathering, axis)),
  )
}

/** Tells whether a gathering looks at other sites along an axis. */
function looksAlong(gathering: Gathering, axis: keyof Size): boolean {
  return gathering.kind === 'block'
    ? gathering.sizeCells[axis] > 1
    : reachOf(gathering.neighborhood)[axis] > 0
}

/** How many places in its block a cell may have; 1 where that is left open. */
function countPositions(program: RuleProgram): number {
  const blocks = gatheringsOf(program).filter(({ kind }) => kind === 'block')
  return blocks.length === 1 ? countSites(blocks[0]!) : 1
}

interface Situation {
  readonly background: number
  readonly sites: Known
  readonly tick: FutureTick
  /** The cell's place in its block, in programs that have one partition into blocks. */
  readonly position: Known
  readonly values: readonly Known[]
}

function evaluate(program: RuleProgram, node: ProgramNode, situation: Situation): Known {
  const { background, sites, tick, position, values } = situation
  switch (node.op) {
    case 'own':
      return node.component === 0 ? background : undefined
    case 'site':
      return sites
    case 'sum':
      return sites === undefined ? undefined : sumOfAlike(program, node, sites)
    case 'tick':
      return tick === 'any' ? undefined : tick | 0
    case 'position':
      return position
    case 'rule':
      return program.rules === 1 ? 0 : undefined
    case 'partition':
    case 'coordinate':
    case 'random':
    case 'field':
    case 'parameter':
      return undefined
    case 'const':
    case 'binary':
    case 'select':
    case 'table':
    case 'tree':
      break
    default:
      return node satisfies never
  }
  const isKnown = inputsOf(node).every((id) => values[id] !== undefined)
  return isKnown ? evaluateMap(node, (id) => values[id]!) : evaluateOpen(node, values)
}

/** A map's value where some of its inputs are open: known if they cannot matter. */
function evaluateOpen(node: MapNode, values: readonly Known[]): Known {
  switch (node.op) {
    case 'const':
      return node.value
    case 'binary': {
      const [left, right] = [values[node.left], values[node.right]]
      const isZero =
        node.operator === 'and' || node.operator === 'mul'
          ? left === 0 || right === 0
          : (node.operator === 'div' || node.operator === 'rem') && left === 0
      return isZero ? 0 : undefined
    }
    case 'select': {
      const condition = values[node.condition]
      if (condition !== undefined) return values[condition !== 0 ? node.then : node.otherwise]
      return same([values[node.then], values[node.otherwise]])
    }
    case 'table': {
      let indices = [0]
      for (const { node: id, low, count } of node.inputs) {
        const digits = digitsOf(values[id], low, count)
        indices = indices.flatMap((index) => digits.map((digit) => index * count + digit))
      }
      return same(indices.map((index) => node.values[index]))
    }
    case 'tree': {
      let rows = new Set([node.rows.length / node.arity - 1])
      for (const id of node.inputs) {
        const digits = digitsOf(values[id], 0, node.arity)
        const entries = [...rows].flatMap((row) =>
          digits.map((digit) => node.rows[row * node.arity + digit]!),
        )
        rows = new Set(entries)
      }
      return same([...rows])
    }
    default:
      return node satisfies never
  }
}

/** The digits a node may be among `count`, clamped; all of them where it is open. */
function digitsOf(value: Known, low: number, count: number): readonly number[] {
  if (value === undefined) return Array.from({ length: count }, (_, digit) => digit)
  return [Math.min(Math.max(value - low, 0), count - 1)]
}

function same(outcomes: readonly Known[]): Known {
  return outcomes.every((outcome) => outcome === outcomes[0]) ? outcomes[0] : undefined
}

function sumOfAlike(
  program: RuleProgram,
  { partition, measure, weights }: Extract<ProgramNode, { op: 'sum' }>,
  state: number,
): number {
  const each = measureOf(measure, state)
  if (weights === undefined) return Math.imul(countSites(gatheringOf(program, partition)), each)
  return weights.reduce((sum, weight) => (sum + Math.imul(weight, each)) | 0, 0)
}
