/** Code that lets one thread count its part of the state, by an order. */
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import type { SlicedPlan } from './sliced-plan.ts'
import { TOTALS_BYTES, writeTallies } from './tally-code.ts'

/** What is counted; see `Tallies`. */
export type Tally = 'states' | 'changes'

const TALLY_BIT = { states: 2, changes: 4 } as const satisfies Record<Tally, number>

/** The order to count; `front` says which of the two states is the present one. */
export const orderTally = (tally: Tally, front: 0 | 1): number => TALLY_BIT[tally] | front

/** Leaves the totals of a thread in its place: order, place, y from and to, z from and to. */
export type TallyWork = FunctionHandle<readonly ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], 'void'>

const PARAMS = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const

/** Adds what counts a slab. */
export function writeTallyWork(
  module: ModuleBuilder,
  { layout, code, map }: SlicedPlan,
): TallyWork {
  const { states, changes } = writeTallies(module, layout, code)
  const [first, second] = map.states
  return module.function({ params: PARAMS }, (f, order, place, ...slab) => {
    const now = f.keep(i32.select(i32.and(order, 1), second, first))
    const before = f.keep(i32.sub(first + second, now))
    const totals = f.keep(i32.add(map.cells, i32.mul(place, TOTALS_BYTES)))
    if (states !== undefined) {
      f.if(i32.and(order, TALLY_BIT.states), () => {
        f.do(f.call(states, now, before, totals, ...slab))
        f.return()
      })
    }
    f.do(f.call(changes, now, before, totals, ...slab))
  })
}

/** Makes what lets a single thread count the states in its memory: it takes an order. */
export function createLoneTally(
  plan: SlicedPlan,
  memory: WebAssembly.Memory,
): (order: number) => void {
  const { layout, map } = plan
  const builder = new ModuleBuilder()
  const limits = { minPages: map.pages, maxPages: map.pages, isShared: false }
  builder.importMemory('env', 'memory', limits)
  const work = writeTallyWork(builder, plan)
  builder.function({ params: ['i32'], export: 'tally' }, (f, order) =>
    f.do(f.call(work, order, 0, 0, layout.rows, 0, layout.size.z)),
  )
  const module = new WebAssembly.Module(builder.toBytes())
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  // The module exports this one function.
  return exports.tally as (order: number) => void
}
