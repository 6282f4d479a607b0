/**
 * Which values a node can have: an interval for each, found without running anything.
 *
 * Where an operation could leave the 32 bits, its interval is all of them, since it wraps.
 */
import { countNeighbors } from '../../lattice/neighborhood.ts'
import { INT32_MAX, INT32_MIN } from '../../math/int32.ts'
import type { Gathering, Measure, ProgramNode, RuleProgram } from './program.ts'

/** The least and the greatest value a node can have, both included. */
export interface NodeRange {
  readonly low: number
  readonly high: number
}

const ALL: NodeRange = Object.freeze({ low: INT32_MIN, high: INT32_MAX })
const BIT: NodeRange = Object.freeze({ low: 0, high: 1 })
const NOTHING: NodeRange = Object.freeze({ low: 0, high: 0 })

/** Channels hold raw values below 2^17 in size (fixed point with 14 fraction bits). */
export const FIELD_LIMIT = 2 ** 17 - 1

/** Number of sites that a gathering gathers. */
export function countSites(gathering: Gathering): number {
  if (gathering.kind === 'block') {
    const { x, y, z } = gathering.sizeCells
    return x * y * z
  }
  return countNeighbors(gathering.neighborhood) + (gathering.withCenter ? 1 : 0)
}

/** How many sites a program looks at for one cell, over all its partitions. */
export function countLookedAt({ nodes }: RuleProgram): number {
  return nodes.reduce(
    (sites, node) => sites + (node.op === 'partition' ? countSites(node.gathering) : 0),
    0,
  )
}

/** Which values a component can have; component 0 is the state. */
export function componentRange({ states, traits }: RuleProgram, component: number): NodeRange {
  return component === 0 ? { low: 0, high: states - 1 } : (traits?.[component - 1] ?? ALL)
}

/** What a site of a component outside the world reads as. */
export function edgeOf({ traits }: RuleProgram, component: number): 'zero' | 'nearest' {
  return traits?.[component - 1]?.edge ?? 'zero'
}

/** The range of every node; of a partition, that of the values it gathers. */
export function rangesOf(program: RuleProgram): NodeRange[] {
  const ranges: NodeRange[] = []
  const sites = new Map<number, number>()
  for (const [id, node] of program.nodes.entries()) {
    if (node.op === 'partition') sites.set(id, countSites(node.gathering))
    ranges.push(rangeOf(program, node, ranges, sites))
  }
  return ranges
}

/** @param sites how many sites each partition gathers. */
function rangeOf(
  program: RuleProgram,
  node: ProgramNode,
  ranges: readonly NodeRange[],
  sites: ReadonlyMap<number, number>,
): NodeRange {
  switch (node.op) {
    case 'const':
      return { low: node.value, high: node.value }
    case 'own':
    case 'partition':
      return componentRange(program, node.component)
    case 'field':
      return { low: -FIELD_LIMIT, high: FIELD_LIMIT }
    case 'rule':
      return { low: 0, high: program.rules - 1 }
    case 'parameter':
    case 'tick':
    case 'coordinate':
    case 'random':
      return ALL
    case 'site':
      return union(ranges[node.partition]!, { low: 0, high: 0 })
    case 'position':
      return { low: 0, high: sites.get(node.partition)! - 1 }
    case 'sum':
      return rangeOfSum(node, ranges, sites.get(node.partition)!)
    case 'table':
      return rangeOfValues(node.values) ?? NOTHING
    case 'tree':
      return rangeOfTree(node)
    case 'select':
      return union(ranges[node.then]!, ranges[node.otherwise]!)
    case 'binary':
      return rangeOfBinary(node.operator, ranges[node.left]!, ranges[node.right]!)
    default:
      return node satisfies never
  }
}

/** The gathering of a partition node. */
export function gatheringOf(program: RuleProgram, partition: number): Gathering {
  const node = program.nodes[partition]
  if (node?.op !== 'partition') throw new Error(`node ${partition} is no partition`)
  return node.gathering
}

function rangeOfSum(
  node: Extract<ProgramNode, { op: 'sum' }>,
  ranges: readonly NodeRange[],
  sites: number,
): NodeRange {
  const each = rangeOfMeasure(node.measure, ranges[node.partition]!)
  if (node.weights === undefined) return within(each.low * sites, each.high * sites)
  let low = 0
  let high = 0
  for (const weight of node.weights) {
    low += Math.min(each.low * weight, each.high * weight)
    high += Math.max(each.low * weight, each.high * weight)
  }
  return within(low, high)
}

/** Range of a measure over sites; a site outside the world reads 0, whatever the component. */
function rangeOfMeasure(measure: Measure, inside: NodeRange): NodeRange {
  const site = union(inside, NOTHING)
  switch (measure.kind) {
    case 'value':
      return site
    case 'is':
      return BIT
    case 'table': {
      const isBeyond = site.low < 0 || site.high >= measure.values.length
      const seen = rangeOfValues(measure.values, site.high + 1)
      return isBeyond ? union(seen ?? NOTHING, NOTHING) : (seen ?? NOTHING)
    }
    default:
      return measure satisfies never
  }
}

/** The range of a tree's values: the entries of those rows that are reached at the last input. */
function rangeOfTree({ rows, arity, inputs }: Extract<ProgramNode, { op: 'tree' }>): NodeRange {
  const depths = new Int32Array(rows.length / arity).fill(-1)
  depths[depths.length - 1] = 0
  let range: NodeRange | undefined
  // Rows lead to rows before them, and each lies at one depth.
  for (let row = depths.length - 1; row >= 0; row--) {
    const depth = depths[row]!
    if (depth < 0) continue
    const entries = rows.subarray(row * arity, (row + 1) * arity)
    if (depth < inputs.length - 1) for (const entry of entries) depths[entry] = depth + 1
    else {
      const values = rangeOfValues(entries) ?? NOTHING
      range = range === undefined ? values : union(range, values)
    }
  }
  return range ?? NOTHING
}

function rangeOfBinary(
  operator: Extract<ProgramNode, { op: 'binary' }>['operator'],
  left: NodeRange,
  right: NodeRange,
): NodeRange {
  switch (operator) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return BIT
    case 'add':
      return within(left.low + right.low, left.high + right.high)
    case 'sub':
      return within(left.low - right.high, left.high - right.low)
    case 'mul':
      return hull([
        left.low * right.low,
        left.low * right.high,
        left.high * right.low,
        left.high * right.high,
      ])
    case 'min':
      return { low: Math.min(left.low, right.low), high: Math.min(left.high, right.high) }
    case 'max':
      return { low: Math.max(left.low, right.low), high: Math.max(left.high, right.high) }
    case 'div':
      return rangeOfQuotient(left)
    case 'rem':
      return rangeOfRemainder(left, right)
    case 'and':
      return rangeOfAnd(left, right)
    case 'or':
    case 'xor': {
      if (left.low < 0 || right.low < 0) return ALL
      return { low: 0, high: 2 ** bitsOf(Math.max(left.high, right.high)) - 1 }
    }
    case 'shl': {
      if (right.low < 0 || right.high > 31) return ALL
      const factors = [2 ** right.low, 2 ** right.high]
      return hull(factors.flatMap((factor) => [left.low * factor, left.high * factor]))
    }
    case 'shr': {
      if (right.low < 0 || right.high > 31) return union(left, { low: -1, high: 0 })
      return {
        low: left.low >> (left.low < 0 ? right.low : right.high),
        high: left.high >> (left.high < 0 ? right.high : right.low),
      }
    }
    case 'shru': {
      if (right.low !== right.high) return left.low >= 0 ? { low: 0, high: left.high } : ALL
      const by = right.low & 31
      if (left.low >= 0) return { low: left.low >>> by, high: left.high >>> by }
      return by === 0 ? ALL : { low: 0, high: 0xffffffff >>> by }
    }
    default:
      return operator satisfies never
  }
}

/** A quotient is no larger than its dividend, in size; MIN / -1 wraps and x / 0 is 0. */
function rangeOfQuotient(left: NodeRange): NodeRange {
  if (left.low === INT32_MIN) return ALL
  const size = Math.max(Math.abs(left.low), Math.abs(left.high))
  return { low: -size, high: size }
}

/** A remainder has the sign of its dividend and is no larger; by 0 it is the dividend. */
function rangeOfRemainder(left: NodeRange, right: NodeRange): NodeRange {
  const divisor = Math.max(Math.abs(right.low), Math.abs(right.high))
  const canBeZero = right.low <= 0 && right.high >= 0
  const limit = canBeZero ? 2 ** 31 : divisor - 1
  return {
    low: left.low < 0 ? Math.max(left.low, -limit) : 0,
    high: left.high > 0 ? Math.min(left.high, limit) : 0,
  }
}

function rangeOfAnd(left: NodeRange, right: NodeRange): NodeRange {
  if (left.low >= 0 && right.low >= 0) return { low: 0, high: Math.min(left.high, right.high) }
  if (left.low >= 0) return { low: 0, high: left.high }
  if (right.low >= 0) return { low: 0, high: right.high }
  return ALL
}

/** Bits needed to write a number that is not negative. */
function bitsOf(value: number): number {
  return 32 - Math.clz32(value)
}

/** The range of the first `count` values; undefined where there are none. */
function rangeOfValues(values: ArrayLike<number>, count = values.length): NodeRange | undefined {
  let low = INT32_MAX
  let high = INT32_MIN
  for (let i = 0; i < Math.min(count, values.length); i++) {
    const value = values[i]!
    if (value < low) low = value
    if (value > high) high = value
  }
  return low > high ? undefined : { low, high }
}

const union = (a: NodeRange, b: NodeRange): NodeRange => ({
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
})

const hull = (values: readonly number[]) => within(Math.min(...values), Math.max(...values))

/** An interval, or everything where it leaves the 32 bits and the value may wrap. */
function within(low: number, high: number): NodeRange {
  return low < INT32_MIN || high > INT32_MAX ? ALL : { low: low + 0, high: high + 0 }
}
