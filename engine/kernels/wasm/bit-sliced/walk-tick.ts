/** Ticks that walk down the columns. */
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { slabOf } from './slabs.ts'
import type { SlicedLayout } from './sliced-layout.ts'
import {
  cursorAt,
  forEachTile,
  stateStrides,
  TICK_PARAMS,
  TILE_ROWS,
  type Tick,
  walkDown,
} from './tiles.ts'
import { writeWalk } from './walk-code.ts'
import type { WalkPlan } from './walk-plan.ts'

/** A tick whose plan goes from cells to next states in one walk down the columns. */
export function writeWalkTick(module: ModuleBuilder, layout: SlicedLayout, plan: WalkPlan): Tick {
  const { strideY } = layout
  const strides = stateStrides(layout, plan)
  const walk = writeWalk(module, { layout, plan, strides, sumBits: 0 })
  const { unroll } = plan.logic
  return module.function({ params: TICK_PARAMS }, (f, from, to, _scratch, ...range) => {
    const slab = slabOf(range)
    forEachTile(f, layout, slab, TILE_ROWS, ({ y, rows, firstColumn, columns }) =>
      f.for(slab.z.from, slab.z.to, (z) => {
        const start = cursorAt(f, layout, { from, to }, firstColumn, y, z)
        const rowBytes = { from: strideY, to: strideY }
        walkDown(f, rows, unroll, start, i32.add(y, z), rowBytes, (at, steps, parity) =>
          f.do(f.call(walk, at.from, at.to, steps, columns, parity)),
        )
      }),
    )
  })
}
