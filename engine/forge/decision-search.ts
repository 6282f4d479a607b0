/**
 * The search for the cheapest tree of decisions that a truth table comes down to.
 *
 * Every input is tried as the one to decide on first. Where one half of the table implies the
 * other, an `or` or an `and` takes the place of a choice; where it is the other's complement, an
 * `xor` does; and where little tells the halves apart, they differ by an `xor` with what does
 * (a Davio decomposition: M. Davio, J.-P. Deschamps, A. Thayse, "Discrete and Switching Functions",
 * 1978). What trees have in common is not foreseen, but taken up by the graph.
 *
 * Tables of five inputs are two words, one that tells where a table is 1 and one where it is 0; what
 * is neither is free. A table of fewer inputs, or what is left after a decision, repeats itself.
 */
import type { BitGraph, BitId } from './bit-graph.ts'

/** 0, 1 or anything else, which never occurs, for each of 2^n inputs. */
type TruthTable = Uint8Array

/** How the outcome is made of two parts and an input; the second is only taken where it is needed. */
type Joining =
  /** first ^ input */
  | 'flip'
  /** first | input & second */
  | 'or'
  /** first & (input | second) */
  | 'and'
  /** first ^ input & second */
  | 'differ'
  /** Where the input is 1 the second, elsewhere the first. */
  | 'choice'

/** A decision on an input, or on its complement, with what is left to decide. */
interface Decision {
  readonly input: number
  readonly isNegated: boolean
  readonly joining: Joining
  readonly first: Tree
  readonly second: Tree
}

interface Tree {
  /** Operations that it takes, at most. */
  readonly cost: number
  /** Its outcomes for five inputs, as a word. */
  readonly word: number
  /** The outcome where nothing is decided on. */
  readonly root: Decision | 0 | 1
}

const ZERO: Tree = { cost: 0, word: 0, root: 0 }
const ONES: Tree = { cost: 0, word: -1, root: 1 }

/** Inputs of the tables that are words. */
const WORD_INPUTS = 5

/** Tables of more inputs are not searched. */
export const MAX_SEARCHED_INPUTS = WORD_INPUTS + 1

/** Where each input of a word is 1. */
const INPUT_WORDS = [0xaaaaaaaa, 0xcccccccc, 0xf0f0f0f0, 0xff00ff00, 0xffff0000].map((x) => x | 0)

/** A table as words. */
interface Table {
  readonly ones: number
  readonly zeros: number
}

/**
 * The cheapest tree of a table of up to six inputs.
 *
 * @returns what writes its outcome; the table's index is made up of the words, least significant
 * first.
 */
export function searchDecision(
  table: TruthTable,
): (graph: BitGraph, words: readonly BitId[]) => BitId {
  const count = Math.log2(table.length)
  if (count <= WORD_INPUTS) {
    const { ones, zeros } = packTable((index) => table[index % table.length]!)
    const tree = new WordSearch().find(ones, zeros, Number.POSITIVE_INFINITY)!
    return (graph, words) => writeTree(graph, words, tree)
  }
  let best: { input: number; tree: Tree } | undefined
  for (const input of TOP_INPUTS) {
    const [low, high] = [0, 1].map((bit) =>
      packTable(
        (index) =>
          table[((index >> input) << (input + 1)) | (bit << input) | (index & (2 ** input - 1))]!,
      ),
    )
    const search = new WordSearch()
    const limit = best?.tree.cost ?? Number.POSITIVE_INFINITY
    const matters = ((low!.ones & high!.zeros) | (high!.ones & low!.zeros)) !== 0
    const tree = matters
      ? search.join(BEYOND_WORD, low!, high!, limit)
      : search.find(low!.ones | high!.ones, low!.zeros | high!.zeros, limit)
    if (tree !== undefined) best = { input, tree }
    if (!matters) break
  }
  const { input, tree } = best!
  return (graph, words) => {
    const rest = words.filter((_, i) => i !== input)
    return writeTree(graph, [...rest, words[input]!], tree)
  }
}

/**
 * The inputs of a table of six that are tried as the first to decide on: the cell itself and the
 * highest bit of a count, where they are what the table is about. Others do better now and then
 * (never in the rules tried), and take as long again each.
 */
const TOP_INPUTS = [5, 0]

/** An input that is not one of a word's. */
const BEYOND_WORD = WORD_INPUTS

function packTable(entryAt: (index: number) => number): Table {
  let [ones, zeros] = [0, 0]
  for (let index = 0; index < 2 ** WORD_INPUTS; index++) {
    const entry = entryAt(index)
    if (entry === 1) ones |= 1 << index
    else if (entry === 0) zeros |= 1 << index
  }
  return { ones, zeros }
}

/** Searches tables of five inputs. */
class WordSearch {
  /** The cheapest tree of a table, or a cost that it does not come below, by the table's key. */
  readonly #known = new Map<number, Tree | number>()

  /** The cheapest tree of a table that costs less than a limit; undefined where there is none. */
  find(ones: number, zeros: number, limit: number): Tree | undefined {
    if (limit <= 0) return undefined
    if (ones === 0) return ZERO
    if (zeros === 0) return ONES
    const key = keyOf(ones, zeros)
    const known = this.#known.get(key)
    if (typeof known === 'object') return known.cost < limit ? known : undefined
    if (known !== undefined && limit <= known) return undefined
    const best = this.#search(ones, zeros, limit)
    this.#known.set(key, best ?? limit)
    return best
  }

  #search(ones: number, zeros: number, limit: number): Tree | undefined {
    const inputs: number[] = []
    for (let input = 0; input < WORD_INPUTS; input++) {
      const [low, high] = [lowHalf(ones, zeros, input), highHalf(ones, zeros, input)]
      if (low.ones === high.ones && low.zeros === high.zeros) continue
      // What does not matter is not decided on, whatever else there is.
      if (((low.ones & high.zeros) | (high.ones & low.zeros)) === 0) {
        return this.find(low.ones | high.ones, low.zeros | high.zeros, limit)
      }
      inputs.push(input)
    }
    // So many inputs cannot be brought together by fewer operations.
    const least = inputs.length - 1
    let best: Tree | undefined
    for (const input of inputs) {
      if ((best?.cost ?? limit) <= least) break
      const [low, high] = [lowHalf(ones, zeros, input), highHalf(ones, zeros, input)]
      best = this.join(input, low, high, best?.cost ?? limit) ?? best
    }
    return best
  }

  /** The cheapest tree that decides on an input first and costs less than a limit. */
  join(input: number, low: Table, high: Table, limit: number): Tree | undefined {
    const mask = INPUT_WORDS[input] ?? 0
    let best: Tree | undefined
    let bound = limit
    const offer = (joining: Joining, isNegated: boolean, first: Tree, second: Tree) => {
      const cost = joinedCost(joining, first, second)
      if (cost >= bound) return
      const word = joinedWord(joining, isNegated ? ~mask : mask, first.word, second.word)
      best = { cost, word, root: { input, isNegated, joining, first, second } }
      bound = cost
    }
    /** What a second part may cost beside a first. */
    const left = (first: Tree) => bound - first.cost - (isConstant(first) ? 0 : 1)
    if ((low.ones & high.ones) === 0 && (low.zeros & high.zeros) === 0) {
      const first = this.find(low.ones | high.zeros, low.zeros | high.ones, bound)
      if (first !== undefined) offer('flip', false, first, ZERO)
    }
    for (const isNegated of [false, true]) {
      const [off, on] = isNegated ? [high, low] : [low, high]
      if ((off.ones & on.zeros) === 0) {
        const narrow = this.find(off.ones, off.zeros | on.zeros, bound)
        const more = narrow && this.find(on.ones & ~narrow.word, on.zeros, left(narrow))
        if (more !== undefined) offer('or', isNegated, narrow!, more)
        const wide = this.find(on.ones | off.ones, on.zeros, bound)
        const less = wide && this.find(off.ones, off.zeros & wide.word, left(wide))
        if (less !== undefined) offer('and', isNegated, wide!, less)
      }
      const first = this.find(off.ones, off.zeros, bound)
      if (first === undefined) continue
      const { word } = first
      const ones = (on.ones & ~word) | (on.zeros & word)
      const zeros = (on.ones & word) | (on.zeros & ~word)
      const difference = this.find(ones, zeros, left(first))
      if (difference !== undefined) offer('differ', isNegated, first, difference)
      const second = isNegated ? undefined : this.find(on.ones, on.zeros, left(first))
      if (second !== undefined) offer('choice', false, first, second)
    }
    return best
  }
}

const isConstant = ({ root }: Tree) => typeof root === 'number'

/** What a joining costs with its parts; joined with a constant, a part is the outcome or its complement. */
function joinedCost(joining: Joining, first: Tree, second: Tree): number {
  const parts = Number(!isConstant(first)) + Number(!isConstant(second))
  if (joining === 'choice') return first.cost + second.cost + (parts === 2 ? 3 : parts)
  return first.cost + second.cost + parts
}

function joinedWord(joining: Joining, input: number, first: number, second: number): number {
  switch (joining) {
    case 'flip':
      return first ^ input
    case 'or':
      return first | (input & second)
    case 'and':
      return first & (input | second)
    case 'differ':
      return first ^ (input & second)
    case 'choice':
      return (first & ~input) | (second & input)
    default:
      return joining satisfies never
  }
}

/** The halves of a table where an input is 0 and where it is 1, each repeated in the other's place. */
function lowHalf(ones: number, zeros: number, input: number): Table {
  const mask = ~INPUT_WORDS[input]!
  const by = 1 << input
  return {
    ones: (ones & mask) | ((ones & mask) << by),
    zeros: (zeros & mask) | ((zeros & mask) << by),
  }
}

function highHalf(ones: number, zeros: number, input: number): Table {
  const mask = INPUT_WORDS[input]!
  const by = 1 << input
  return {
    ones: (ones & mask) | ((ones & mask) >>> by),
    zeros: (zeros & mask) | ((zeros & mask) >>> by),
  }
}

/** The bits of a byte as digits to the base of three. */
const TERNARY = Float64Array.from({ length: 256 }, (_, byte) =>
  Number.parseInt(byte.toString(2), 3),
)

/** A table as one number, exactly: 3^32 is below 2^53. */
function keyOf(ones: number, zeros: number): number {
  let key = 0
  for (let shift = 24; shift >= 0; shift -= 8) {
    key = key * 3 ** 8 + TERNARY[(ones >>> shift) & 255]! + 2 * TERNARY[(zeros >>> shift) & 255]!
  }
  return key
}

function writeTree(graph: BitGraph, words: readonly BitId[], { root }: Tree): BitId {
  if (typeof root === 'number') return root === 1 ? graph.ones : graph.zero
  const { joining, isNegated } = root
  const word = words[root.input]!
  const input = isNegated ? graph.not(word) : word
  const first = writeTree(graph, words, root.first)
  if (joining === 'flip') return graph.xor(first, input)
  const second = writeTree(graph, words, root.second)
  switch (joining) {
    case 'or':
      return graph.or(first, graph.and(input, second))
    case 'and':
      return graph.and(first, graph.or(input, second))
    case 'differ':
      return graph.xor(first, graph.and(input, second))
    case 'choice':
      return graph.choose(input, second, first)
    default:
      return joining satisfies never
  }
}
