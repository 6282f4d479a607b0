/** Puts the code of a bit-sliced kernel together. */

import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { type Barrier, writeBarrier, writeTeam } from '../thread-team.ts'
import { writeBorderFill, writeLinkCopy, writePartEnds } from './border-code.ts'
import { writeRowCode } from './row-code.ts'
import { writeRowTick } from './row-tick.ts'
import { chooseSlabAxis, type Slab, slabOperands, writeSlab } from './slabs.ts'
import type { Tally } from './sliced-counts.ts'
import type { SlicedPlan } from './sliced-plan.ts'
import { writeStackTick } from './stack-tick.ts'
import { type Tallies, type TallyFunction, TOTALS_BYTES, writeTallies } from './tally-code.ts'
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
   * Ticks with so many threads, so often; `order` says which of the states is (0 or 1). Or counts, for
   * an order of `orderTally`: each thread leaves its totals in the room for cells.
   */
  readonly run: (members: number, ticks: number, order: number) => void
}

/** The bit of orders to count. */
const TALLY_BIT = { states: 2, changes: 4 } as const satisfies Record<Tally, number>

/** The order to count, for `run`; `front` says which of the states is. */
export const orderTally = (tally: Tally, front: 0 | 1): number => TALLY_BIT[tally] | front

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
  const { layout, map, threads, border, code } = spec
  const axis = chooseSlabAxis(layout, threads)
  const tick = writeTick(module, spec)
  const barrier = writeBarrier(module, map.team)
  const fill = writeBorder(module, spec)
  // Planes are filled by those who make them; what else is copied waits for all of them.
  const waitsForAll = border.kind === 'links' || axis !== 'z'
  const tallies = writeTallies(module, layout, code)
  const whole = (f: FunctionBuilder) => writeSlab(f, layout, 'z', 1, i32.const(0), i32.const(1))
  module.function({ params: ['i32'], export: 'fillBorder' }, (f, state) => fill(f, state, whole(f)))
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  const work = module.function({ params }, (f, place, members, ticks, order) => {
    const slab = writeSlab(f, layout, axis, MAX_UNROLL, place, members)
    const scratch = f.keep(i32.add(map.scratch, i32.mul(place, map.scratchBytes)))
    const [first, second] = map.states
    const from = f.keep(i32.select(i32.and(order, 1), second, first))
    const to = f.keep(i32.sub(first + second, from))
    f.if(i32.gtU(order, 1), () => {
      // Rows are not counted in parts.
      if (axis === 'x') f.if(place, () => f.set(slab.y.to, 0))
      const totals = f.keep(i32.add(map.cells, i32.mul(place, TOTALS_BYTES)))
      callTally(f, tallies, order, [from, to, totals], slab)
      meet(f, barrier, members)
      f.return()
    })
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

function callTally(
  f: FunctionBuilder,
  { states, changes }: Tallies,
  order: Expression<'i32'>,
  [now, before, totals]: readonly [Local<'i32'>, Local<'i32'>, Local<'i32'>],
  { y, z }: Slab,
): void {
  const call = (tally: TallyFunction) =>
    f.do(f.call(tally, now, before, totals, y.from, y.to, z.from, z.to))
  if (states === undefined) return call(changes)
  f.if(
    i32.and(order, TALLY_BIT.states),
    () => call(states),
    () => call(changes),
  )
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
