/** Everything that is known of a world and its rule when the code for them is generated. */

import type { Size } from '../../../lattice/size.ts'
import type { CountingForm } from '../../../rules/program/program-form.ts'
import { planRanges, type RangeDecision } from './range-decision.ts'
import { layOutMargins, type MarginedRow } from './row-margins.ts'
import type { SumShape } from './sum-shape.ts'
import { layOutRows, type WorldRows } from './world-rows.ts'

export interface SumPlan {
  readonly rows: WorldRows
  readonly shape: SumShape
  readonly form: CountingForm
  readonly states: number
  /** Running sums of a row. */
  readonly sums: MarginedRow
  /** How a count decides; undefined where it is looked up in the rule's tables. */
  readonly ranges: RangeDecision | undefined
}

export function planSums(
  size: Size,
  isTorus: boolean,
  form: CountingForm,
  shape: SumShape,
): SumPlan {
  const rows = layOutRows(size, isTorus)
  const { reachX, rowBits, countBits } = shape
  return {
    rows,
    shape,
    form,
    states: form.states,
    sums: layOutMargins(rowBits, rows.widthCells, reachX + 1, rows.rowBytes + reachX),
    ranges: planRanges(form, countBits / 8),
  }
}
