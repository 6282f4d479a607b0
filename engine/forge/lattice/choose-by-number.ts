/** A choice between values by a number of the cell: its rule, or its list of meta-rules. */
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'

/**
 * Appends the choice of one of several values.
 *
 * @param number the node of the number; undefined where it is always 0.
 * @param values by the number; at least one. The first stands for all numbers beyond, too.
 */
export function chooseByNumber(
  code: ProgramBuilder,
  number: NodeId | undefined,
  values: readonly NodeId[],
): NodeId {
  const [first, ...others] = values
  if (first === undefined) throw new Error('there is nothing to choose')
  if (number === undefined) return first
  let chosen = first
  for (const [i, value] of others.entries()) {
    if (value === first) continue
    chosen = code.select(code.binary('eq', number, code.constant(i + 1)), value, chosen)
  }
  return chosen
}
