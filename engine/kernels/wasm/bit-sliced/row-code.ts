/**
 * Code that packs cells of a byte each into bits, and unpacks them.
 *
 * Cells that lie side by side have the same bit of bytes that lie side by side, so a whole row goes
 * into one bit of a row of bytes, or each of its eight parts into its own bit.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, i16x8, v128 } from '../../../forge/wasm/vectors.ts'
import type { MemoryMap } from './memory-map.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import type { StateCode } from './state-code.ts'

export interface RowCodeParts {
  readonly layout: SlicedLayout
  readonly code: StateCode
  readonly map: MemoryMap
}

type Vector = Expression<'v128'>

/** Works on 16 cells: where their bytes of bits and of cells lie, and which bit is theirs. */
type CellWork = (
  f: FunctionBuilder,
  parts: RowCodeParts,
  bytes: Local<'i32'>,
  cells: Local<'i32'>,
  bit: Local<'v128'>,
) => void

/**
 * Adds the exports `pack` and `unpack`, which bring whole rows from the room for cells into a
 * state and back: address of the state, number of the first row, how many rows.
 */
export function writeRowCode(module: ModuleBuilder, parts: RowCodeParts): void {
  writeRowLoop(module, parts, packCells, 'pack')
  writeRowLoop(module, parts, unpackCells, 'unpack')
}

/**
 * Cells go through 16 at a time. What is read beyond a row's end lands where no cell is; what is
 * written beyond it is written over by the next row, or lies beyond the last.
 */
function writeRowLoop(
  module: ModuleBuilder,
  parts: RowCodeParts,
  work: CellWork,
  name: string,
): void {
  const { layout, map } = parts
  const { size, rows, rowBytes, split, origin, strideY, strideZ } = layout
  module.function({ params: ['i32', 'i32', 'i32'], export: name }, (f, state, first, count) => {
    const start = f.local('i32', map.cells)
    const bytes = f.local('i32')
    const cells = f.local('i32')
    const bit = f.local('v128')
    const end = f.local('i32')
    const workThrough = (part: Expression<'i32'> | number, cellCount: number) => {
      f.set(bit, i8x16.splat(i32.shl(1, part)))
      f.set(end, i32.add(cells, cellCount))
      f.while(i32.ltU(cells, end), () => {
        work(f, parts, bytes, cells, bit)
        f.increase(bytes, VECTOR_BYTES)
        f.increase(cells, VECTOR_BYTES)
      })
    }
    f.for(first, i32.add(first, count), (row) => {
      const y = f.keep(i32.remU(row, size.y))
      const plane = i32.add(i32.add(state, origin), i32.mul(i32.divU(row, size.y), strideZ))
      f.set(cells, start)
      if (split === 'y') {
        f.set(bytes, i32.add(plane, i32.mul(i32.remU(y, rows), strideY)))
        workThrough(i32.divU(y, rows), size.x)
      } else {
        const at = f.keep(i32.add(plane, i32.mul(y, strideY)))
        for (let part = 0; part * rowBytes < size.x; part++) {
          f.set(bytes, at)
          workThrough(part, Math.min(rowBytes, size.x - part * rowBytes))
        }
      }
      f.increase(start, size.x)
    })
  })
}

const packCells: CellWork = (f, { layout, code }, bytes, cells, bit) => {
  for (const [plane, ones] of encode(f, code, v128.load(cells)).entries()) {
    const at = plane * layout.planeBytes
    const others = v128.andnot(v128.load(bytes, at), bit)
    f.do(v128.store(bytes, v128.or(others, v128.and(ones, bit)), at))
  }
}

const unpackCells: CellWork = (f, { layout, code }, bytes, cells, bit) => {
  const zero = i16x8.const(0)
  const planes = Array.from({ length: 1 + code.agePlanes }, (_, plane) =>
    f.keep(i8x16.ne(v128.and(v128.load(bytes, plane * layout.planeBytes), bit), zero)),
  )
  f.do(v128.store(cells, decode(code, planes)))
}

/** The bytes of planes, each all ones where a cell's bit in the plane is 1. */
function encode(f: FunctionBuilder, { states, agePlanes }: StateCode, cells: Vector): Vector[] {
  const own = f.keep(cells)
  const live = i8x16.eq(own, i8x16.const(1))
  if (agePlanes === 0) return [live]
  const isOld = i8x16.gtU(own, i8x16.const(1))
  const age = f.keep(v128.and(i8x16.sub(i8x16.const(states), own), isOld))
  return [live, ...Array.from({ length: agePlanes }, (_, plane) => bitMask(age, 1 << plane))]
}

/** The cells of planes' bytes. */
function decode({ states }: StateCode, [live, ...ages]: readonly Vector[]): Vector {
  const one = v128.and(live!, i8x16.const(1))
  if (ages.length === 0) return one
  const age = ages
    .map((plane, i) => v128.and(plane, i8x16.const(1 << i)))
    .reduce((sum, bit) => v128.or(sum, bit))
  const isOld = i8x16.ne(age, i8x16.const(0))
  return v128.or(one, v128.and(i8x16.sub(i8x16.const(states), age), isOld))
}

/** All ones in the bytes that have a bit. */
const bitMask = (bytes: Vector, bit: number) =>
  i8x16.eq(v128.and(bytes, i8x16.const(bit)), i8x16.const(bit))
