/**
 * The intervals that a program's numbers lie in, in plain numbers that do not wrap: an oracle for
 * programs that claim to stay within 32 bits.
 */
import { countNeighbors } from '../lattice/neighborhood.ts'
import type { ProgramNode, RuleProgram } from '../rules/program/program.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

const hull = (ends: readonly number[]): Interval => ({
  low: Math.min(...ends),
  high: Math.max(...ends),
})

/**
 * The interval of each node; of a partition, that of the values it gathers.
 *
 * @param components where each component lies, the states first; sites outside read as these do.
 * @throws when a node may leave 32 bits, or is of a kind that fields do not use.
 */
export function intervalsOf(program: RuleProgram, components: readonly Interval[]): Interval[] {
  const intervals: Interval[] = []
  for (const [id, node] of program.nodes.entries()) {
    const found = intervalOf(program, node, components, (input) => intervals[input]!)
    if (found.low < -(2 ** 31) || found.high >= 2 ** 31) {
      throw new Error(`node ${id} (${node.op}) may reach ${found.low} to ${found.high}`)
    }
    intervals.push(found)
  }
  return intervals
}

function intervalOf(
  program: RuleProgram,
  node: ProgramNode,
  components: readonly Interval[],
  at: (id: number) => Interval,
): Interval {
  switch (node.op) {
    case 'const':
      return { low: node.value, high: node.value }
    case 'own':
    case 'partition':
      return components[node.component]!
    case 'site':
      return at(node.partition)
    case 'sum': {
      const partition = program.nodes[node.partition]!
      if (partition.op !== 'partition' || partition.gathering.kind !== 'neighborhood') break
      if (node.measure.kind !== 'is') break
      return { low: 0, high: countNeighbors(partition.gathering.neighborhood) }
    }
    case 'table':
      return hull([...node.values])
    case 'select':
      return hull([at(node.then), at(node.otherwise)].flatMap(({ low, high }) => [low, high]))
    case 'binary': {
      const [a, b] = [at(node.left), at(node.right)]
      switch (node.operator) {
        case 'add':
          return { low: a.low + b.low, high: a.high + b.high }
        case 'sub':
          return { low: a.low - b.high, high: a.high - b.low }
        case 'mul':
          return hull([a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high])
        case 'shr':
          return hull([a.low, a.high].map((end) => Math.floor(end / 2 ** b.low)))
        case 'shru':
          return { low: 0, high: 2 ** (32 - b.low) - 1 }
        case 'and':
          return { low: 0, high: b.high }
        case 'ge':
          return { low: 0, high: 1 }
        case 'min':
        case 'max': {
          const pick = Math[node.operator]
          return { low: pick(a.low, b.low), high: pick(a.high, b.high) }
        }
      }
    }
  }
  throw new Error(`no interval of ${JSON.stringify(node)}`)
}
