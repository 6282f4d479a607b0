/** Bits of a word of 32, as chunks and the leaves of quadtrees hold cells. */

/** One byte in which bit x is set where any of the four rows of eight that a leaf's word is has it. */
export function columnsOf(rows: number): number {
  return (rows | (rows >>> 8) | (rows >>> 16) | (rows >>> 24)) & 0xff
}

/** Number of the lowest bit that is 1; -1 where there is none. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word)
}

/** Number of the highest bit that is 1; -1 where there is none. */
export function highestBit(word: number): number {
  return 31 - Math.clz32(word)
}

/** How many bits are 1. */
export function countOnes(word: number): number {
  let count = 0
  for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}
