/** Ticks that walk along the rows. */
import type { Expression } from '../../../forge/wasm/expression.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { writeColumnWalk } from './column-walks.ts'
import { listColumns } from './column-window.ts'
import { slabOf } from './slabs.ts'
import { VECTOR_BYTES } from './sliced-layout.ts'
import {
  type Cursor,
  cursorAt,
  stateStrides,
  TICK_PARAMS,
  type Tick,
  type TickParts,
} from './tiles.ts'
import { writeWalk } from './walk-code.ts'
import type { WalkPlan } from './walk-plan.ts'

/** A tick for rules that look along x alone: rows are walked from end to end. */
export function writeRowTick(
  module: ModuleBuilder,
  parts: TickParts,
  plan: WalkPlan,
  endsPlan: WalkPlan,
): Tick {
  const { layout, masks } = parts
  const columns = listColumns(layout)
  const ends = columns.filter(({ kind }) => kind === 'outer')
  const hasInner = ends.length < columns.length
  const spec = { layout, isState: true, sumBits: 0 } as const
  const inner = writeWalk(module, {
    ...spec,
    plan,
    column: { kind: 'inner' },
    strides: stateStrides(layout, plan),
  })
  const strides = stateStrides(layout, endsPlan)
  const outer = writeColumnWalk(module, { ...spec, plan: endsPlan, masks, strides }, ends)
  const { unroll } = plan.logic
  return module.function({ params: TICK_PARAMS }, (f, from, to, _scratch, ...range) => {
    const { x, y, z } = slabOf(range)
    const count = f.keep(i32.sub(x.to, x.from))
    const walkRow = (first: Expression<'i32'>, steps: Expression<'i32'> | number, at: Cursor) => {
      const bytes = i32.mul(first, VECTOR_BYTES)
      const mask = i32.add(bytes, masks)
      f.do(f.call(inner, i32.add(at.from, bytes), i32.add(at.to, bytes), steps, mask, 0))
    }
    f.for(z.from, z.to, (plane) => {
      if (hasInner) {
        f.for(y.from, y.to, (row) => {
          const at = cursorAt(f, layout, { from, to }, i32.const(0), row, plane)
          f.if(i32.geU(count, unroll), () => walkRow(x.from, i32.divU(count, unroll), at))
          if (unroll > 1) f.if(i32.remU(count, unroll), () => walkRow(i32.sub(x.to, unroll), 1, at))
        })
      }
      f.if(i32.ltS(y.from, y.to), () => {
        for (const column of ends) {
          if (column.kind === 'inner') continue
          const number = i32.const(column.column)
          const at = cursorAt(f, layout, { from, to }, number, y.from, plane)
          f.do(f.call(outer, number, at.from, at.to, i32.sub(y.to, y.from), 0))
        }
      })
    })
  })
}
