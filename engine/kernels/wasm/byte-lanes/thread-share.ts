/** How the work of a tick is shared out among the members of a team. */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32, i64 } from '../../../forge/wasm/integers.ts'
import { countCells } from '../../../lattice/size.ts'
import { type ByteLayout, countStrips } from './byte-layout.ts'

/** Threads with fewer cells than this would wait for each other longer than they work. */
const MIN_CELLS_OF_THREAD = 2 ** 15

/** How many of the threads at hand are worth their waiting for each other. */
export function countUsefulThreads(layout: ByteLayout, atHand: number): number {
  const { size } = layout
  const worth = Math.floor(countCells(size) / MIN_CELLS_OF_THREAD)
  return Math.max(1, Math.min(atHand, worth, countStrips(layout) * size.z))
}

/** Sets two locals to where the share of a member begins and ends; `to` holds how much there is. */
export function writeShare(
  f: FunctionBuilder,
  from: Local<'i32'>,
  to: Local<'i32'>,
  place: Local<'i32'>,
  members: Local<'i32'>,
): void {
  const partUpTo = (number: Local<'i32'>) => {
    const total = i64.mul(i64.extendI32U(to), i64.extendI32U(number))
    return i32.wrapI64(i64.divU(total, i64.extendI32U(members)))
  }
  const next = f.keep(i32.add(place, 1))
  f.set(from, partUpTo(place))
  f.set(to, partUpTo(next))
}
