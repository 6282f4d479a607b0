/** Lists of numbers as short texts. */

/**
 * Numbers as runs between spaces: `3*0 1 2*-5` is 0, 0, 0, 1, -5, -5.
 *
 * @param maxRuns so many runs are written; after more than that come `...` and the count.
 */
export function formatRuns(numbers: ArrayLike<number>, maxRuns = Number.POSITIVE_INFINITY): string {
  const runs: string[] = []
  for (let i = 0; i < numbers.length; ) {
    if (runs.length === maxRuns) return `${runs.join(' ')} ... (${numbers.length})`
    let end = i + 1
    while (end < numbers.length && numbers[end] === numbers[i]) end++
    runs.push(end - i === 1 ? `${numbers[i]}` : `${end - i}*${numbers[i]}`)
    i = end
  }
  return runs.join(' ')
}
