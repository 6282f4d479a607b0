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

/** The sum of each set of numbers. Equal numbers are recognized by being the same object. */
export function sumSets(
  graph: BitGraph,
  sets: readonly (readonly BoundedNumber[])[],
  style: AddingStyle,
): readonly BoundedNumber[] {
  return style === 'pairs' ? addPairs(graph, sets) : addColumns(graph, sets)
}

/** Bits of a number that is at most this. */
export const countBits = (max: number) => 32 - Math.clz32(max)

function addColumns(
  graph: BitGraph,
  sets: readonly (readonly BoundedNumber[])[],
): readonly BoundedNumber[] {
  const usesOf = (number: BoundedNumber) => sets.filter((set) => set.includes(number)).length
  return sets.map((set) => {
    const max = set.reduce((sum, number) => sum + number.max, 0)
    const sorted = set.toSorted((a, b) => usesOf(b) - usesOf(a))
    const bits = addNumbers(
      graph,
      sorted.map((number) => number.bits),
    )
    return { bits: bits.slice(0, countBits(max)), max }
  })
}

function addPairs(
  graph: BitGraph,
  sets: readonly (readonly BoundedNumber[])[],
): readonly BoundedNumber[] {
  const rests = sets.map((set) => [...set])
  for (;;) {
    const shared = findSharedPair(rests)
    if (shared === undefined) break
    const [a, b] = shared
    const sum = addTwo(graph, a, b)
    for (const rest of rests) {
      if (!rest.includes(a) || !rest.includes(b)) continue
      rest.splice(rest.indexOf(a), 1)
      rest.splice(rest.indexOf(b), 1)
      rest.push(sum)
    }
  }
  return rests.map((rest) => addSmallestFirst(graph, rest))
}

function addSmallestFirst(graph: BitGraph, numbers: readonly BoundedNumber[]): BoundedNumber {
  const sorted = numbers.toSorted((a, b) => a.max - b.max)
  while (sorted.length > 1) {
    const [a, b] = sorted.splice(0, 2)
    const sum = addTwo(graph, a!, b!)
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

function addTwo(graph: BitGraph, a: BoundedNumber, b: BoundedNumber): BoundedNumber {
  const max = a.max + b.max
  const bits: number[] = []
  let carry = graph.zero
  for (let i = 0; i < countBits(max); i++) {
    const [p, q] = [a.bits[i] ?? graph.zero, b.bits[i] ?? graph.zero]
    const half = graph.xor(p, q)
    bits.push(graph.xor(half, carry))
    carry = graph.or(graph.and(p, q), graph.and(half, carry))
  }
  return { bits, max }
}
