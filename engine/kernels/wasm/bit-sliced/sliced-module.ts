/** Puts the code of a bit-sliced kernel together. */

import type { Expression } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { type Barrier, writeBarrier, writeTeam } from '../thread-team.ts'
import { writeBorderFill, writeLinkCopy, writePartEnds } from './border-code.ts'
import { writeRowCode } from './row-code.ts'
import { writeRowTick } from './row-tick.ts'
import { chooseSlabAxis, type Slab, slabOperands, writeSlab } from './slabs.ts'
import type { SlicedPlan } from './sliced-plan.ts'
import { writeStackTick } from './stack-tick.ts'
import { writeTallyWork } from './tally-work.ts'
import type { Tick } from './tiles.ts'
import { MAX_UNROLL } from './walk-logic.ts'
import { writeWalkTick } from './walk-tick.ts'

/** What a kernel calls. Addresses are in bytes. */
export interface SlicedExports {
  /** Brings rows from the room for cells into a state: its address, first row, rows. */
  readonly pack: (state: number, firstRow: number, rows: number) => void
  readonly unpack: (state: number, firstRow: number, rows: number) => void
  /** Fills the border of a state. */
  readonly fillBorder: (state: number) => void
  /**
   * Ticks with so many threads, so often; `order` says which of the states is (0 or 1). Where
   * threads work together, they also count, for an order of `orderTally`: each leaves its totals in the
   * room for cells.
   */
  readonly run: (members: number, ticks: number, order: number) => void
}

export function buildSlicedModule(spec: SlicedPlan): Uint8Array<ArrayBuffer> {
  const { map, threads } = spec
  const module = new ModuleBuilder()
  const isShared = threads > 1
  const limits = { minPages: map.pages, maxPages: map.pages, isShared }
  module.importMemory('env', 'memory', limits)
  writeRowCode(module, spec)
  writeTicks(module, spec)
  return module.toBytes()
}

function writeTicks(module: ModuleBuilder, spec: SlicedPlan): void {
  const { layout, map, threads, border } = spec
  const axis = chooseSlabAxis(layout, threads)
  const tick = writeTick(module, spec)
  const barrier = writeBarrier(module, map.team)
  const fill = writeBorder(module, spec)
  // Planes are filled by those who make them; what else is copied waits for all of them.
  const waitsForAll = border.kind === 'links' || axis !== 'z'
  // One thread alone counts by a module of its own, so that a run which counts nothing pays nothing.
  const tally = threads > 1 ? writeTallyWork(module, spec) : undefined
  const whole = (f: FunctionBuilder) => writeSlab(f, layout, 'z', 1, i32.const(0), i32.const(1))
  module.function({ params: ['i32'], export: 'fillBorder' }, (f, state) => fill(f, state, whole(f)))
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  const work = module.function({ params }, (f, place, members, ticks, order) => {
    const slab = writeSlab(f, layout, axis, MAX_UNROLL, place, members)
    const scratch = f.keep(i32.add(map.scratch, i32.mul(place, map.scratchBytes)))
    const [first, second] = map.states
    const from = f.keep(i32.select(order, second, first))
    const to = f.local('i32')
    if (tally !== undefined) {
      f.if(i32.gtU(order, 1), () => {
        // Rows are not counted in parts.
        if (axis === 'x') f.if(place, () => f.set(slab.y.to, 0))
        f.do(f.call(tally, order, place, slab.y.from, slab.y.to, slab.z.from, slab.z.to))
        meet(f, barrier, members)
        f.return()
      })
    }
    f.while(ticks, () => {
      f.set(to, i32.sub(first + second, from))
      callTick(f, tick, [from, to, scratch], slab)
      if (waitsForAll) {
        meet(f, barrier, members)
        f.if(i32.eqz(place), () => fill(f, to, whole(f)))
      } else fill(f, to, slab)
      meet(f, barrier, members)
      f.set(from, to)
      f.increase(ticks, -1)
    })
  })
  writeTeam(module, map.team, work)
}

function meet(f: FunctionBuilder, barrier: Barrier, members: Expression<'i32'>): void {
  f.do(f.call(barrier, members))
}

function callTick(
  f: FunctionBuilder,
  tick: Tick,
  [from, to, scratch]: readonly [Expression<'i32'>, Expression<'i32'>, Expression<'i32'>],
  slab: Slab,
): void {
  const [x0, x1, y0, y1, z0, z1] = slabOperands(slab)
  f.do(f.call(tick, from, to, scratch, x0!, x1!, y0!, y1!, z0!, z1!))
}

function writeTick(module: ModuleBuilder, { layout, plan }: SlicedPlan): Tick {
  switch (plan.kind) {
    case 'walk':
      return writeWalkTick(module, layout, plan.walk)
    case 'row':
      return writeRowTick(module, layout, plan.walk)
    case 'stack':
      return writeStackTick(module, layout, plan.stack)
    default:
      return plan satisfies never
  }
}

/** Adds what fills borders, and gives what calls it for a slab of a state. */
function writeBorder(
  module: ModuleBuilder,
  { layout, map, border }: SlicedPlan,
): (f: FunctionBuilder, state: Expression<'i32'>, slab: Slab) => void {
  switch (border.kind) {
    case 'rows': {
      const fill = writeBorderFill(module, layout)
      return (f, state, { z }) => f.do(f.call(fill, state, z.from, z.to))
    }
    case 'links': {
      const copy = writeLinkCopy(module)
      const fillEnds = writePartEnds(module, layout)
      return (f, state) => {
        f.do(f.call(copy, state, map.links, map.links + border.bytes))
        f.do(f.call(fillEnds, state))
      }
    }
    default:
      return border satisfies never
  }
}
