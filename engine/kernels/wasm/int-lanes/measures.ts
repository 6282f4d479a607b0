/** What sums add for a site, brought into the few forms that kernels tell apart. */
import { measureOf } from '../../../rules/program/evaluate-program.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import type { Measure } from '../../../rules/program/program.ts'

/** A measure of states, which are 0 to `states - 1`. */
export type StateMeasure =
  | { readonly kind: 'value' }
  | { readonly kind: 'is'; readonly value: number }
  /** One number for each state. */
  | { readonly kind: 'table'; readonly values: Int32Array }

/** The simplest measure of states that adds the same. */
export function simplifyMeasure(measure: Measure, states: number): StateMeasure {
  const values = Int32Array.from({ length: states }, (_, state) => measureOf(measure, state))
  if (values.every((value, state) => value === state)) return { kind: 'value' }
  const one = values.indexOf(1)
  if (one >= 0 && values.every((value, state) => value === (state === one ? 1 : 0))) {
    return { kind: 'is', value: one }
  }
  return { kind: 'table', values }
}

/** The values of a measure by state. */
export function tabulate(measure: StateMeasure, states: number): Int32Array {
  if (measure.kind === 'table') return measure.values
  return Int32Array.from({ length: states }, (_, state) => measureOf(measure, state))
}

/** The least and the greatest of some numbers. */
export function spanOf(values: Int32Array): NodeRange {
  let low = values[0] ?? 0
  let high = low
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return { low, high }
}
