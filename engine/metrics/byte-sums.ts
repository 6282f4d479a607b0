/** Sums of bytes that are 0 or 1, four at a time. */

/** Four bytes of at most 1 each are summed so many times before one of the sums overflows. */
const MAX_SUMMED_WORDS = 255

/** Cells in state 1, of cells in the states 0 and 1. */
export function countOnes(cells: Uint8Array): number {
  return countShared(cells, cells)
}

/** Cells in state 1 in both of two states of equal length. */
export function countShared(first: Uint8Array, second: Uint8Array): number {
  const isAligned = first.byteOffset % 4 === 0 && second.byteOffset % 4 === 0
  const words = isAligned ? first.length >> 2 : 0
  const ones = words === 0 ? 0 : sumWords(wordsOf(first, words), wordsOf(second, words))
  let rest = 0
  for (let cell = 4 * words; cell < first.length; cell++) rest += first[cell]! & second[cell]!
  return ones + rest
}

function wordsOf(cells: Uint8Array, words: number): Uint32Array {
  return new Uint32Array(cells.buffer, cells.byteOffset, words)
}

function sumWords(first: Uint32Array, second: Uint32Array): number {
  let ones = 0
  for (let from = 0; from < first.length; from += MAX_SUMMED_WORDS) {
    const to = Math.min(first.length, from + MAX_SUMMED_WORDS)
    let sums = 0
    for (let i = from; i < to; i++) sums = (sums + (first[i]! & second[i]!)) | 0
    ones += (sums & 0xff) + ((sums >>> 8) & 0xff) + ((sums >>> 16) & 0xff) + (sums >>> 24)
  }
  return ones
}
