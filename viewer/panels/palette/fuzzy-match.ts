/**
 * How well a wish that somebody types fits a text: the letters of each of its words in their order,
 * with others between them where need be.
 *
 * Of all ways to find them the best is taken (dynamic programming, as in the alignment of sequences by
 * Needleman and Wunsch, 1970): letters at the beginning of a word and letters that follow each other
 * count more.
 */

/** How a text fits a wish. */
export interface FuzzyMatch {
  /** The greater, the better; above 0 wherever something was wished. */
  readonly score: number
  /** Places in the text of the letters that were found, ascending, each once. */
  readonly marks: readonly number[]
}

/** What is longer than this is looked at only so far, in UTF-16 units. */
const MAX_WISH = 64
const MAX_TEXT = 256

const LETTER = 1
const WORD_START = 3
const FOLLOWS = 4
/** A text that begins as the wish does. */
const TEXT_START = 1

/** Tells how a text fits; undefined where a word of the wish is not found. A blank wish fits all, with 0. */
export function fuzzyMatch(wish: string, text: string): FuzzyMatch | undefined {
  const letters = fold(text.slice(0, MAX_TEXT))
  const marks = new Set<number>()
  let score = 0
  for (const word of wish.slice(0, MAX_WISH).split(/\s+/).filter(Boolean)) {
    const found = matchWord(fold(word), letters)
    if (found === undefined) return undefined
    score += found.score
    for (const mark of found.marks) marks.add(mark)
  }
  return { score, marks: [...marks].sort((a, b) => a - b) }
}

/** Letters in lower case; some become two in it, which stay at one place. */
function fold(text: string): readonly string[] {
  return Array.from({ length: text.length }, (_, at) => text[at]!.toLowerCase())
}

function matchWord(word: readonly string[], text: readonly string[]): FuzzyMatch | undefined {
  const bonuses = text.map((_, at) => bonusAt(text, at))
  /** The best score with the letter before at each place, and for each letter where the one before it was. */
  let scores: readonly number[] = []
  const origins: number[][] = []
  word.forEach((letter, nth) => {
    const next = new Array<number>(text.length).fill(Number.NEGATIVE_INFINITY)
    const origin = new Array<number>(text.length).fill(-1)
    let bestBefore = -1
    for (let at = 0; at < text.length; at++) {
      if (nth > 0 && at > 0 && (scores[at - 1] ?? 0) > (scores[bestBefore] ?? -1))
        bestBefore = at - 1
      if (text[at] !== letter || (nth > 0 && bestBefore < 0)) continue
      const apart = scores[bestBefore] ?? 0
      const joined = nth > 0 ? (scores[at - 1] ?? 0) + FOLLOWS : Number.NEGATIVE_INFINITY
      origin[at] = joined >= apart ? at - 1 : bestBefore
      next[at] = Math.max(joined, apart) + LETTER + (bonuses[at] ?? 0)
    }
    scores = next
    origins.push(origin)
  })
  const score = Math.max(...scores, Number.NEGATIVE_INFINITY)
  if (score === Number.NEGATIVE_INFINITY) return undefined
  const marks: number[] = []
  for (let nth = word.length - 1, at = scores.indexOf(score); nth >= 0; nth--) {
    marks.unshift(at)
    at = origins[nth]?.[at] ?? -1
  }
  return { score, marks }
}

function bonusAt(text: readonly string[], at: number): number {
  if (at === 0) return WORD_START + TEXT_START
  const isWord = (letter: string | undefined) => /[\p{L}\p{N}]/u.test(letter ?? '')
  return isWord(text[at]) && !isWord(text[at - 1]) ? WORD_START : 0
}
