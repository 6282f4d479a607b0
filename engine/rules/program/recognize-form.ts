/**
 * Finds out whether a program comes down to tables, by what it depends on.
 *
 * Nothing is matched against a pattern: where the next state depends only on the own state and on
 * sums and sites of one neighborhood, it is worked out for every own state and everything that can
 * be seen, and the tables are what came out.
 */
import { centerIndexOf, countNeighbors, type NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { measureOf } from './evaluate-program.ts'
import { type Column, type CountUp, evaluateColumn } from './node-columns.ts'
import { gatheringOf } from './node-ranges.ts'
import type { Measure, NodeId, ProgramNode, RuleProgram } from './program.ts'
import type { NextRow, ProgramForm } from './program-form.ts'
import { liveNodesOf } from './program-graph.ts'

/** The most neighbors whose configurations are told apart one by one: 2^23 of them. */
const MAX_CONFIGURATION_NEIGHBORS = 23

/** The most cases a row may have. */
const MAX_CASES = 2 ** 23

type Sum = Extract<ProgramNode, { op: 'sum' }>
type Site = Extract<ProgramNode, { op: 'site' }>

/** What a program looks at, when that is one neighborhood and its own state. */
interface Observation {
  readonly neighborhood: NeighborhoodSpec
  readonly neighbors: number
  readonly own: readonly NodeId[]
  readonly sums: readonly (readonly [id: NodeId, sum: Sum])[]
  readonly sites: readonly (readonly [id: NodeId, site: Site])[]
}

/** The columns of what is seen, for one own state. */
type SeenColumns = (own: number) => Map<NodeId, Column | CountUp>

/** The form of a program; `general` when it has none of the special ones. */
export function recognizeForm(program: RuleProgram): ProgramForm {
  const observation = findObservation(program)
  if (observation === undefined) return { kind: 'general' }
  return (
    recognizeCounting(program, observation) ??
    recognizeConfiguration(program, observation) ??
    recognizeTotalistic(program, observation) ?? { kind: 'general' }
  )
}

function findObservation(program: RuleProgram): Observation | undefined {
  const { components, channels, parameters, rules, writes } = program
  const hasMore = components.length + channels.length + parameters.length + writes.length > 0
  if (hasMore || rules > 1) return undefined
  const own: NodeId[] = []
  const sums: (readonly [NodeId, Sum])[] = []
  const sites: (readonly [NodeId, Site])[] = []
  const neighborhoods = new Map<string, NeighborhoodSpec>()
  for (const id of liveNodesOf(program)) {
    const node = program.nodes[id]!
    switch (node.op) {
      case 'own':
        own.push(id)
        break
      case 'sum':
        sums.push([id, node])
        break
      case 'site':
        sites.push([id, node])
        break
      case 'partition': {
        if (node.gathering.kind !== 'neighborhood') return undefined
        const { neighborhood } = node.gathering
        neighborhoods.set(JSON.stringify(neighborhood), neighborhood)
        break
      }
      case 'const':
      case 'table':
      case 'tree':
      case 'binary':
      case 'select':
        break
      case 'field':
      case 'parameter':
      case 'rule':
      case 'tick':
      case 'coordinate':
      case 'random':
      case 'position':
        return undefined
      default:
        node satisfies never
    }
  }
  const [neighborhood, ...others] = neighborhoods.values()
  if (neighborhood === undefined || others.length > 0) return undefined
  return { neighborhood, neighbors: countNeighbors(neighborhood), own, sums, sites }
}

function recognizeCounting(program: RuleProgram, seen: Observation): ProgramForm | undefined {
  const { neighborhood, neighbors, sites, sums } = seen
  const { states } = program
  const isCount = ([, { measure, weights }]: readonly [NodeId, Sum]) =>
    isLiveness(measure, states) && (weights === undefined || weights.every((w) => w === 1))
  if (sites.length > 0 || !sums.every(isCount) || neighbors + 1 > MAX_CASES) return undefined
  const columnsOf: SeenColumns = (own) =>
    new Map(
      sums.map(([id, { partition }]): [NodeId, CountUp] => {
        const isCounted = own === 1 && hasCenter(program, partition)
        return [id, { from: isCounted ? 1 : 0 }]
      }),
    )
  const rows = buildRows(program, seen, neighbors + 1, columnsOf)
  return rows && { kind: 'counting', neighborhood, states, neighbors, rows }
}

function recognizeConfiguration(program: RuleProgram, seen: Observation): ProgramForm | undefined {
  const { neighborhood, neighbors, sites, sums } = seen
  const { states } = program
  if (neighbors > MAX_CONFIGURATION_NEIGHBORS) return undefined
  if (!sums.every(([, { measure }]) => isLiveness(measure, states))) return undefined
  if (sites.length > 0 && states > 2) return undefined
  const cases = 2 ** neighbors
  const center = centerIndexOf(neighborhood)
  const columnsOf: SeenColumns = (own) => {
    const columns = new Map<NodeId, Column>()
    for (const [id, { partition, weights }] of sums) {
      const withCenter = hasCenter(program, partition)
      const each = weights ?? new Array<number>(neighbors + (withCenter ? 1 : 0)).fill(1)
      const base = withCenter && own === 1 ? each[center]! : 0
      const ofNeighbors = withCenter ? each.toSpliced(center, 1) : each
      columns.set(id, sumConfigurations(ofNeighbors, base))
    }
    for (const [id, { partition, index }] of sites) {
      const withCenter = hasCenter(program, partition)
      if (withCenter && index === center) {
        columns.set(id, own)
        continue
      }
      const bit = neighbors - 1 - (withCenter && index > center ? index - 1 : index)
      const column = new Int32Array(cases)
      for (let i = 0; i < cases; i++) column[i] = (i >>> bit) & 1
      columns.set(id, column)
    }
    return columns
  }
  const rows = buildRows(program, seen, cases, columnsOf)
  return rows && { kind: 'configuration', neighborhood, states, neighbors, rows }
}

/** The weighted sum of every configuration's live neighbors, plus what the center adds. */
function sumConfigurations(weights: readonly number[], base: number): Int32Array {
  const sums = new Int32Array(2 ** weights.length).fill(base)
  for (let i = 1; i < sums.length; i++) {
    const bit = 31 - Math.clz32(i & -i)
    sums[i] = sums[i & (i - 1)]! + weights[weights.length - 1 - bit]!
  }
  return sums
}

function recognizeTotalistic(program: RuleProgram, seen: Observation): ProgramForm | undefined {
  const { neighborhood, neighbors, own, sites, sums } = seen
  const { states } = program
  const isSumOfStates = ([, { measure, weights, partition }]: readonly [NodeId, Sum]) =>
    isIdentity(measure, states) &&
    (weights === undefined || weights.every((weight) => weight === 1)) &&
    hasCenter(program, partition)
  const cases = (states - 1) * (neighbors + 1) + 1
  if (own.length > 0 || sites.length > 0 || !sums.every(isSumOfStates) || cases > MAX_CASES) {
    return undefined
  }
  const known = new Map<NodeId, CountUp>(sums.map(([id]) => [id, { from: 0 }]))
  const column = evaluateColumn(program, program.next[0]!, cases, known)
  if (column === undefined) return undefined
  const next =
    typeof column === 'number' ? new Uint8Array(cases).fill(column) : new Uint8Array(column)
  return { kind: 'totalistic', neighborhood, states, neighbors, next }
}

/** Works out every own state's row; undefined when something else than what is seen decides. */
function buildRows(
  program: RuleProgram,
  { own: ownNodes }: Observation,
  cases: number,
  columnsOf: SeenColumns,
): NextRow[] | undefined {
  const rows: NextRow[] = []
  for (let own = 0; own < program.states; own++) {
    const known = columnsOf(own)
    for (const id of ownNodes) known.set(id, own)
    const column = evaluateColumn(program, program.next[0]!, cases, known)
    if (column === undefined) return undefined
    rows.push(typeof column === 'number' ? column : new Uint8Array(column))
  }
  return rows
}

/** Tells whether a measure is 1 for live sites and 0 for all others. */
function isLiveness(measure: Measure, states: number): boolean {
  return every(states, (state) => measureOf(measure, state) === (state === 1 ? 1 : 0))
}

function isIdentity(measure: Measure, states: number): boolean {
  return every(states, (state) => measureOf(measure, state) === state)
}

function every(states: number, holds: (state: number) => boolean): boolean {
  for (let state = 0; state < states; state++) if (!holds(state)) return false
  return true
}

function hasCenter(program: RuleProgram, partition: NodeId): boolean {
  const gathering = gatheringOf(program, partition)
  return gathering.kind === 'neighborhood' && gathering.withCenter
}
