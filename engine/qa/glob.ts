/** Names by a pattern: `*` is any letters, `?` is one, all others are themselves. */

/** Tells whether a name is of a pattern; the time is at most their lengths multiplied. */
export function matchesGlob(pattern: string, name: string): boolean {
  let [p, n] = [0, 0]
  /** Where to go on when the last star has to take one letter more. */
  let star: { readonly p: number; n: number } | undefined
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = { p: ++p, n }
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++
      n++
    } else if (star !== undefined) {
      star.n++
      p = star.p
      n = star.n
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
