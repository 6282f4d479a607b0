/** How many cells are in each state. */

/** Counts by state; index 0 to 255. The sum is the number of cells. */
export function countStates(cells: Uint8Array): Float64Array {
  const counts = new Float64Array(256)
  addStates(counts, cells)
  return counts
}

/** Adds the cells of one part of a state to counts by state. */
export function addStates(counts: Float64Array, cells: Uint8Array): void {
  const words = wordsOf(cells)
  for (let from = 0; from < words.length; from += MAX_SUMMED_WORDS) {
    const to = Math.min(words.length, from + MAX_SUMMED_WORDS)
    if (!addTwoStates(counts, words, from, to)) addEach(counts, cells, 4 * from, 4 * to)
  }
  addEach(counts, cells, 4 * words.length, cells.length)
}

/** Four bytes of at most 1 each are summed so many times before one of the sums overflows. */
const MAX_SUMMED_WORDS = 255

/** The cells four at a time, as far as that goes: none where they do not begin at a word. */
function wordsOf(cells: Uint8Array): Uint32Array {
  if (cells.byteOffset % 4 !== 0) return new Uint32Array(0)
  return new Uint32Array(cells.buffer, cells.byteOffset, cells.length >> 2)
}

/** Adds words of cells in the states 0 and 1; gives false, and adds none, where there are others. */
function addTwoStates(counts: Float64Array, words: Uint32Array, from: number, to: number): boolean {
  let sums = 0
  let seen = 0
  for (let i = from; i < to; i++) {
    const word = words[i]!
    sums = (sums + word) | 0
    seen |= word
  }
  if ((seen & ~0x01010101) !== 0) return false
  const live = (sums & 0xff) + ((sums >>> 8) & 0xff) + ((sums >>> 16) & 0xff) + (sums >>> 24)
  counts[1]! += live
  counts[0]! += 4 * (to - from) - live
  return true
}

function addEach(counts: Float64Array, cells: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i++) counts[cells[i]!]!++
}

/** Population: the number of non-zero cells, as Golly counts. */
export function populationOf(counts: Float64Array): number {
  let population = 0
  for (let state = 1; state < counts.length; state++) population += counts[state]!
  return population
}
