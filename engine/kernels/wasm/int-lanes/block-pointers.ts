/** Where the blocks lie that the cells of a row belong to, found before its first chunk. */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { StaticData } from '../static-data.ts'
import type { BlockPointers } from './chunk-scope.ts'
import type { LaneCode, Reg } from './lane-code.ts'
import type { LaneLayout } from './lane-layout.ts'
import type { BlockGathering } from './lane-plan.ts'
import { CHUNK_CELLS } from './lane-width.ts'
import { CORNERS } from './thread-memory.ts'

/** The parameters of the function that steps a row. */
export interface RowLocals {
  readonly y: Local<'i32'>
  readonly z: Local<'i32'>
  /** The first cell of the chunk. */
  readonly x: Local<'i32'>
  readonly thread: Local<'i32'>
}

/** What finding a grid's blocks needs of the row. */
export interface BlockRow {
  readonly f: FunctionBuilder
  readonly code: LaneCode
  readonly layout: LaneLayout
  readonly data: StaticData
  readonly row: RowLocals
  /** The grid's number among those of the program. */
  readonly number: number
  /** The farthest corner that the cell may look at in a component, as `plane` of the chunk has it. */
  cornerOf(component: number): BlockCorner
  /** Makes a pointer that moves on by so many bytes a cell. */
  pointerTo(what: string, bytes: number, initial: () => Expression<'i32'>): Reg<'i32'>
}

/** A pointer to a corner, by its name, and what lies how far after it. */
interface BlockCorner {
  readonly name: string
  readonly local: Local<'i32'>
  readonly bytes: number
  readonly offset: number
}

/** Finds the blocks of a row's cells at the thread's tick. */
export function findBlockPointers(
  { sizeCells, corners }: BlockGathering,
  at: BlockRow,
): BlockPointers {
  const { f, code, layout, data } = at
  const { x: width, y: height, z: depth } = sizeCells
  const { x, y, z, thread } = at.row
  const { strideY, strideZ } = layout.grid
  const cornerTable = data.placeNumbers(32, corners.flat())
  const corner = f.keep(i32.mul(i32.load(thread, CORNERS + 4 * at.number), 12))
  const placeOf = (cell: Expression<'i32'>, axis: 0 | 1 | 2, length: number) => {
    const fromCorner = i32.sub(i32.add(cell, length), i32.load(corner, cornerTable + 4 * axis))
    return f.keep(i32.remU(fromCorner, length))
  }
  const placeY = placeOf(y, 1, height)
  const placeZ = placeOf(z, 2, depth)
  // Places along x repeat, so one line of them does for every row and corner.
  const length = layout.flatStride + width + CHUNK_CELLS
  const places = data.place(Uint8Array.from({ length }, (_, i) => i % width))
  const placeOfFirst = placeOf(i32.const(0), 0, width)
  const rowsAfter = i32.mul(i32.sub(height - 1, placeY), strideY)
  const layersAfter = i32.mul(i32.sub(depth - 1, placeZ), strideZ)
  const cellsAfter = f.keep(i32.add(rowsAfter, layersAfter))
  const rowsBefore = i32.add(placeY, i32.mul(placeZ, height))
  return {
    places: at.pointerTo('places', 1, () => i32.add(i32.add(placeOfFirst, x), places)),
    plane(component) {
      const { name, local, bytes, offset } = at.cornerOf(component)
      const address = at.pointerTo(name, bytes, () => i32.add(local, i32.mul(cellsAfter, bytes)))
      return { address, offset }
    },
    firstPlace: code.local(f.keep(i32.mul(rowsBefore, width)), false),
  }
}
