/** How many bits of a word are 1: sums by pairs, fours and eights side by side (H. S. Warren, Hacker's Delight, 5-1). */
export function countBits(word: number): number {
  let sums = word - ((word >>> 1) & 0x55555555)
  sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333)
  return Math.imul((sums + (sums >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
