/**
 * The text of a rule file, parted into its sections and words, each of which knows its place.
 *
 * A `.rule` file has sections that begin with `@NAME`; the first of each name counts. The older
 * `.table` and `.tree` files are what stands in the sections of these names (Golly Help, "Rule
 * format").
 */
import { RuleFileError, RuleFileSizeError } from './errors.ts'

/** Longest rule file that is read: twice the largest tree in Golly's collections. */
export const MAX_RULE_FILE_CHARS = 2 ** 23

/** Most lines of one: a tree has a node a line, a table may have 2^18 transitions in all. */
const MAX_RULE_FILE_LINES = 2 ** 18

export interface SourceLine {
  /** From 1. */
  readonly number: number
  /** The whole line. */
  readonly text: string
  /** Where in it the section's own text begins; 0 except behind a heading. */
  readonly start: number
}

export interface Section {
  /** The line with the heading, or the first line of a file without any. */
  readonly heading: SourceLine
  readonly lines: readonly SourceLine[]
}

/** One word of a line. */
export interface Word {
  readonly text: string
  readonly line: SourceLine
  /** Index of its first character in the line. */
  readonly at: number
}

export interface RuleFileText {
  /** What follows `@RULE`; undefined where that is missing. */
  readonly name: string | undefined
  readonly sections: ReadonlyMap<string, Section>
}

/** Openings of the lines that files without sections begin with. */
const bareOpenings = [
  [/^[ \t]*n_states[ \t]*:/im, 'TABLE'],
  [/^[ \t]*num_states[ \t]*=/im, 'TREE'],
] as const

/** Where a rule file shows itself: whoever pastes one pastes its beginning. */
const OPENING_CHARS = 2 ** 14

/** Tells whether a text is a rule file and not a rule's notation. */
export function isRuleFile(text: string): boolean {
  const opening = text.slice(0, OPENING_CHARS)
  return (
    /^[ \t]*@(?:RULE|TABLE|TREE)\b/m.test(opening) ||
    bareOpenings.some(([pattern]) => pattern.test(opening))
  )
}

/**
 * Parts a rule file into sections, without looking into them.
 *
 * @throws {RuleFileSizeError} for more than MAX_RULE_FILE_CHARS characters or MAX_RULE_FILE_LINES
 * lines.
 */
export function readRuleFileText(text: string): RuleFileText {
  if (text.length > MAX_RULE_FILE_CHARS) {
    throw new RuleFileSizeError({ what: 'characters', max: MAX_RULE_FILE_CHARS })
  }
  const texts = text.split(/\r\n|\r|\n/, MAX_RULE_FILE_LINES + 1)
  if (texts.length > MAX_RULE_FILE_LINES) {
    throw new RuleFileSizeError({ what: 'lines', max: MAX_RULE_FILE_LINES })
  }
  const lines = texts.map((line, i): SourceLine => ({ number: i + 1, text: line, start: 0 }))
  const headings = lines.flatMap((line, i) => {
    const found = /^\s*@([A-Z]+)/.exec(line.text)
    return found === null ? [] : [{ i, name: found[1]!, start: found[0].length }]
  })
  const sections = new Map<string, Section>()
  for (const [place, { i, name, start }] of headings.entries()) {
    if (sections.has(name)) continue
    const heading = { ...lines[i]!, start }
    sections.set(name, { heading, lines: lines.slice(i + 1, headings[place + 1]?.i) })
  }
  if (!sections.has('TABLE') && !sections.has('TREE')) {
    const bare = bareOpenings.find(([pattern]) => pattern.test(text))
    if (bare !== undefined) {
      sections.set(bare[1], { heading: lines[0]!, lines: lines.slice(0, headings[0]?.i) })
    }
  }
  const named = sections.get('RULE')?.heading
  const name = named?.text.slice(named.start).trim().split(/\s/)[0]
  return { name: name === '' ? undefined : name, sections }
}

/** Where a line's own text ends: before a comment. */
export function endOf({ text, start }: SourceLine): number {
  const comment = text.indexOf('#', start)
  return comment === -1 ? text.length : comment
}

/**
 * The words of a line up to a `#`, parted by white space and by other separators.
 *
 * @param separators characters that part words, as they stand in a character class.
 */
export function wordsOf(line: SourceLine, separators = ''): Word[] {
  const end = endOf(line)
  const pattern = wordPatterns.get(separators) ?? new RegExp(`[^\\s${separators}]+`, 'g')
  wordPatterns.set(separators, pattern)
  pattern.lastIndex = line.start
  const words: Word[] = []
  for (;;) {
    const found = pattern.exec(line.text)
    if (found === null || found.index >= end) return words
    words.push({ text: found[0].slice(0, end - found.index), line, at: found.index })
  }
}

/** By separators: making a pattern takes longer than finding the words of a line. */
const wordPatterns = new Map<string, RegExp>()

/** @throws {RuleFileError} always, pointing at a word or at the beginning of a line. */
export function failAt(at: Word | SourceLine, reason: string): never {
  const [line, start] = 'line' in at ? [at.line, at.at] : [at, at.start]
  throw new RuleFileError({ line: line.number, column: start + 1, reason }, line.text)
}

/** What an error says was found: the word itself, cut short where it is long. */
export function quoteWord({ text }: Word): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}

/**
 * Reads a word as a whole number.
 *
 * @param what names the number for errors: "a state".
 * @throws {RuleFileError} unless it is one from `min` to `max`.
 */
export function numberOf(word: Word, what: string, min: number, max: number): number {
  const value = /^[0-9]{1,15}$/.test(word.text) ? Number(word.text) : Number.NaN
  if (value >= min && value <= max) return value
  return failAt(word, `found ${quoteWord(word)}, expected ${what} from ${min} to ${max}`)
}
