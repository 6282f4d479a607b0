/** The rule that a run or an event names: the scenario's own, or what a person wants in its place. */
import { parseRule } from '../rules/parse-rule.ts'
import type { ParsedRule } from '../rules/rule.ts'
import type { FaultList, FieldPath } from './fault-list.ts'
import type { SharedParts } from './shared-parts.ts'

/** A rule that was read. */
export interface RuleSource {
  /** The rule that counts: the override, where there is one. */
  readonly parsed: ParsedRule
  /** The file's own rule, whose suffix still counts where an override has none. */
  readonly own: ParsedRule | undefined
}

/**
 * Reads the rule at `path`; undefined where there is none, or it cannot be read, which is then a fault.
 *
 * @param override a rule that counts in its place; it is no part of the document.
 * @throws the rule room's named errors when the override cannot be read.
 */
export async function compileRule(
  value: unknown,
  path: FieldPath,
  faults: FaultList,
  parts: SharedParts,
  override: string | undefined,
): Promise<RuleSource | undefined> {
  const own =
    typeof value === 'string' && value !== ''
      ? await faults.tryAsync(path, () => parts.rule(value))
      : undefined
  if (override === undefined) return own && { parsed: own, own }
  return { parsed: parseRule(override), own }
}
