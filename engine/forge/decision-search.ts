/**
 * The search for the cheapest tree of decisions that a truth table comes down to.
 *
 * Every input is tried as the one to decide on first. Where one half of the table implies the
 * other, an `or` takes the place of a choice; where it is the other's complement, an
 * `xor` does. What trees have in common is not foreseen, but taken up by the graph.
 */
import type { BitGraph, BitId } from './bit-graph.ts'

/** An entry that never occurs, as in `bit-decision.ts`. */
const FREE = 2

/** 0, 1 or FREE for each of 2^n inputs. */
type TruthTable = Uint8Array

/** How the halves of a table, where an input is 0 and where it is 1, make up its outcome. */
type Joining = 'same' | 'complement' | 'low or' | 'high or' | 'choice'

/** A decision on an input, with what is left to decide in either half. */
interface Decision {
  readonly input: number
  readonly joining: Joining
  readonly low: Tree
  readonly high: Tree
}

interface Tree {
  readonly cost: number
  /** The outcome where nothing is decided on. */
  readonly root: Decision | 0 | 1
}

/** Operations that a joining takes, at most. */
const JOINING_COSTS: Readonly<Record<Joining, number>> = {
  same: 0,
  complement: 1,
  'low or': 2,
  'high or': 2,
  choice: 3,
}

export class DecisionSearch {
  readonly #trees = new Map<string, Tree>()

  /** Writes the outcome of a table; its index is made up of the words, least significant first. */
  write(graph: BitGraph, words: readonly BitId[], table: TruthTable): BitId {
    const inputs = words.map((_, input) => input)
    return writeTree(graph, words, this.#find(table, inputs))
  }

  #find(table: TruthTable, inputs: readonly number[]): Tree {
    if (!table.includes(1)) return { cost: 0, root: 0 }
    if (!table.includes(0)) return { cost: 0, root: 1 }
    // Tables of as many inputs are equally long, so a key tells where its table begins.
    const key = String.fromCharCode(...inputs, ...table)
    const known = this.#trees.get(key)
    if (known !== undefined) return known
    let best: Tree | undefined
    for (const [place, input] of inputs.entries()) {
      const rest = inputs.filter((other) => other !== input)
      const [low, high] = split(table, place)
      for (const { joining, lowPart, highPart } of listJoinings(low, high)) {
        const lowTree = this.#find(lowPart, rest)
        if (best !== undefined && best.cost <= lowTree.cost) continue
        const highTree = this.#find(highPart, rest)
        const own = joiningCost(joining, lowTree, highTree)
        const highCost = joining === 'same' || joining === 'complement' ? 0 : highTree.cost
        const cost = own + lowTree.cost + highCost
        if (best !== undefined && best.cost <= cost) continue
        best = { cost, root: { input, joining, low: lowTree, high: highTree } }
      }
      // What does not matter is not decided on, whatever else there is.
      if (typeof best?.root === 'object' && best.root.joining === 'same') break
    }
    this.#trees.set(key, best!)
    return best!
  }
}

/** A choice between a constant and a constant is free, and one operation with one constant. */
function joiningCost(joining: Joining, low: Tree, high: Tree): number {
  if (joining === 'same' || joining === 'complement') {
    return typeof low.root === 'number' ? 0 : JOINING_COSTS[joining]
  }
  const constants = Number(typeof low.root === 'number') + Number(typeof high.root === 'number')
  return constants === 2 ? 0 : constants === 1 ? 1 : JOINING_COSTS[joining]
}

/** The entries of a table where an input is 0, and where it is 1. */
function split(table: TruthTable, place: number): readonly [TruthTable, TruthTable] {
  const half = table.length / 2
  const [low, high] = [new Uint8Array(half), new Uint8Array(half)]
  const bit = 1 << place
  for (let i = 0; i < half; i++) {
    const at = ((i >> place) << (place + 1)) | (i & (bit - 1))
    low[i] = table[at]!
    high[i] = table[at | bit]!
  }
  return [low, high]
}

interface JoinedParts {
  readonly joining: Joining
  readonly lowPart: TruthTable
  readonly highPart: TruthTable
}

/** The ways to make up a table from two halves, the same alone where they are the same. */
function listJoinings(low: TruthTable, high: TruthTable): readonly JoinedParts[] {
  const never = (a: number, b: number) => !low.some((entry, i) => entry === a && high[i] === b)
  const isLowFirst = never(1, 0)
  const isHighFirst = never(0, 1)
  if (isLowFirst && isHighFirst) {
    const part = low.map((entry, i) => (entry === FREE ? high[i]! : entry))
    return [{ joining: 'same', lowPart: part, highPart: part }]
  }
  const joinings: JoinedParts[] = []
  if (never(0, 0) && never(1, 1)) {
    const part = low.map((entry, i) => {
      if (entry !== FREE || high[i] === FREE) return entry
      return 1 - high[i]!
    })
    joinings.push({ joining: 'complement', lowPart: part, highPart: part })
  }
  // A half that implies the other must be 0 wherever that one is.
  const narrow = (a: TruthTable, b: TruthTable) => a.map((entry, i) => (b[i] === 0 ? 0 : entry))
  if (isLowFirst) {
    joinings.push({ joining: 'low or', lowPart: narrow(low, high), highPart: high })
  }
  if (isHighFirst) {
    joinings.push({ joining: 'high or', lowPart: low, highPart: narrow(high, low) })
  }
  joinings.push({ joining: 'choice', lowPart: low, highPart: high })
  return joinings
}

function writeTree(graph: BitGraph, words: readonly BitId[], { root }: Tree): BitId {
  if (typeof root === 'number') return root === 1 ? graph.ones : graph.zero
  const input = words[root.input]!
  const low = writeTree(graph, words, root.low)
  if (root.joining === 'same') return low
  if (root.joining === 'complement') return graph.xor(low, input)
  const high = writeTree(graph, words, root.high)
  switch (root.joining) {
    case 'low or':
      return graph.or(low, graph.and(input, high))
    case 'high or':
      return graph.or(high, graph.and(graph.not(input), low))
    case 'choice':
      return graph.choose(input, high, low)
    default:
      return root.joining satisfies never
  }
}
