/** Many rules in one pass: each cell takes what the rule of its number gives. */
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'

/**
 * Appends the choice of one of several values by a cell's rule.
 *
 * @param values by the rule's number; at least one.
 * @param rule the node of the number; undefined where there is one rule.
 */
export function chooseByRule(
  code: ProgramBuilder,
  rule: NodeId | undefined,
  values: readonly NodeId[],
): NodeId {
  const [first, ...others] = values
  if (first === undefined) throw new Error('there is no rule to choose')
  if (rule === undefined) return first
  let chosen = first
  for (const [i, value] of others.entries()) {
    if (value === first) continue
    chosen = code.select(code.binary('eq', rule, code.constant(i + 1)), value, chosen)
  }
  return chosen
}
