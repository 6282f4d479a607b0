/**
 * What the parts of one scenario share: each rule and pattern is read once, however often it is
 * named, and all of them together are held to one bound, because a short text can ask a thousand
 * times for something large.
 */
import type { Pattern } from '../formats/pattern.ts'
import { readPattern } from '../formats/read-pattern.ts'
import { PROGRAM_LIMITS } from '../rules/program/program.ts'
import { countProgramEntries } from '../rules/program/validate-program.ts'
import type { ParsedRule } from '../rules/rule.ts'
import { RunSetupError } from './errors.ts'
import { openRule } from './open-rule.ts'
import type { ReadFile } from './run.ts'

/** Twice the cells of the largest pattern there can be; each costs at most 17 bytes. */
const MAX_SHARED_ENTRIES = 2 ** 25

/**
 * Operations of all functions together, of which a pass has room for half. Reading so many takes
 * about a second.
 */
const MAX_SHARED_OPERATIONS = 2 * PROGRAM_LIMITS.nodes

/** What a rule that cannot be read counts for: how far its reader came is not known. */
const OPERATIONS_OF_A_FAULT = PROGRAM_LIMITS.nodes / 8

export class SharedParts {
  readonly #readFile: ReadFile
  readonly #patterns = new Map<string, Promise<Pattern>>()
  readonly #rules = new Map<string, Promise<ParsedRule>>()
  #entriesLeft = MAX_SHARED_ENTRIES
  #operationsLeft = MAX_SHARED_OPERATIONS

  /** @param readFile reads the files the scenario names, by path relative to it. */
  constructor(readFile: ReadFile) {
    this.#readFile = readFile
  }

  /** Tells whether a bound was passed; whatever comes now is not worth compiling. */
  get isSpent(): boolean {
    return this.#entriesLeft < 0 || this.#operationsLeft < 0
  }

  /**
   * Counts cells to be painted, or entries of a rule's tables, before they are kept.
   *
   * @throws {RunSetupError} when the scenario asks for more than MAX_SHARED_ENTRIES in all.
   */
  take(entries: number): void {
    this.#entriesLeft -= entries
    if (this.#entriesLeft >= 0) return
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
    const parsed = await this.#readRule(text)
    this.take(countProgramEntries(parsed.rule.program))
    return parsed
  }

  async #readRule(text: string): Promise<ParsedRule> {
    let parsed: ParsedRule
    try {
      parsed = await openRule(text, this.#readFile)
    } catch (error) {
      this.#operationsLeft -= OPERATIONS_OF_A_FAULT
      throw error
    }
    this.#operationsLeft -= parsed.effort ?? 0
    if (this.#operationsLeft >= 0) return parsed
    throw new RunSetupError(
      'run/limit',
      `with this the functions of the scenario take more than ${MAX_SHARED_OPERATIONS} operations ` +
        'in all',
      { limit: MAX_SHARED_OPERATIONS },
    )
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
