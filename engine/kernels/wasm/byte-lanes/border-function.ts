/** Writes the function that fills the border of a plane from a list of copies. */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import type { BorderCopy } from './border-copies.ts'
import { writeShare } from './thread-share.ts'

/** Numbers of a record in memory. */
const RECORD_NUMBERS = 9

/** Bytes of a record in memory. */
export const RECORD_BYTES = 4 * RECORD_NUMBERS

/** The numbers of a record, in the order in which the function reads them. */
export function listNumbers({ target, source, length, inner, outer }: BorderCopy): number[] {
  return [
    ...[target, source, length],
    ...[inner.count, inner.target, inner.source],
    ...[outer.count, outer.target, outer.source],
  ]
}

/**
 * Copies one member's share of each record, from one address up to another, in the plane at an
 * address.
 */
export type BorderFunction = FunctionHandle<
  readonly [plane: 'i32', record: 'i32', end: 'i32', place: 'i32', members: 'i32'],
  'void'
>

/** Writes the function into a module. */
export function writeBorderFunction(module: ModuleBuilder): BorderFunction {
  const copy = writeCopyFunction(module)
  const params = ['i32', 'i32', 'i32', 'i32', 'i32'] as const
  return module.function({ params }, (f, plane, record, end, place, members) => {
    const field = (number: number) => i32.load(record, 4 * number)
    const target = f.local('i32')
    const source = f.local('i32')
    /** The outer repetitions are shared out, or the inner ones where there is but one of them. */
    const forShare = (count: number, isShared: 0 | 1, body: (number: Local<'i32'>) => void) => {
      const from = f.local('i32', 0)
      const to = f.local('i32', field(count))
      f.if(i32.eq(i32.gtU(field(6), 1), isShared), () => writeShare(f, from, to, place, members))
      f.for(from, to, body)
    }
    f.while(i32.ltU(record, end), () => {
      forShare(6, 1, (outer) =>
        forShare(3, 0, (inner) => {
          const moved = (first: number, byInner: number, byOuter: number) =>
            i32.add(
              i32.add(plane, field(first)),
              i32.add(i32.mul(inner, field(byInner)), i32.mul(outer, field(byOuter))),
            )
          f.set(target, moved(0, 4, 7))
          f.set(source, moved(1, 5, 8))
          f.do(f.call(copy, target, source, field(2)))
        }),
      )
      f.increase(record, RECORD_BYTES)
    })
  })
}

/** Copies some bytes that do not overlap their target. */
function writeCopyFunction(module: ModuleBuilder) {
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, target, source, length) => {
    const end = f.keep(i32.add(target, length))
    f.if(i32.geU(length, 16), () => {
      const last = f.keep(i32.sub(end, 16))
      // The last 16 bytes, some of them twice; then whole vectors up to there.
      f.do(v128.store(last, v128.load(i32.sub(i32.add(source, length), 16))))
      f.while(i32.ltU(target, last), () => {
        f.do(v128.store(target, v128.load(source)))
        f.increase(target, 16)
        f.increase(source, 16)
      })
      f.return()
    })
    f.while(i32.ltU(target, end), () => {
      f.do(i32.store8(target, i32.load8U(source)))
      f.increase(target, 1)
      f.increase(source, 1)
    })
  })
}
