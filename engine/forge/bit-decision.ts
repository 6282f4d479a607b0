/**
 * Turns a truth table into logic on words: a decision diagram in which equal parts are one, and
 * whose free entries take whatever value makes parts equal.
 */
import { BitGraph, type BitId, countOperations } from './bit-graph.ts'
import { DecisionSearch } from './decision-search.ts'

/** An entry of a truth table that never occurs. */
export const FREE = 2

/** 0, 1 or FREE for each of 2^n inputs. */
export type TruthTable = Uint8Array

/**
 * The outcome of a truth table, in the cheapest of the ways that are tried.
 *
 * @param inputs the words that make up its index, least significant first.
 * @param group how many of the first inputs belong together: it is tried which is cheaper, to decide
 * on them last or first.
 */
export function decide(
  graph: BitGraph,
  inputs: readonly BitId[],
  table: TruthTable,
  group = 1,
): BitId {
  const key = `${group} ${table.join('')}`
  const way = cheapestWays.get(key) ?? findCheapestWay(inputs.length, table, group)
  if (cheapestWays.size >= MAX_KNOWN_WAYS) cheapestWays.clear()
  cheapestWays.set(key, way)
  return way(graph, inputs)
}

/**
 * The ways found last, by table: whoever plans a rule asks for the same tables again and again.
 * What is known changes nothing but the time that it takes.
 */
const cheapestWays = new Map<string, DecisionWay>()

const MAX_KNOWN_WAYS = 64

function findCheapestWay(count: number, table: TruthTable, group: number): DecisionWay {
  const order = cheapestOrder(count, table, group)
  const ways: DecisionWay[] = [
    (graph, words) => {
      const ordered = order.map((input) => words[input]!)
      return decideInOrder(graph, ordered, reorder(table, order), new Map())
    },
  ]
  if (count <= MAX_SEARCHED_INPUTS) {
    const search = new DecisionSearch()
    ways.push((graph, words) => search.write(graph, words, table))
  }
  return ways.reduce((best, other) =>
    countWay(other, count) < countWay(best, count) ? other : best,
  )
}

/** Writes a decision on some words. */
type DecisionWay = (graph: BitGraph, words: readonly BitId[]) => BitId

/** Tables of more inputs have more parts than are looked through in a few milliseconds. */
const MAX_SEARCHED_INPUTS = 6

/** The operations that a way takes on inputs that have nothing in common. */
function countWay(way: DecisionWay, count: number): number {
  const graph = new BitGraph()
  const inputs = Array.from({ length: count }, (_, i) => graph.input(String(i)))
  return countOperations(graph, [way(graph, inputs)])
}

/** The inputs in the order in which they are decided on, the last one first. */
function cheapestOrder(count: number, table: TruthTable, group: number): readonly number[] {
  const given = Array.from({ length: count }, (_, i) => i)
  const rotated = [...given.slice(group), ...given.slice(0, group)]
  const costOf = (order: readonly number[]) => {
    const graph = new BitGraph()
    const inputs = order.map((input) => graph.input(String(input)))
    return countOperations(graph, [decideInOrder(graph, inputs, reorder(table, order), new Map())])
  }
  return costOf(rotated) < costOf(given) ? rotated : given
}

/** The same table with bit i of its index being what was bit `order[i]`. */
function reorder(table: TruthTable, order: readonly number[]): TruthTable {
  return table.map((_, index) => {
    let from = 0
    for (const [bit, was] of order.entries()) from |= ((index >>> bit) & 1) << was
    return table[from]!
  })
}

function decideInOrder(
  graph: BitGraph,
  inputs: readonly BitId[],
  table: TruthTable,
  known: Map<string, BitId>,
): BitId {
  const first = table.find((entry) => entry !== FREE) ?? 0
  if (table.every((entry) => entry === first || entry === FREE)) {
    return first === 1 ? graph.ones : graph.zero
  }
  const key = table.join('')
  const same = known.get(key)
  if (same !== undefined) return same
  const half = table.length / 2
  const low = table.subarray(0, half)
  const high = table.subarray(half)
  const rest = inputs.slice(0, -1)
  const joint = join(low, high)
  const outcome =
    joint === undefined
      ? graph.choose(
          inputs.at(-1)!,
          decideInOrder(graph, rest, high, known),
          decideInOrder(graph, rest, low, known),
        )
      : decideInOrder(graph, rest, joint, known)
  known.set(key, outcome)
  return outcome
}

/** One table for two halves, where free entries allow it. */
function join(low: TruthTable, high: TruthTable): TruthTable | undefined {
  const isSame = low.every((entry, i) => entry === high[i] || entry === FREE || high[i] === FREE)
  return isSame ? low.map((entry, i) => (entry === FREE ? high[i]! : entry)) : undefined
}
