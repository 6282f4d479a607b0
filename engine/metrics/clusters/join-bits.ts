/**
 * Joins runs of live cells that touch inside the box, by the bits in which they lie.
 *
 * Of two runs that touch, one place is found at which they do: the first, as bits of words that are
 * shifted onto each other; so what costs time is what is joined, and not what is looked at. Most of that
 * would be joined already in a dense state of three axes, so places are passed over at which a third cell
 * touches both, where what it touches is joined before in this order: rows above each other in two
 * layers; rows of two layers across an edge; rows of one layer. This is what decision trees for scans of
 * cells are made of (K. Wu, E. Otoo, K. Suzuki, "Optimizing two-pass connected-component labeling
 * algorithms", Pattern Anal. Appl. 12, 2009), for words.
 */
import { countOnes } from '../../math/word-bits.ts'
import type { Connectivity } from './connectivity.ts'
import { joinSets, startParents } from './join-runs.ts'
import type { RunBits } from './run-bits.ts'

/** Where a cell is seen from another: dx in the row at (dy, dz). */
interface Offset {
  readonly dx: number
  readonly dy: number
  readonly dz: number
}

/** An offset to an earlier row at which runs may touch. */
interface Contact extends Offset {
  /** Whether it is the first of its row; then runs touch where what is shared begins, else at the end of one. */
  readonly isFirst: boolean
  /** Offsets to live cells that join both without it. */
  readonly witnesses: readonly Offset[]
}

/**
 * Numbers of a list of runs to be joined. Which of them are joined already a processor guesses wrong every
 * other time, so all that is known without is worked out before.
 */
const PAIRS_AT_ONCE = 1024

/** The rows that are looked at, as [dy, dz]: a cell's own and those before it. */
const ROWS = [
  [0, 0],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const

const rowOf = ({ dy, dz }: Offset) => ROWS.findIndex((row) => row[0] === dy && row[1] === dz)

/** Rows that witnesses lie in, by their numbers in ROWS. */
const WITNESS_ROWS = [2, 3] as const

/** Contacts as numbers, one of each array to a contact. */
interface ContactTable {
  readonly count: number
  readonly rows: Int32Array
  readonly dx: Int32Array
  readonly isFirst: Uint8Array
  /** For each of the rows that witnesses lie in, 1, 2 and 4 for dx of -1, 0 and 1. */
  readonly witnesses: readonly [Int32Array, Int32Array]
}

/** As `joinInside`, for runs of live cells. */
export function joinByBits(bits: RunBits, connectivity: Connectivity): Int32Array {
  const parents = startParents(bits.count)
  const { cells } = bits
  const { count, rows, dx, isFirst, witnesses } = tabulate(listContacts(connectivity))
  const [witnessesA, witnessesB] = witnesses
  const steps = Int32Array.from(ROWS, ([dy, dz]) => dy * bits.rowWords + dz * bits.layerWords)
  const [stepA, stepB] = [steps[WITNESS_ROWS[0]]!, steps[WITNESS_ROWS[1]]!]
  const pairs = new Int32Array(PAIRS_AT_ONCE + 2 * 32 * count)
  let found = 0
  const besideA = new Int32Array(8)
  const besideB = new Int32Array(8)
  // Word by word, and not offset by offset: what is joined then is near, and ways to roots are short.
  for (let word = bits.first; word < cells.length - 1; word++) {
    const own = cells[word]!
    if (own === 0) continue
    lookBeside(besideA, cells, word + stepA)
    lookBeside(besideB, cells, word + stepB)
    const ownNext = (own >>> 1) | (cells[word + 1]! << 31)
    const ownLast = cells[word - 1]! >>> 31
    for (let i = 0; i < count; i++) {
      const other = word + steps[rows[i]!]!
      const shift = dx[i]!
      const met = bitsBeside(cells, other, shift)
      let places = own & met & ~(besideA[witnessesA[i]!]! | besideB[witnessesB[i]!]!)
      if (isFirst[i] === 1) {
        // Where the word before ends with a cell that has the same neighbor, what is shared begins there.
        const shared = own & met
        const before = ownLast & (bitsBeside(cells, other - 1, shift) >>> 31)
        places &= ~((shared << 1) | before)
      } else places &= ~(ownNext | bitsBeside(cells, other, shift - 1))
      if (places !== 0) found = listPairs(pairs, found, bits, word, places, other, shift)
    }
    if (found < PAIRS_AT_ONCE) continue
    joinPairs(parents, pairs, found)
    found = 0
  }
  joinPairs(parents, pairs, found)
  // Roots come before their members, so one pass leads all to them.
  for (let run = 0; run < bits.count; run++) parents[run] = parents[parents[run]!]!
  return parents
}

/** The bits beside a word from -1 to 1 cells away, by which of these are taken together. */
function lookBeside(beside: Int32Array, cells: Int32Array, word: number): void {
  const here = cells[word]!
  const before = (here << 1) | (cells[word - 1]! >>> 31)
  const after = (here >>> 1) | (cells[word + 1]! << 31)
  beside[1] = before
  beside[2] = here
  beside[3] = before | here
  beside[4] = after
  beside[5] = before | after
  beside[6] = here | after
  beside[7] = before | here | after
}

/** The bits that lie `dx` of -1, 0 or 1 from those of a word. */
function bitsBeside(cells: Int32Array, word: number, dx: number): number {
  if (dx === 0) return cells[word]!
  if (dx < 0) return (cells[word]! << 1) | (cells[word - 1]! >>> 31)
  return (cells[word]! >>> 1) | (cells[word + 1]! << 31)
}

function tabulate(contacts: readonly Contact[]): ContactTable {
  const witnessesIn = (row: number) =>
    Int32Array.from(contacts, (contact) =>
      contact.witnesses
        .filter((witness) => rowOf(witness) === row)
        .reduce((sum, { dx }) => sum | (1 << (dx + 1)), 0),
    )
  return {
    count: contacts.length,
    rows: Int32Array.from(contacts, rowOf),
    dx: Int32Array.from(contacts, ({ dx }) => dx),
    isFirst: Uint8Array.from(contacts, ({ isFirst }) => (isFirst ? 1 : 0)),
    witnesses: [witnessesIn(WITNESS_ROWS[0]), witnessesIn(WITNESS_ROWS[1])],
  }
}

function listContacts({ offsets, rowsBefore }: Connectivity): readonly Contact[] {
  const adjacent = Array.from({ length: offsets.length / 3 }, (_, i): Offset => {
    return { dx: offsets[3 * i]!, dy: offsets[3 * i + 1]!, dz: offsets[3 * i + 2]! }
  })
  const isAdjacent = (a: Offset, b: Offset) =>
    adjacent.some(
      ({ dx, dy, dz }) => dx === b.dx - a.dx && dy === b.dy - a.dy && dz === b.dz - a.dz,
    )
  return rowsBefore.flatMap(({ dy, dz, first, last }) =>
    Array.from({ length: last - first + 1 }, (_, i): Contact => {
      const to = { dx: first + i, dy, dz }
      const isLower = (each: Offset) =>
        dz === 0 ? each.dz === -1 && each.dy !== 1 : dy !== 0 && each.dz === -1 && each.dy === 0
      const witnesses = adjacent.filter((each) => isLower(each) && isAdjacent(each, to))
      return { ...to, isFirst: i === 0, witnesses }
    }),
  )
}

/** Lists the runs of places in a word with those that are met `dx` from them in another; gives where the list ends. */
function listPairs(
  pairs: Int32Array,
  from: number,
  { starts, runsBefore }: RunBits,
  word: number,
  places: number,
  other: number,
  dx: number,
): number {
  const ownStarts = starts[word]!
  const ownBefore = runsBefore[word]! - 1
  let end = from
  for (let rest = places; rest !== 0; rest &= rest - 1) {
    const bit = 31 - Math.clz32(rest & -rest)
    const met = bit + dx
    const metWord = other + (met >> 5)
    pairs[end] = ownBefore + countOnes(ownStarts & ((2 << bit) - 1))
    pairs[end + 1] =
      runsBefore[metWord]! - 1 + countOnes(starts[metWord]! & ((2 << (met & 31)) - 1))
    end += 2
  }
  return end
}

function joinPairs(parents: Int32Array, pairs: Int32Array, end: number): void {
  for (let i = 0; i < end; i += 2) joinSets(parents, pairs[i]!, pairs[i + 1]!)
}
