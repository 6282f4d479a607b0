/**
 * The code that finds out which chunks around can see something of a chunk: for each direction one
 * bit, that in the middle for the chunk itself.
 */
import type { Expression, Operand } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { type ChunkLayout, LANES, rowPlace, VECTOR_BYTES } from './chunk-layout.ts'
import { DEPTH, LAST_ROW, RIGHT_BIT } from './chunk-shapes.ts'

type Word = Expression<'i32'>

/** What the code for a chunk has to know of its shape. */
export interface ShapeWords {
  /** Place of the bit of the last column. */
  readonly rightBit: Operand<'i32'>
  /** Place of the last row in a plane. */
  readonly lastRow: Operand<'i32'>
  readonly depth: Operand<'i32'>
}

/** The words of a chunk's shape: constants where all chunks are whole. */
export function shapeWordsOf(f: FunctionBuilder, layout: ChunkLayout, chunk: Word): ShapeWords {
  if (!layout.hasShapes) {
    const rows = LANES * layout.rowVectors
    return { rightBit: 31, lastRow: rowPlace(layout, rows - 1), depth: layout.planes }
  }
  const shape = f.keep(i32.load(chunk, layout.shapePlace))
  return {
    rightBit: f.keep(i32.load(shape, RIGHT_BIT)),
    lastRow: f.keep(i32.load(shape, LAST_ROW)),
    depth: f.keep(i32.load(shape, DEPTH)),
  }
}

/** The bits of all four lanes in one. */
export function joinLanes(f: FunctionBuilder, vector: Expression<'v128'>): Word {
  const kept = f.keep(vector)
  const [a, b, c, d] = [0, 1, 2, 3].map((lane) => i32x4.extractLane(lane, kept))
  return f.keep(i32.or(i32.or(a!, b!), i32.or(c!, d!)))
}

/** The nine directions in a plane that see something, by its first and last row and all of them. */
export function planeDirections(
  rows: { readonly first: Word; readonly all: Word; readonly last: Word },
  rightBit: Operand<'i32'>,
): Word {
  const directions = [rows.first, rows.all, rows.last].flatMap((row): Word[] => [
    i32.and(row, 1),
    i32.ne(row, 0),
    i32.and(i32.shrU(row, rightBit), 1),
  ])
  return directions.reduceRight((sum, bit) => i32.or(bit, i32.shl(sum, 1)))
}

/** The directions that see something of any plane, by what is seen of them. */
export function joinPlanes(
  { directions }: ChunkLayout,
  planes: { readonly first: Word; readonly all: Word; readonly last: Word },
): Word {
  if (directions === 9) return planes.all
  return i32.or(planes.first, i32.or(i32.shl(planes.all, 9), i32.shl(planes.last, 18)))
}

export type EdgeFunction = FunctionHandle<readonly ['i32', 'i32'], 'i32'>

/** Adds `edges(chunk, state)`: who sees cells that are not background, by the state's place. */
export function addEdges(module: ModuleBuilder, layout: ChunkLayout): EdgeFunction {
  const { rowVectors, planes } = layout
  const planeBytes = rowVectors * VECTOR_BYTES
  return module.function({ params: ['i32', 'i32'], result: 'i32' }, (f, chunk, state) => {
    const { rightBit, lastRow, depth } = shapeWordsOf(f, layout, chunk)
    const plane = f.keep(i32.add(chunk, state))
    const seen = { first: f.local('i32'), all: f.local('i32'), last: f.local('i32') }
    f.for(0, planes === 1 ? 1 : depth, (z) => {
      const vectors = Array.from({ length: rowVectors }, (_, v) =>
        v128.load(plane, v * VECTOR_BYTES),
      )
      const rows = {
        first: i32.load(plane),
        all: joinLanes(
          f,
          vectors.reduce((all, vector) => v128.or(all, vector)),
        ),
        last: f.keep(i32.load(i32.add(plane, lastRow))),
      }
      f.set(seen.last, planeDirections(rows, rightBit))
      f.set(seen.all, i32.or(seen.all, seen.last))
      f.if(i32.eqz(z), () => f.set(seen.first, seen.last))
      f.increase(plane, planeBytes)
    })
    f.return(joinPlanes(layout, seen))
  })
}
