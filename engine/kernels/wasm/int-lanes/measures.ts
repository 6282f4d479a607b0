/** What sums add for a site, brought into the few forms that kernels tell apart. */
import { measureOf } from '../../../rules/program/evaluate-program.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import type { Measure } from '../../../rules/program/program.ts'

/** A measure in its simplest form. */
export type LaneMeasure =
  | { readonly kind: 'value' }
  | { readonly kind: 'is'; readonly value: number }
  /** Of states it has one number for each. */
  | { readonly kind: 'table'; readonly values: Int32Array }

/**
 * The simplest measure that adds the same.
 *
 * @param states how many the component has, which is the state; undefined for any other.
 */
export function simplifyMeasure(measure: Measure, states: number | undefined): LaneMeasure {
  if (states === undefined) {
    if (measure.kind !== 'table') return measure
    return { kind: 'table', values: Int32Array.from(measure.values) }
  }
  const values = Int32Array.from({ length: states }, (_, state) => measureOf(measure, state))
  if (values.every((value, state) => value === state)) return { kind: 'value' }
  const one = values.indexOf(1)
  if (one >= 0 && values.every((value, state) => value === (state === one ? 1 : 0))) {
    return { kind: 'is', value: one }
  }
  return { kind: 'table', values }
}

/** The values of a measure by state. */
export function tabulate(measure: LaneMeasure, states: number): Int32Array {
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
