/** Code that folds a strip of a state's rows of bytes, plane by plane, for its digest. */
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { BLOCK_ROWS } from '../../digest/fold-code.ts'
import type { BlockFold, BlockFolds } from './digest-blocks.ts'
import type { SlicedLayout } from './sliced-layout.ts'

/** Takes in a strip: address of its first vector in the state, how many planes, its vectors. */
export type PlaneFold = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** Adds the folding of a strip, which takes its planes in from the last to the first. */
export function writePlaneFold(
  module: ModuleBuilder,
  { origin, strideY, strideZ }: SlicedLayout,
  folds: BlockFolds,
): PlaneFold {
  const { lastRow, wholeRows, takeLast, takeGathered, takeBlock, takePlanes } = folds
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, start, planes, vectors) => {
    const plane = f.keep(i32.add(i32.add(start, origin), i32.mul(planes, strideZ)))
    // What lies below this row has not been taken in.
    const row = f.local('i32')
    const takeAt = (fold: BlockFold) =>
      f.do(f.call(fold, i32.add(plane, i32.mul(row, strideY)), row, vectors))
    const takeNext = (fold: BlockFold) => {
      f.increase(row, -BLOCK_ROWS)
      takeAt(fold)
    }
    const goBack = (count: number) => {
      f.increase(plane, -count * strideZ)
      f.increase(planes, -count)
    }
    if (takePlanes !== undefined) {
      f.while(i32.gtS(planes, 1), () => {
        goBack(2)
        takeAt(takePlanes)
      })
    }
    f.while(planes, () => {
      goBack(1)
      f.set(row, lastRow)
      takeAt(takeLast)
      f.while(i32.gtS(row, wholeRows), () => takeNext(takeGathered))
      f.while(row, () => takeNext(takeBlock))
    })
  })
}
