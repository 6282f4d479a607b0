/** Which draws of a cell belong to which list of meta-rules. */
import { PROGRAM_LIMITS } from '../../rules/program/program.ts'
import { type MetaRule, numberChances } from './meta-rule.ts'

/**
 * The number of each list's first draw. They come last of all draws, from the end backwards, so that a
 * world's rules have the same with and without them.
 */
export function listFirstMetaDraws(lists: readonly (readonly MetaRule[])[]): readonly number[] {
  let first = PROGRAM_LIMITS.draws
  return lists.map((list) => {
    first -= numberChances(list).size
    return first
  })
}
