/** Ticks that walk along the rows. */
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { slabOf } from './slabs.ts'
import type { SlicedLayout } from './sliced-layout.ts'
import { cursorAt, stateStrides, TICK_PARAMS, type Tick } from './tiles.ts'
import { writeWalk } from './walk-code.ts'
import type { WalkPlan } from './walk-plan.ts'

/** A tick for rules that look along x alone: rows are walked from end to end. */
export function writeRowTick(module: ModuleBuilder, layout: SlicedLayout, plan: WalkPlan): Tick {
  const strides = stateStrides(layout, plan)
  const walk = writeWalk(module, { layout, plan, strides, sumBits: 0 })
  return module.function({ params: TICK_PARAMS }, (f, from, to, _scratch, ...range) => {
    const { x, y, z } = slabOf(range)
    const steps = f.keep(i32.sub(x.to, x.from))
    const rows = f.keep(i32.sub(y.to, y.from))
    f.if(i32.and(i32.gtS(steps, 0), i32.gtS(rows, 0)), () =>
      f.for(z.from, z.to, (plane) => {
        const at = cursorAt(f, layout, { from, to }, x.from, y.from, plane)
        f.do(f.call(walk, at.from, at.to, steps, rows, 0))
      }),
    )
  })
}
