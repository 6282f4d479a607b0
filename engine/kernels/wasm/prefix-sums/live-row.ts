/** Copies of rows with margins, in which live cells are 1 and all others 0. */
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import { type MarginedRow, writeRingMargins } from './row-margins.ts'
import { liveOf } from './row-sums.ts'
import type { SumPlan } from './sum-plan.ts'

/** The parameters: address of a row of cells, and of the first cell of its copy. */
type CopyRow = FunctionHandle<readonly ['i32', 'i32'], 'void'>

/**
 * Writes the function that copies a row.
 *
 * @param isRing tells whether its margins repeat it; else they are left as they are, which is 0.
 */
export function writeCopyRow(
  module: ModuleBuilder,
  { rows, states }: SumPlan,
  target: MarginedRow,
  isRing: boolean,
): CopyRow {
  return module.function({ params: ['i32', 'i32'] }, (f, cells, first) => {
    const at = f.keep(first)
    const end = f.keep(i32.add(cells, rows.rowBytes))
    f.doWhile(
      () => {
        f.do(v128.store(at, liveOf(states, v128.load(cells))))
        f.increase(at, 16)
        f.increase(cells, 16)
      },
      i32.ltU(cells, end),
    )
    if (isRing) writeRingMargins(f, first, target)
  })
}
