/**
 * Code that folds blocks of a state's rows of bytes into the values of their columns.
 *
 * What is split into parts makes no difference here: all parts of a byte are folded at once. The
 * places of a split axis that hold copies of cells are all in the last rows of a plane, so only the
 * blocks there have to be gathered, and those of states of which a bit is more than the XOR of some
 * planes.
 */
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { listFieldSteps } from '../../digest/field-steps.ts'
import { BLOCK_ROWS, type FoldBlock, oneBlock, writePowerFold } from '../../digest/fold-code.ts'
import { countStateBits, findBitPlanes, writeGather } from './digest-gather.ts'
import { PARTS, type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import type { SlicedPlan } from './sliced-plan.ts'

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

/** Takes in rows: address of the first one, its number, vectors of the strip. */
export type BlockFold = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** What a plane is taken in with, from its last block to its first. */
export interface BlockFolds {
  /** First row of the last block. */
  readonly lastRow: number
  /** Blocks that reach beyond this row are gathered. */
  readonly wholeRows: number
  readonly takeLast: BlockFold
  readonly takeGathered: BlockFold
  readonly takeBlock: BlockFold
  /** Takes two planes of one block each, where that can be done. */
  readonly takePlanes: BlockFold | undefined
}

type ExponentFold<T> = (exponent: number, rows: T) => BlockFold

/** Adds the folding of blocks into the room for values. */
export function writeBlockFolds(
  module: ModuleBuilder,
  plan: SlicedPlan,
  rooms: DigestRooms,
): BlockFolds {
  const { layout, code } = plan
  const { size, strideZ } = layout
  const rows = Math.min(layout.rows, size.y)
  const bitPlanes = findBitPlanes(code)
  const wholeRows = bitPlanes === undefined ? 0 : countWholeRows(layout)
  const lastRow = BLOCK_ROWS * (Math.ceil(rows / BLOCK_ROWS) - 1)
  // From the first row of a plane to the last block of the one before.
  const exponent = size.z === 1 ? 0 : size.y - lastRow
  const gathered = gatheredFolds(module, plan, rooms)
  const inPlace = inPlaceFolds(module, layout, bitPlanes ?? [], rooms)
  const isWhole = wholeRows >= rows
  const [step, ...others] = listFieldSteps(exponent).map((repeated) => repeated.step)
  const isOneBlock = isWhole && lastRow === 0 && size.z > 1 && others.length === 0
  return {
    lastRow,
    wholeRows,
    takeLast: isWhole
      ? inPlace(exponent, oneBlock(rows - lastRow))
      : gathered(exponent, rows - lastRow),
    takeGathered: gathered(BLOCK_ROWS, BLOCK_ROWS),
    takeBlock: inPlace(BLOCK_ROWS, oneBlock(BLOCK_ROWS)),
    takePlanes: isOneBlock
      ? inPlace(2 * exponent, [...oneBlock(rows), { at: strideZ, rows, step: step! }])
      : undefined,
  }
}

/** Rows of a plane, from the first on, that hold nothing but cells. */
function countWholeRows({ split, rows, size }: SlicedLayout): number {
  return split === 'x' ? rows : Math.max(0, size.y - (PARTS - 1) * rows)
}

const PARAMS = ['i32', 'i32', 'i32'] as const

function inPlaceFolds(
  module: ModuleBuilder,
  { strideY, planeBytes }: SlicedLayout,
  bitPlanes: readonly (readonly number[])[],
  { values }: DigestRooms,
): ExponentFold<readonly FoldBlock[]> {
  return (exponent, blocks) => {
    const folds = bitPlanes.map((planes) => {
      const summands = planes.map((plane) => plane * planeBytes)
      const shape = { blocks, summands, rowBytes: strideY, valueBytes: STRIP_BYTES }
      return writePowerFold(module, exponent, shape)
    })
    return module.function({ params: PARAMS }, (f, from, _row, vectors) => {
      for (const [bit, fold] of folds.entries()) {
        f.do(f.call(fold, from, i32.const(values + bit * SQUARE_BYTES), vectors))
      }
    })
  }
}

function gatheredFolds(
  module: ModuleBuilder,
  { layout, code }: SlicedPlan,
  { gathered, values }: DigestRooms,
): ExponentFold<number> {
  const room = { address: gathered, rowBytes: STRIP_BYTES, bitBytes: SQUARE_BYTES }
  const gather = writeGather(module, layout, code, room)
  return (exponent, rows) => {
    const shape = { blocks: oneBlock(rows), rowBytes: STRIP_BYTES, valueBytes: STRIP_BYTES }
    const fold = writePowerFold(module, exponent, shape)
    return module.function({ params: PARAMS }, (f, from, row, vectors) => {
      f.do(f.call(gather, from, row, i32.const(rows), vectors))
      for (let bit = 0; bit < countStateBits(code); bit++) {
        const [block, at] = [gathered, values].map((of) => i32.const(of + bit * SQUARE_BYTES))
        f.do(f.call(fold, block!, at!, vectors))
      }
    })
  }
}
