/**
 * Checks that a program is one: well formed, within its limits, and unable to leave its states.
 */
import { dimensionsOf } from '../../lattice/neighborhood.ts'
import { ProgramError } from '../errors.ts'
import { componentRange, countSites, gatheringOf, rangesOf } from './node-ranges.ts'
import {
  type Gathering,
  type NodeId,
  PROGRAM_LIMITS,
  type ProgramNode,
  type RuleProgram,
} from './program.ts'
import { inputsOf } from './program-graph.ts'
import { assertProgramHead, findShapeFault } from './program-shape.ts'

/** Programs that have passed: every part of a kernel checks what it is given. */
const valid = new WeakSet<RuleProgram>()

/**
 * Checks a program and gives it back.
 *
 * @throws {ProgramError} naming the first node at fault, or what of the program is.
 * @throws {NeighborhoodError} when a neighborhood cannot be built.
 */
export function validateProgram(program: RuleProgram): RuleProgram {
  if (valid.has(program)) return program
  assertProgramHead(program)
  checkHead(program)
  let [entries, gatheredSites] = [0, 0]
  /** By partition, how many sites it gathers: counting them again for each user could take long. */
  const sites = new Map<NodeId, number>()
  for (const [id, node] of program.nodes.entries()) {
    const fail = (found: string): never => {
      throw new ProgramError({ node: id, found })
    }
    const malformed = findShapeFault(node)
    if (malformed !== undefined) fail(malformed)
    entries += countEntries(node)
    if (entries > PROGRAM_LIMITS.entries) fail(`more than ${PROGRAM_LIMITS.entries} table entries`)
    if (node.op === 'partition') {
      const count = countSites(node.gathering)
      gatheredSites += count
      if (gatheredSites > PROGRAM_LIMITS.gatheredSites) {
        fail(`more than ${PROGRAM_LIMITS.gatheredSites} sites in all partitions together`)
      }
      sites.set(id, count)
    }
    checkInputs(program, node, id)
    const fault = findNodeFault(program, node, (partition) => sites.get(partition)!)
    if (fault !== undefined) fail(fault)
  }
  checkOutputs(program)
  if (Object.isFrozen(program) && Object.isFrozen(program.nodes)) valid.add(program)
  return program
}

/** Numbers that a program's tables, trees and weights hold in all. */
export function countProgramEntries({ nodes }: RuleProgram): number {
  return nodes.reduce((entries, node) => entries + countEntries(node), 0)
}

/** Numbers a node holds in tables, inputs, weights and measures. */
function countEntries(node: ProgramNode): number {
  switch (node.op) {
    case 'table':
      return node.inputs.length + node.values.length
    case 'tree':
      return node.inputs.length + node.rows.length
    case 'sum':
      return (
        (node.weights?.length ?? 0) +
        (node.measure.kind === 'table' ? node.measure.values.length : 0)
      )
    default:
      return 0
  }
}

const isWhole = (value: number, low: number, high: number) =>
  Number.isInteger(value) && value >= low && value <= high

const isInt32 = (value: number) => (value | 0) === value

function checkHead(program: RuleProgram): void {
  const { version, states, components, traits, channels, parameters, rules, dimensions } = program
  const limits = PROGRAM_LIMITS
  const faults: readonly (readonly [isFaulty: boolean, found: string])[] = [
    [version !== 1, `version ${version}, not 1`],
    [!isWhole(dimensions, 1, 3), `${dimensions} dimensions, not 1 to 3`],
    [!isWhole(states, 2, 256), `${states} states, not 2 to 256`],
    [!isWhole(rules, 1, limits.rules), `${rules} rules, not 1 to ${limits.rules}`],
    [
      traits !== undefined && traits.length !== components.length,
      `traits of ${traits?.length} components where there are ${components.length}`,
    ],
    ...(traits ?? []).map(
      ({ low, high }) =>
        [
          !isInt32(low) || !isInt32(high) || low > high,
          `a component with values from ${low} to ${high}`,
        ] as const,
    ),
    ...[components, channels, parameters].map(
      (names) =>
        [
          new Set(names).size < names.length,
          `names that are not distinct: ${names.join(', ')}`,
        ] as const,
    ),
  ]
  const fault = faults.find(([isFaulty]) => isFaulty)
  if (fault !== undefined) throw new ProgramError({ node: undefined, found: fault[1] })
}

function checkInputs(program: RuleProgram, node: ProgramNode, id: number): void {
  for (const input of inputsOf(node)) {
    if (!isWhole(input, 0, id - 1)) {
      throw new ProgramError({ node: id, found: `the input ${input}, which is no node before it` })
    }
    const isGathered = program.nodes[input]!.op === 'partition'
    const wantsGathered = node.op === 'site' || node.op === 'sum' || node.op === 'position'
    if (isGathered !== wantsGathered) {
      const found = wantsGathered ? 'an input that is no partition' : 'a partition used as a number'
      throw new ProgramError({ node: id, found })
    }
  }
}

/** What is wrong with a node whose inputs are in order; undefined where nothing is. */
function findNodeFault(
  program: RuleProgram,
  node: ProgramNode,
  countSitesOf: (partition: NodeId) => number,
): string | undefined {
  const outside = (what: string, value: number, count: number) =>
    isWhole(value, 0, count - 1) ? undefined : `${what} ${value} of ${count}`
  switch (node.op) {
    case 'const':
      return isInt32(node.value) ? undefined : `the constant ${node.value}, which is no i32`
    case 'own':
      return outside('component', node.component, program.components.length + 1)
    case 'field':
      return outside('channel', node.channel, program.channels.length)
    case 'parameter':
      return outside('parameter', node.parameter, program.parameters.length)
    case 'rule':
    case 'tick':
    case 'coordinate':
      return undefined
    case 'random':
      return outside('draw', node.draw, PROGRAM_LIMITS.draws)
    case 'partition':
      return (
        outside('component', node.component, program.components.length + 1) ??
        findGatheringFault(program, node.gathering)
      )
    case 'site': {
      const sites = countSitesOf(node.partition)
      if (sites > PROGRAM_LIMITS.namedSites) return `a site of a partition of ${sites} sites`
      return outside('site', node.index, sites)
    }
    case 'position':
      return gatheringOf(program, node.partition).kind === 'block'
        ? undefined
        : 'the position in a partition that is not one of blocks'
    case 'sum':
      return findSumFault(node, countSitesOf(node.partition))
    case 'table':
      return findTableFault(node)
    case 'tree':
      return findTreeFault(node)
    case 'binary':
    case 'select':
      return undefined
    default:
      return node satisfies never
  }
}

function findGatheringFault(program: RuleProgram, gathering: Gathering): string | undefined {
  if (gathering.kind === 'neighborhood') {
    const dimensions = dimensionsOf(gathering.neighborhood)
    return dimensions > program.dimensions
      ? `a neighborhood of ${dimensions} dimensions in a program of ${program.dimensions}`
      : undefined
  }
  const { sizeCells, corners } = gathering
  const axes = [sizeCells.x, sizeCells.y, sizeCells.z]
  const sites = countSites(gathering)
  if (!axes.every((axis) => isWhole(axis, 1, 8)) || sites > PROGRAM_LIMITS.blockSites) {
    return `blocks of ${axes.join(' x ')} cells, more than ${PROGRAM_LIMITS.blockSites} or none`
  }
  if (axes.slice(program.dimensions).some((axis) => axis !== 1)) {
    return `blocks along an axis that a program of ${program.dimensions} dimensions does not have`
  }
  if (corners.length === 0) return 'no corner of any block'
  const isInside = corners.every((corner) => corner.every((at, i) => isWhole(at, 0, axes[i]! - 1)))
  return isInside ? undefined : 'a corner outside the first block'
}

function findSumFault(
  { weights, measure }: Extract<ProgramNode, { op: 'sum' }>,
  sites: number,
): string | undefined {
  if (weights !== undefined) {
    if (weights.length !== sites) return `${weights.length} weights for ${sites} sites`
    if (!weights.every(isInt32)) return 'a weight that is no i32'
  }
  if (measure.kind === 'table' && !measure.values.every(isInt32)) return 'a measure that is no i32'
  if (measure.kind === 'is' && !isInt32(measure.value)) return 'a measured value that is no i32'
  return undefined
}

function findTableFault(node: Extract<ProgramNode, { op: 'table' }>): string | undefined {
  let wanted = 1
  for (const { low, count } of node.inputs) {
    if (!isInt32(low) || !isWhole(count, 1, PROGRAM_LIMITS.entries)) {
      return `a digit of ${count} values from ${low}`
    }
    wanted *= count
  }
  return node.values.length === wanted
    ? undefined
    : `a table of ${node.values.length} entries where its inputs make ${wanted}`
}

function findTreeFault({
  inputs,
  arity,
  rows,
}: Extract<ProgramNode, { op: 'tree' }>): string | undefined {
  if (!isWhole(arity, 2, 256) || inputs.length < 1) return `a tree of arity ${arity}`
  const count = rows.length / arity
  if (!isWhole(count, 1, PROGRAM_LIMITS.entries))
    return `${rows.length} entries in rows of ${arity}`
  // Every row lies at one depth below the root, and leads to rows before it.
  const depths = new Int32Array(count).fill(-1)
  depths[count - 1] = 0
  for (let row = count - 1; row >= 0; row--) {
    const depth = depths[row]!
    if (depth < 0 || depth === inputs.length - 1) continue
    for (let i = 0; i < arity; i++) {
      const to = rows[row * arity + i]!
      if (!isWhole(to, 0, row - 1)) return `row ${row}, which leads to row ${to}`
      if (depths[to] !== -1 && depths[to] !== depth + 1) return `row ${to}, met at two depths`
      depths[to] = depth + 1
    }
  }
  return undefined
}

function checkOutputs(program: RuleProgram): void {
  const { next, writes, components, nodes, channels } = program
  const outputs = [...next, ...writes.map(({ value }) => value)]
  if (next.length !== components.length + 1) {
    throw new ProgramError({
      node: undefined,
      found: `${next.length} next values for ${components.length + 1} components`,
    })
  }
  for (const id of outputs) {
    if (!isWhole(id, 0, nodes.length - 1) || nodes[id]!.op === 'partition') {
      throw new ProgramError({ node: undefined, found: `the output ${id}, which is no number` })
    }
  }
  for (const { channel } of writes) {
    if (!isWhole(channel, 0, channels.length - 1)) {
      throw new ProgramError({ node: undefined, found: `a write to channel ${channel}` })
    }
  }
  const ranges = rangesOf(program)
  for (const [component, id] of next.entries()) {
    const { low, high } = ranges[id]!
    const bounds = componentRange(program, component)
    if (low >= bounds.low && high <= bounds.high) continue
    const what = component === 0 ? 'states' : `values of ${components[component - 1]}`
    const found = `next ${what} from ${low} to ${high}, which leave ${bounds.low} to ${bounds.high}`
    throw new ProgramError({ node: id, found })
  }
}
