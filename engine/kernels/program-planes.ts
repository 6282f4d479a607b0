/** The planes of numbers that a world has beside its cells, as its rule's program declares them. */
import type { RuleProgram } from '../rules/program/program.ts'
import type { PlaneName } from './kernel.ts'

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

/** Tells whether two names are of the same plane. */
export function isSamePlane(a: PlaneName, b: PlaneName): boolean {
  return a.kind === b.kind && a.name === b.name
}
