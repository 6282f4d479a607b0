/**
 * Code that folds a strip of a state's rows of bytes, plane by plane, for its digest.
 *
 * What is split into parts makes no difference here: all parts of a byte are folded at once. The
 * places of a split axis that hold copies of cells are all in the last rows of a plane, so only the
 * blocks there have to be gathered.
 */
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { BLOCK_ROWS, writePowerFold } from '../../digest/fold-code.ts'
import { countStateBits, writeGather } from './digest-gather.ts'
import { PARTS, type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import type { StateCode } from './state-code.ts'

/** Vectors of a strip: as many as are turned round together. */
export const STRIP_VECTORS = 8
export const STRIP_BYTES = STRIP_VECTORS * VECTOR_BYTES

/** The values of a strip's columns, or a block of its rows. */
export const SQUARE_BYTES = BLOCK_ROWS * STRIP_BYTES

/** Where a digest is worked out, as addresses. */
export interface DigestRooms {
  /** `TURN_BYTES` for columns that are turned round. */
  readonly turn: number
  /** `SQUARE_BYTES` for each bit of a state. */
  readonly values: number
  readonly gathered: number
}

/** Takes in a strip: address of its first vector in the state, how many planes, its vectors. */
export type PlaneFold = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** Takes in a block: address of its first row, number of that row, vectors of the strip. */
type BlockFold = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** A block of rows, and how far it lies below the one taken in before. */
interface BlockShape {
  readonly exponent: number
  readonly rows: number
  readonly isGathered: boolean
}

/** Adds the folding of a strip, which takes its planes in from the last to the first. */
export function writePlaneFold(
  module: ModuleBuilder,
  layout: SlicedLayout,
  code: StateCode,
  rooms: DigestRooms,
): PlaneFold {
  const { size, origin, strideY, strideZ } = layout
  const rows = Math.min(layout.rows, size.y)
  const wholeRows = code.agePlanes > 0 ? 0 : countWholeRows(layout)
  const lastRow = BLOCK_ROWS * (Math.ceil(rows / BLOCK_ROWS) - 1)
  const block = writeBlockFolds(module, layout, code, rooms)
  const foldLast = block({
    exponent: size.z === 1 ? 0 : size.y - lastRow,
    rows: rows - lastRow,
    isGathered: wholeRows < rows,
  })
  const [foldGathered, foldInPlace] = [true, false].map((isGathered) =>
    block({ exponent: BLOCK_ROWS, rows: BLOCK_ROWS, isGathered }),
  ) as [BlockFold, BlockFold]
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, start, planes, vectors) => {
    const plane = f.keep(i32.add(i32.add(start, origin), i32.mul(planes, strideZ)))
    const row = f.local('i32')
    const fold = (take: BlockFold) => {
      f.do(f.call(take, i32.add(plane, i32.mul(row, strideY)), row, vectors))
      f.increase(row, -BLOCK_ROWS)
    }
    f.while(planes, () => {
      f.increase(plane, -strideZ)
      f.set(row, lastRow)
      fold(foldLast)
      f.while(i32.gtS(row, wholeRows - BLOCK_ROWS), () => fold(foldGathered))
      f.while(i32.geS(row, 0), () => fold(foldInPlace))
      f.increase(planes, -1)
    })
  })
}

/** Gives what adds the folding of a block, where it lies or gathered. */
function writeBlockFolds(
  module: ModuleBuilder,
  layout: SlicedLayout,
  code: StateCode,
  { gathered, values }: DigestRooms,
): (shape: BlockShape) => BlockFold {
  const bitBytes = SQUARE_BYTES
  const room = { address: gathered, rowBytes: STRIP_BYTES, bitBytes }
  const gather = writeGather(module, layout, code, room)
  return ({ exponent, rows, isGathered }) => {
    const rowBytes = isGathered ? STRIP_BYTES : layout.strideY
    const fold = writePowerFold(module, exponent, { rows, rowBytes, valueBytes: STRIP_BYTES })
    return module.function({ params: ['i32', 'i32', 'i32'] }, (f, from, row, vectors) => {
      if (!isGathered) {
        f.do(f.call(fold, from, i32.const(values), vectors))
        return
      }
      f.do(f.call(gather, from, row, i32.const(rows), vectors))
      for (let bit = 0; bit < countStateBits(code); bit++) {
        const [block, at] = [gathered, values].map((of) => i32.const(of + bit * bitBytes))
        f.do(f.call(fold, block!, at!, vectors))
      }
    })
  }
}

/** Rows of a plane, from the first on, that hold nothing but cells. */
function countWholeRows({ split, rows, size }: SlicedLayout): number {
  return split === 'x' ? rows : Math.max(0, size.y - (PARTS - 1) * rows)
}
