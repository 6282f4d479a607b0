/** Rules that are given on the command line: written out, or as the name of a file that holds one. */
import { readFileBounded } from '../node/files.ts'

/** A Golly rule file or a rule written as a function. */
const RULE_FILE = /\.(?:rule|table|tree|js|mjs)$/i

/** Largest rule file: tables of real collections stay below half of it. */
const MAX_RULE_BYTES = 2 ** 22

/**
 * The text of a rule: that of the file where the words end like a rule file's name, else the words
 * themselves.
 *
 * @throws {FileAccessError} when the file cannot be read.
 */
export async function readRuleText(words: string): Promise<string> {
  if (!RULE_FILE.test(words) || /[\s(]/.test(words)) return words
  return new TextDecoder().decode(await readFileBounded(words, MAX_RULE_BYTES))
}
