/**
 * Adds bits up: how many of some words are 1 at every bit, as a number in words.
 *
 * Carry-save adders take three bits of one weight and give one of that weight and one of the
 * next, five operations each; no adder waits for another's carry until the end.
 */
import type { BitGraph, BitId } from './bit-graph.ts'

/** Numbers spread over words: word i holds every cell's bit of weight 2^i. */
export type BitNumber = readonly BitId[]

/** Sums numbers of any widths. */
export function addNumbers(graph: BitGraph, summands: readonly BitNumber[]): BitNumber {
  const columns: BitId[][] = []
  const put = (weight: number, bit: BitId) => {
    if (bit === graph.zero) return
    while (columns.length <= weight) columns.push([])
    columns[weight]!.push(bit)
  }
  for (const number of summands) for (const [weight, bit] of number.entries()) put(weight, bit)
  const sum: BitId[] = []
  for (let weight = 0; weight < columns.length; weight++) {
    const column = columns[weight]!
    let at = 0
    while (column.length - at > 1) {
      const taken = column.slice(at, at + 3)
      at += taken.length
      const { bit, carry } = addBits(graph, taken)
      // A sum goes to the end, so that the adders of a column form a tree and not a chain.
      if (bit !== graph.zero) column.push(bit)
      put(weight + 1, carry)
    }
    sum.push(column[at] ?? graph.zero)
  }
  return sum
}

/** How many of the words are 1, bit by bit. */
export function countOnes(graph: BitGraph, words: readonly BitId[]): BitNumber {
  return addNumbers(
    graph,
    words.map((word) => [word]),
  )
}

/** Adds two or three bits of one weight. */
function addBits(graph: BitGraph, [a, b, c]: readonly BitId[]): { bit: BitId; carry: BitId } {
  const half = graph.xor(a!, b!)
  const both = graph.and(a!, b!)
  if (c === undefined) return { bit: half, carry: both }
  return { bit: graph.xor(half, c), carry: graph.or(both, graph.and(half, c)) }
}
