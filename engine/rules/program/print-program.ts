/** Programs as text for people. */
import type { NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { countSites, rangesOf } from './node-ranges.ts'
import { formatRuns } from './number-runs.ts'
import type { Gathering, Measure, NodeId, ProgramNode, RuleProgram } from './program.ts'

/** Runs of a list that are shown before the rest is only counted. */
const SHOWN_RUNS = 24

const SYMBOLS = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  rem: '%',
  and: '&',
  or: '|',
  xor: '^',
  shl: '<<',
  shr: '>>',
  shru: '>>>',
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  min: 'min',
  max: 'max',
} as const

/**
 * A program with one line for each node: its number, what it does and which values it can have.
 *
 * @example
 * program of 2 dimensions, 2 states
 *   n0 = partition state of moore-2d (8 sites)
 *   n1 = sum n0 where it is 1                  : 0..8
 *   n2 = own state                             : 0..1
 *   n3 = table [n2, n1] 3*0 1 7*0 2*1 5*0      : 0..1
 *   next state = n3
 */
export function printProgram(program: RuleProgram): string {
  const ranges = rangesOf(program)
  const lines = program.nodes.map((node, id): readonly [text: string, range: string] => {
    const { low, high } = ranges[id]!
    const range = node.op === 'partition' || node.op === 'const' ? '' : `: ${low}..${high}`
    return [`  n${id} = ${printNode(program, node)}`, range]
  })
  const width = Math.min(60, Math.max(0, ...lines.map(([text]) => text.length)))
  const outputs = program.next.map((id, i) => `  next ${nameOfComponent(program, i)} = n${id}`)
  const writes = program.writes.map(
    ({ channel, value }) => `  add n${value} to channel ${program.channels[channel]}`,
  )
  return [
    `program of ${program.dimensions} dimensions, ${program.states} states` +
      (program.rules > 1 ? `, ${program.rules} rules` : ''),
    ...lines.map(([text, range]) => (range === '' ? text : `${text.padEnd(width)} ${range}`)),
    ...outputs,
    ...writes,
  ].join('\n')
}

function nameOfComponent(program: RuleProgram, component: number): string {
  return component === 0 ? 'state' : (program.components[component - 1] ?? `component ${component}`)
}

function printNode(program: RuleProgram, node: ProgramNode): string {
  switch (node.op) {
    case 'const':
      return `${node.value}`
    case 'own':
      return `own ${nameOfComponent(program, node.component)}`
    case 'field':
      return `channel ${program.channels[node.channel]}`
    case 'parameter':
      return `parameter ${program.parameters[node.parameter]}`
    case 'rule':
      return 'rule index'
    case 'tick':
      return 'tick'
    case 'coordinate':
      return `coordinate ${node.axis}`
    case 'random':
      return `random ${node.draw}`
    case 'partition': {
      const gathered = nameOfComponent(program, node.component)
      const sites = countSites(node.gathering)
      return `partition ${gathered} of ${printGathering(node.gathering)} (${sites} sites)`
    }
    case 'site':
      return `site ${node.index} of n${node.partition}`
    case 'position':
      return `position in n${node.partition}`
    case 'sum': {
      const weights =
        node.weights === undefined ? '' : ` weighted ${formatRuns(node.weights, SHOWN_RUNS)}`
      return `sum n${node.partition}${printMeasure(node.measure)}${weights}`
    }
    case 'table': {
      const inputs = node.inputs.map(({ node: id, low }) => printOffset(id, low)).join(', ')
      return `table [${inputs}] ${formatRuns(node.values, SHOWN_RUNS)}`
    }
    case 'tree': {
      const inputs = node.inputs.map((id) => `n${id}`).join(', ')
      return `tree [${inputs}] of ${node.rows.length / node.arity} rows, arity ${node.arity}`
    }
    case 'binary':
      return `n${node.left} ${SYMBOLS[node.operator]} n${node.right}`
    case 'select':
      return `if n${node.condition} then n${node.then} else n${node.otherwise}`
    default:
      return node satisfies never
  }
}

function printOffset(id: NodeId, low: number): string {
  if (low === 0) return `n${id}`
  return low > 0 ? `n${id} - ${low}` : `n${id} + ${-low}`
}

function printMeasure(measure: Measure): string {
  switch (measure.kind) {
    case 'value':
      return ''
    case 'is':
      return ` where it is ${measure.value}`
    case 'table':
      return ` through ${formatRuns(measure.values, SHOWN_RUNS)}`
    default:
      return measure satisfies never
  }
}

function printGathering(gathering: Gathering): string {
  if (gathering.kind === 'block') {
    const { x, y, z } = gathering.sizeCells
    const corners = gathering.corners.map((corner) => `(${corner.join(',')})`).join(' ')
    return `blocks ${x}x${y}x${z} from ${corners}`
  }
  const center = gathering.withCenter ? ' and the cell' : ''
  return `${printNeighborhood(gathering.neighborhood)}${center}`
}

function printNeighborhood(spec: NeighborhoodSpec): string {
  switch (spec.kind) {
    case 'named':
      return spec.name
    case 'offsets':
      return 'listed offsets'
    case 'segment':
    case 'square':
    case 'diamond':
    case 'circle':
      return `${spec.kind} of radius ${spec.radiusCells}`
    default:
      return spec satisfies never
  }
}
