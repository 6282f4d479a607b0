/**
 * Joins runs of live cells that touch inside the box, by the bits in which they lie.
 *
 * Of two runs that touch, one place is found at which they do: the first, as bits of words that are
 * shifted onto each other; so what costs time is what is joined, and not what is looked at. Where rows
 * lie across an edge (dy and dz both away from 0), places are passed over at which a third cell, in a row
 * that shares a face with both, touches both: its own places join all three. This is what decision
 * trees for scans of cells are made of (K. Wu, E. Otoo, K. Suzuki, "Optimizing two-pass
 * connected-component labeling algorithms", Pattern Anal. Appl. 12, 2009), for words.
 */
import { countBits } from '../count-bits.ts'
import type { Connectivity } from './connectivity.ts'
import { findRoot, startParents } from './join-runs.ts'
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

/** As `joinInside`, for runs of live cells. */
export function joinByBits(bits: RunBits, connectivity: Connectivity): Int32Array {
  const parents = startParents(bits.count)
  const contacts = listContacts(connectivity).map((contact) => new ContactJoiner(bits, contact))
  for (const contact of contacts) contact.joinAll(parents)
  // Roots come before their members, so one pass leads all to them.
  for (let run = 0; run < bits.count; run++) parents[run] = parents[parents[run]!]!
  return parents
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
      const between = adjacent.filter(
        (each) => (each.dy === 0 && each.dz === dz) || (each.dy === dy && each.dz === 0),
      )
      const witnesses = dy !== 0 && dz !== 0 ? between.filter((each) => isAdjacent(each, to)) : []
      return { ...to, isFirst: i === 0, witnesses }
    }),
  )
}

/** Joins what touches at one offset. */
class ContactJoiner {
  readonly #bits: RunBits
  readonly #contact: Contact
  readonly #step: number
  readonly #witnessSteps: Int32Array
  readonly #witnessShifts: Int32Array

  constructor(bits: RunBits, contact: Contact) {
    const stepOf = ({ dy, dz }: Offset) => dy * bits.rowWords + dz * bits.layerWords
    this.#bits = bits
    this.#contact = contact
    this.#step = stepOf(contact)
    this.#witnessSteps = Int32Array.from(contact.witnesses, stepOf)
    this.#witnessShifts = Int32Array.from(contact.witnesses, ({ dx }) => dx)
  }

  joinAll(parents: Int32Array): void {
    const { cells, first } = this.#bits
    const step = this.#step
    const { dx, isFirst } = this.#contact
    for (let word = first; word < cells.length - 1; word++) {
      const own = cells[word]!
      if (own === 0) continue
      let places = own & bitsBeside(cells, word + step, dx)
      if (places === 0) continue
      if (isFirst) {
        const before = cells[word - 1]! & bitsBeside(cells, word + step - 1, dx)
        places &= ~((places << 1) | (before >>> 31))
      } else {
        places &= ~bitsBeside(cells, word, 1) & ~bitsBeside(cells, word + step, dx - 1)
      }
      for (let i = 0; i < this.#witnessSteps.length && places !== 0; i++) {
        places &= ~bitsBeside(cells, word + this.#witnessSteps[i]!, this.#witnessShifts[i]!)
      }
      if (places !== 0) joinAt(parents, this.#bits, word, places, step, dx)
    }
  }
}

/** The bits that lie `dx` of -1, 0 or 1 from those of a word. */
function bitsBeside(cells: Int32Array, word: number, dx: number): number {
  if (dx === 0) return cells[word]!
  if (dx < 0) return (cells[word]! << 1) | (cells[word - 1]! >>> 31)
  return (cells[word]! >>> 1) | (cells[word + 1]! << 31)
}

/** Joins the runs of places in a word with those that are met at an offset. */
function joinAt(
  parents: Int32Array,
  { starts, runsBefore }: RunBits,
  word: number,
  places: number,
  step: number,
  dx: number,
): void {
  const ownStarts = starts[word]!
  const ownBefore = runsBefore[word]! - 1
  for (let rest = places; rest !== 0; rest &= rest - 1) {
    const bit = 31 - Math.clz32(rest & -rest)
    const met = bit + dx
    const metWord = word + step + (met >> 5)
    const run = ownBefore + countBits(ownStarts & ((2 << bit) - 1))
    const metRun = runsBefore[metWord]! - 1 + countBits(starts[metWord]! & ((2 << (met & 31)) - 1))
    if (parents[run] === parents[metRun]) continue
    const root = findRoot(parents, run)
    const metRoot = findRoot(parents, metRun)
    if (metRoot < root) parents[root] = metRoot
    else parents[metRoot] = root
  }
}
