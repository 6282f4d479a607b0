/**
 * A cursor over one stretch of a notation, which always knows the position to blame.
 *
 * Every family reads through it, so that every error of this room points at a character of the
 * text the caller gave, whatever part of that text the family was handed.
 */
import { RuleRangeError, RuleSyntaxError, THE_END } from './errors.ts'

/** Longest text that is read as a rule. */
export const MAX_NOTATION_CHARS = 4096

/** Longest run of digits that is still read as one number; more is out of any range we have. */
const MAX_NUMBER_DIGITS = 15

export class NotationReader {
  /** The whole text as given; positions refer to it. */
  readonly notation: string
  /** Index of the next character. */
  position: number
  /** Index after the last character of this stretch. */
  readonly end: number

  /** Leaves out white space at both ends of the stretch. */
  constructor(notation: string, start = 0, end = notation.length) {
    this.notation = notation
    this.position = start
    let last = end
    while (last > start && isSpace(notation[last - 1]!)) last--
    this.end = last
    this.skipSpace()
  }

  /** What is left to read. */
  get rest(): string {
    return this.notation.slice(this.position, this.end)
  }

  get atEnd(): boolean {
    return this.position >= this.end
  }

  /** The next character, or the empty string at the end. */
  peek(): string {
    return this.atEnd ? '' : this.notation[this.position]!
  }

  /** Takes the next character if it is one of these, in either case; gives it in lower case. */
  accept(characters: string): string | undefined {
    const next = this.peek().toLowerCase()
    if (next === '' || !characters.includes(next)) return undefined
    this.position++
    return next
  }

  /** Takes this text, in either case, or nothing. */
  acceptText(text: string): boolean {
    const next = this.notation.slice(this.position, Math.min(this.end, this.position + text.length))
    if (next.toLowerCase() !== text.toLowerCase()) return false
    this.position += text.length
    return true
  }

  /** @throws {RuleSyntaxError} unless this text comes next, in either case. */
  expectText(text: string, expected = JSON.stringify(text)): void {
    if (!this.acceptText(text)) this.fail(expected)
  }

  /** @throws {RuleSyntaxError} when something is left. */
  expectEnd(expected = 'the end of the rule'): void {
    this.skipSpace()
    if (!this.atEnd) this.fail(expected)
  }

  skipSpace(): void {
    while (!this.atEnd && isSpace(this.peek())) this.position++
  }

  /** Takes a run of decimal digits; empty when none comes next. */
  readDigits(): string {
    const start = this.position
    while (isDigit(this.peek())) this.position++
    return this.notation.slice(start, this.position)
  }

  /**
   * Reads a decimal number.
   *
   * @param what names the number for errors: "a neighbor count".
   * @throws {RuleSyntaxError} when no digit comes next.
   * @throws {RuleRangeError} when the number is not from `min` to `max`.
   */
  readNumber(what: string, min: number, max: number): number {
    const start = this.position
    const expected = `${what} from ${min} to ${max}`
    const digits = this.readDigits()
    if (digits === '') this.fail(expected)
    const value = digits.length > MAX_NUMBER_DIGITS ? Number.POSITIVE_INFINITY : Number(digits)
    if (value < min || value > max) this.failRange(expected, start)
    return value
  }

  /** @throws {RuleSyntaxError} always: at `position`, or where the cursor is. */
  fail(expected: string, position = this.position): never {
    const { notation } = this
    throw new RuleSyntaxError({ notation, position, found: this.characterAt(position), expected })
  }

  /** @throws {RuleRangeError} always, blaming the text from `start` to the cursor. */
  failRange(expected: string, start: number): never {
    const { notation, position } = this
    const found = notation.slice(start, Math.max(position, start + 1)).slice(0, 40)
    throw new RuleRangeError({ notation, position: start, found, expected })
  }

  private characterAt(position: number): string {
    const codePoint = position < this.end ? this.notation.codePointAt(position) : undefined
    return codePoint === undefined ? THE_END : String.fromCodePoint(codePoint)
  }
}

function isSpace(character: string): boolean {
  return /\s/.test(character)
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1
}
