/**
 * What the parts of one scenario share: each rule and pattern is read once, however often it is
 * named, and all of them together are held to one bound, because a short text can ask a thousand
 * times for something large.
 */
import type { Pattern } from '../formats/pattern.ts'
import { readPattern } from '../formats/read-pattern.ts'
import { countProgramEntries } from '../rules/program/validate-program.ts'
import type { ParsedRule } from '../rules/rule.ts'
import { RunSetupError } from './errors.ts'
import { openRule } from './open-rule.ts'
import type { ReadFile } from './run.ts'

/** Twice the cells of the largest pattern there can be; each costs at most 17 bytes. */
const MAX_SHARED_ENTRIES = 2 ** 25

export class SharedParts {
  readonly #readFile: ReadFile
  readonly #patterns = new Map<string, Promise<Pattern>>()
  readonly #rules = new Map<string, Promise<ParsedRule>>()
  #entriesLeft = MAX_SHARED_ENTRIES

  /** @param readFile reads the files the scenario names, by path relative to it. */
  constructor(readFile: ReadFile) {
    this.#readFile = readFile
  }

  /** Tells whether the bound was passed; whatever comes now is not worth compiling. */
  get isSpent(): boolean {
    return this.#entriesLeft < 0
  }

  /**
   * Counts cells to be painted, or entries of a rule's tables, before they are kept.
   *
   * @throws {RunSetupError} when the scenario asks for more than MAX_SHARED_ENTRIES in all.
   */
  take(entries: number): void {
    this.#entriesLeft -= entries
    if (!this.isSpent) return
    throw new RunSetupError(
      'run/limit',
      `with this the scenario has more than ${MAX_SHARED_ENTRIES} painted cells and entries of ` +
        'rule tables in all',
      { limit: MAX_SHARED_ENTRIES },
    )
  }

  /** The rule of a notation or a rule file, as `openRule` reads it. */
  rule(text: string): Promise<ParsedRule> {
    let rule = this.#rules.get(text)
    if (rule === undefined) {
      rule = this.#openRule(text)
      this.#rules.set(text, rule)
    }
    return rule
  }

  async #openRule(text: string): Promise<ParsedRule> {
    const parsed = await openRule(text, this.#readFile)
    this.take(countProgramEntries(parsed.rule.program))
    return parsed
  }

  /** The pattern in a file that the scenario names. */
  patternFile(path: string): Promise<Pattern> {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    return this.#pattern(`file ${parts.join('/')}`, async () =>
      readPattern(await this.#readFile(path), { fileName: path }),
    )
  }

  /** The pattern that a text in the scenario holds. */
  inlinePattern(text: string): Promise<Pattern> {
    return this.#pattern(`text ${text}`, () => readPattern(new TextEncoder().encode(text)))
  }

  #pattern(key: string, read: () => Promise<Pattern>): Promise<Pattern> {
    let pattern = this.#patterns.get(key)
    if (pattern === undefined) {
      pattern = read()
      this.#patterns.set(key, pattern)
    }
    return pattern
  }
}
