/**
 * Turns a truth table into logic on words. A small table is searched (`decision-search.ts`); a
 * larger one becomes a decision diagram in which equal parts are one, and whose free entries take
 * whatever value makes parts equal.
 */
import { BitGraph, type BitId, countPairs } from './bit-graph.ts'
import { MAX_SEARCHED_INPUTS, searchDecision } from './decision-search.ts'

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
  // In 1100 random tables of 2 to 6 inputs no diagram was cheaper than what the search found.
  if (count <= MAX_SEARCHED_INPUTS) return searchDecision(table)
  const given = Array.from({ length: count }, (_, i) => i)
  const choices = [decideInOrder(table, given, new Map())]
  if (group < count) {
    const rotated = [...given.slice(group), ...given.slice(0, group)]
    choices.push(decideInOrder(rotate(table, group), rotated, new Map()))
  }
  const ways = choices.map(
    (choice): DecisionWay =>
      (graph, words) =>
        writeChoice(graph, words, choice, new Map()),
  )
  const costs = ways.map((way) => countWay(way, count))
  return ways[costs.indexOf(Math.min(...costs))]!
}

/** Writes a decision on some words. */
type DecisionWay = (graph: BitGraph, words: readonly BitId[]) => BitId

/** The operations that a way takes on inputs that have nothing in common, negations for free. */
function countWay(way: DecisionWay, count: number): number {
  const graph = new BitGraph()
  const inputs = Array.from({ length: count }, (_, i) => graph.input(String(i)))
  return countPairs(graph, [way(graph, inputs)])
}

/** How many decisions the diagram of a table has: about as many as make its logic expensive. */
export function countDecisions(table: TruthTable): number {
  const inputs = Array.from({ length: Math.log2(table.length) }, (_, i) => i)
  const seen = new Set<Choice>()
  const visit = (choice: Choice) => {
    if (typeof choice === 'number' || seen.has(choice)) return
    seen.add(choice)
    visit(choice.high)
    visit(choice.low)
  }
  visit(decideInOrder(table, inputs, new Map()))
  return seen.size
}

/** The same table with the first bits of its index put behind the others. */
function rotate(table: TruthTable, bits: number): TruthTable {
  const rotated = new Uint8Array(table.length)
  const rest = table.length >> bits
  for (let index = 0; index < table.length; index++) {
    rotated[index] = table[(index % rest) * 2 ** bits + Math.floor(index / rest)]!
  }
  return rotated
}

/** An outcome, or a choice between two by an input. */
type Choice = 0 | 1 | { readonly input: number; readonly high: Choice; readonly low: Choice }

/**
 * Decides on the last bit of a table's index first.
 *
 * @param inputs which input each bit is; there may be more of them than the index has bits.
 */
function decideInOrder(
  table: TruthTable,
  inputs: readonly number[],
  known: Map<string, Choice>,
): Choice {
  if (!table.includes(1)) return 0
  if (!table.includes(0)) return 1
  const key = table.join('')
  const same = known.get(key)
  if (same !== undefined) return same
  const half = table.length / 2
  const low = table.subarray(0, half)
  const high = table.subarray(half)
  const joint = join(low, high)
  const choice: Choice =
    joint === undefined
      ? {
          input: inputs[31 - Math.clz32(half)]!,
          high: decideInOrder(high, inputs, known),
          low: decideInOrder(low, inputs, known),
        }
      : decideInOrder(joint, inputs, known)
  known.set(key, choice)
  return choice
}

/** One table for two halves, where free entries allow it. */
function join(low: TruthTable, high: TruthTable): TruthTable | undefined {
  const joint = new Uint8Array(low)
  for (let i = 0; i < low.length; i++) {
    if (low[i] === FREE) joint[i] = high[i]!
    else if (high[i] !== low[i] && high[i] !== FREE) return undefined
  }
  return joint
}

/** Writes a choice, each part of it once. */
function writeChoice(
  graph: BitGraph,
  words: readonly BitId[],
  choice: Choice,
  written: Map<Choice, BitId>,
): BitId {
  if (typeof choice === 'number') return choice === 1 ? graph.ones : graph.zero
  const known = written.get(choice)
  if (known !== undefined) return known
  const high = writeChoice(graph, words, choice.high, written)
  const low = writeChoice(graph, words, choice.low, written)
  const outcome = graph.choose(words[choice.input]!, high, low)
  written.set(choice, outcome)
  return outcome
}
