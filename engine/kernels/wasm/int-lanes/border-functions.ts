/** Writes the functions that fill the borders of planes along runs of cells. */
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { memory } from '../../../forge/wasm/memory.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import type { Width } from './lane-width.ts'

/** Runs of at least this many bytes are copied as blocks. */
const MIN_BLOCK_BYTES = 64

/** Bytes of a run in its table: target, source and length in cells. */
export const RUN_BYTES = 12

/** Copies the runs from one address of their table up to another, in the plane at an address. */
export type BorderFunction = FunctionHandle<readonly [run: 'i32', end: 'i32', plane: 'i32'], 'void'>

/** Writes the function for planes of so many bits a cell. */
export function writeBorderFunction(module: ModuleBuilder, width: Width): BorderFunction {
  const cellBytes = width / 8
  const load = { 8: i32.load8U, 16: i32.load16U, 32: i32.load }[width]
  const store = { 8: i32.store8, 16: i32.store16, 32: i32.store }[width]
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, run, end, plane) => {
    const cellAt = (field: number) =>
      f.keep(i32.add(plane, i32.mul(i32.load(run, field), cellBytes)))
    f.while(i32.ltU(run, end), () => {
      const target = cellAt(0)
      const source = cellAt(4)
      const bytes = f.keep(i32.mul(i32.load(run, 8), cellBytes))
      f.if(
        i32.geU(bytes, MIN_BLOCK_BYTES),
        () => f.do(memory.copy(target, source, bytes)),
        () => {
          const last = f.keep(i32.add(target, bytes))
          f.doWhile(
            () => {
              f.do(store(target, load(source)))
              f.increase(target, cellBytes)
              f.increase(source, cellBytes)
            },
            i32.ltU(target, last),
          )
        },
      )
      f.increase(run, RUN_BYTES)
    })
  })
}
