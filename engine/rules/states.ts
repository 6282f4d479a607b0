/** The number of states that many notations end with. */
import type { NotationReader } from './notation-reader.ts'

/** Most states a rule can have: a state is one byte. */
export const MAX_STATES = 256

/** @throws {RuleSyntaxError | RuleRangeError} unless a number from 2 to MAX_STATES comes next. */
export function readStates(reader: NotationReader): number {
  return reader.readNumber('a number of states', 2, MAX_STATES)
}
