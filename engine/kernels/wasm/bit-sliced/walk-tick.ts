/** Ticks that walk down the columns. */
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { writeColumnWalk } from './column-walks.ts'
import { slabOf } from './slabs.ts'
import {
  cursorAt,
  forEachColumn,
  forEachTile,
  stateStrides,
  TICK_PARAMS,
  TILE_ROWS,
  type Tick,
  type TickParts,
} from './tiles.ts'
import type { WalkPlan } from './walk-plan.ts'

/** A tick whose plan goes from cells to next states in one walk down the columns. */
export function writeWalkTick(module: ModuleBuilder, parts: TickParts, plan: WalkPlan): Tick {
  const { layout, masks } = parts
  const walk = writeColumnWalk(module, {
    layout,
    plan,
    masks,
    isState: true,
    strides: stateStrides(layout, plan),
  })
  return module.function({ params: TICK_PARAMS }, (f, from, to, _scratch, ...range) => {
    const slab = slabOf(range)
    forEachTile(f, layout, slab, TILE_ROWS, (tile) =>
      f.for(slab.z.from, slab.z.to, (z) => {
        const parity = i32.add(tile.y, z)
        forEachColumn(f, tile, (column) => {
          const at = cursorAt(f, layout, { from, to }, column, tile.y, z)
          f.do(f.call(walk, column, at.from, at.to, tile.rows, parity))
        })
      }),
    )
  })
}
