/** Which name somebody may have meant who has written another. */

/** Longer names are not looked at, and of so many alone. */
const MAX_NAME_CHARS = 64
const MAX_NAMES = 500

/**
 * The name that is nearest to a word, in letters that are put in, left out, exchanged or swapped: up to a third of
 * them, and one at least. Undefined where none is near. Case does not count.
 *
 * @param names of two that are as near, the first is given.
 */
export function findNearestName(word: string, names: readonly string[]): string | undefined {
  if (word.length === 0 || word.length > MAX_NAME_CHARS) return undefined
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const name of names.slice(0, MAX_NAMES)) {
    if (name === word || Math.abs(name.length - word.length) >= least) continue
    if (name.length > MAX_NAME_CHARS) continue
    const distance = countEdits(word.toLowerCase(), name.toLowerCase())
    if (distance >= least) continue
    best = name
    least = distance
  }
  return best
}

/** A question to put behind a fault: `; did you mean density?`; empty where no name is near. */
export function askForName(word: unknown, names: readonly string[]): string {
  const nearest = typeof word === 'string' ? findNearestName(word, names) : undefined
  return nearest === undefined ? '' : `; did you mean ${nearest}?`
}

/**
 * The distance of two words, in edits of one letter and swaps of two that stand side by side.
 * Source: optimal string alignment, Damerau (1964), doi:10.1145/363958.363994.
 */
function countEdits(from: string, to: string): number {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let k = 1; k <= to.length; k++) {
      const isSame = from[i - 1] === to[k - 1]
      const isSwap = from[i - 1] === to[k - 2] && from[i - 2] === to[k - 1]
      const edits = Math.min(last[k]! + 1, row[k - 1]! + 1, last[k - 1]! + (isSame ? 0 : 1))
      row.push(isSwap && i > 1 && k > 1 ? Math.min(edits, before[k - 2]! + 1) : edits)
    }
    before = last
    last = row
  }
  return last[to.length]!
}
