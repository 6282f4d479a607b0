/** The planes of numbers that a world has beside its cells, as its rule's program declares them. */
import type { PlaneName } from '../rules/program/plane-name.ts'
import type { RuleProgram } from '../rules/program/program.ts'

/** Every plane of a program, in the order in which the state hash takes them. */
export function planesOf({ components, rules, parameters, channels }: RuleProgram): PlaneName[] {
  const named = (kind: PlaneName['kind'], names: readonly string[]) =>
    names.map((name): PlaneName => ({ kind, name }))
  return [
    ...named('component', components),
    ...named('rule', rules > 1 ? [''] : []),
    ...named('parameter', parameters),
    ...named('channel', channels),
  ]
}
