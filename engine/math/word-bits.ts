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

/** How many bits are 1: sums by pairs, fours and eights side by side (H. S. Warren, Hacker's Delight, 5-1). */
export function countOnes(word: number): number {
  let sums = word - ((word >>> 1) & 0x55555555)
  sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333)
  return Math.imul((sums + (sums >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
