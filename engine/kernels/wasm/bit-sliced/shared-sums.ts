/**
 * Sums of overlapping sets of numbers, with what they have in common added only once.
 *
 * Rows that are made together look at almost the same rows: of three and three, two are shared.
 */
import { addNumbers, type BitNumber } from '../../../forge/bit-counter.ts'
import type { BitGraph } from '../../../forge/bit-graph.ts'

/** A number in words of bits, and the most it can be. */
export interface BoundedNumber {
  readonly bits: BitNumber
  readonly max: number
}

/**
 * How sets are added up: `pairs` adds the pair that most sets share, again and again, each carry
 * waiting for the one before; `columns` adds a set's bits of equal weight, those first that other
 * sets have too. Which takes fewer operations depends on the numbers.
 */
export const ADDING_STYLES = ['pairs', 'columns'] as const

export type AddingStyle = (typeof ADDING_STYLES)[number]

/**
 * The sum of each set of numbers. Equal numbers are recognized by being the same object.
 *
 * @param extra a constant that is added to each sum. With `pairs` a set of n numbers takes in n - 1
 * for nothing.
 */
export function sumSets(
  graph: BitGraph,
  sets: readonly (readonly BoundedNumber[])[],
  style: AddingStyle,
  extra = 0,
): readonly BoundedNumber[] {
  return style === 'pairs' ? addPairs(graph, sets, extra) : addColumns(graph, sets, extra)
}

/** Bits of a number that is at most this. */
export const countBits = (max: number) => 32 - Math.clz32(max)

function addColumns(
  graph: BitGraph,
  sets: readonly (readonly BoundedNumber[])[],
  extra: number,
): readonly BoundedNumber[] {
  const ones = Array.from({ length: extra }, () => [graph.ones])
  const usesOf = (number: BoundedNumber) => sets.filter((set) => set.includes(number)).length
  return sets.map((set) => {
    const max = set.reduce((sum, number) => sum + number.max, extra)
    const sorted = set.toSorted((a, b) => usesOf(b) - usesOf(a))
    const bits = addNumbers(graph, [...sorted.map((number) => number.bits), ...ones])
    return { bits: bits.slice(0, countBits(max)), max }
  })
}

/** A set of numbers that are not yet added up, and a constant that is not yet added to them. */
interface OpenSum {
  readonly numbers: BoundedNumber[]
  extra: number
}

function addPairs(
  graph: BitGraph,
  sets: readonly (readonly BoundedNumber[])[],
  extra: number,
): readonly BoundedNumber[] {
  const open = sets.map((set): OpenSum => ({ numbers: [...set], extra }))
  for (;;) {
    const shared = findSharedPair(open.map(({ numbers }) => numbers))
    if (shared === undefined) break
    const [a, b] = shared
    const sharing = open.filter(({ numbers }) => numbers.includes(a) && numbers.includes(b))
    const carry = sharing.every((sum) => sum.extra > 0) ? 1 : 0
    const number = addTwo(graph, a, b, carry)
    for (const sum of sharing) {
      sum.numbers.splice(sum.numbers.indexOf(a), 1)
      sum.numbers.splice(sum.numbers.indexOf(b), 1)
      sum.numbers.push(number)
      sum.extra -= carry
    }
  }
  return open.map((sum) => addSmallestFirst(graph, sum))
}

function addSmallestFirst(graph: BitGraph, { numbers, extra }: OpenSum): BoundedNumber {
  const sorted = numbers.toSorted((a, b) => a.max - b.max)
  // What the additions below do not take in is a number of its own.
  let left = extra
  for (; left > Math.max(0, sorted.length - 1); left--)
    sorted.unshift({ bits: [graph.ones], max: 1 })
  while (sorted.length > 1) {
    const [a, b] = sorted.splice(0, 2)
    const sum = addTwo(graph, a!, b!, left > 0 ? 1 : 0)
    if (left > 0) left--
    const at = sorted.findIndex(({ max }) => max >= sum.max)
    sorted.splice(at < 0 ? sorted.length : at, 0, sum)
  }
  return sorted[0] ?? { bits: [], max: 0 }
}

/** The pair of numbers that most sets have in common; undefined where no two sets share one. */
function findSharedPair(
  sets: readonly (readonly BoundedNumber[])[],
): readonly [BoundedNumber, BoundedNumber] | undefined {
  let best: { pair: readonly [BoundedNumber, BoundedNumber]; worth: number } | undefined
  const numbers = [...new Set(sets.flat())]
  for (const [i, a] of numbers.entries()) {
    for (const b of numbers.slice(i + 1)) {
      const shared = sets.filter((set) => set.includes(a) && set.includes(b)).length
      if (shared < 2) continue
      // Small numbers first; what they are never outweighs a set.
      const worth = shared - (a.max + b.max) / 2 ** 20
      if (best === undefined || worth > best.worth) best = { pair: [a, b], worth }
    }
  }
  return best?.pair
}

function addTwo(graph: BitGraph, a: BoundedNumber, b: BoundedNumber, extra: 0 | 1): BoundedNumber {
  const max = a.max + b.max + extra
  const bits: number[] = []
  let carry = extra === 1 ? graph.ones : graph.zero
  for (let i = 0; i < countBits(max); i++) {
    const [p, q] = [a.bits[i] ?? graph.zero, b.bits[i] ?? graph.zero]
    const half = graph.xor(p, q)
    bits.push(graph.xor(half, carry))
    carry =
      carry === graph.ones ? graph.or(p, q) : graph.or(graph.and(p, q), graph.and(half, carry))
  }
  return { bits, max }
}
