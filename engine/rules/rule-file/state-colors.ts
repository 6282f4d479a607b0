/** Reads the `@COLORS` of a rule file. */
import type { StateColor } from '../rule.ts'
import type { Section } from './rule-file-text.ts'

/** What of a line is looked at: some numbers, and then comes a comment. */
const MAX_COLOR_CHARS = 200

/**
 * The colors that a section gives to states, by state; undefined where it gives none.
 *
 * A line of four numbers colors one state, one of six all states but 0 from one color to another;
 * what follows the numbers is a comment. As in Golly, lines that say anything else, and states and
 * shades that do not exist, are passed over: colors are not part of the rule.
 */
export function readStateColors(
  { lines }: Section,
  states: number,
): readonly (StateColor | undefined)[] {
  const colors = new Array<StateColor | undefined>(states).fill(undefined)
  let hasGradient = false
  // From the last line on, since a later line counts for more.
  for (const { text } of lines.toReversed()) {
    const found = /^\s*(\d{1,3}(?:\s+\d{1,3})*)(?!\d)/.exec(text.slice(0, MAX_COLOR_CHARS))
    const numbers = found?.[1]?.split(/\s+/).map(Number)
    if (numbers === undefined || numbers.some((number) => number > 255)) continue
    const [a, b, c, d, e, f] = numbers
    if (f !== undefined && !hasGradient) {
      hasGradient = true
      for (let state = 1; state < states; state++) {
        const share = states > 2 ? (state - 1) / (states - 2) : 0
        const mix = (from: number, to: number) => Math.round(from + (to - from) * share)
        colors[state] ??= [mix(a!, d!), mix(b!, e!), mix(c!, f)]
      }
    } else if (f === undefined && d !== undefined && a! < states) {
      colors[a!] ??= [b!, c!, d]
    }
  }
  return Object.freeze(colors)
}
