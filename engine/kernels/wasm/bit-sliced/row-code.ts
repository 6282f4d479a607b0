/**
 * Code that packs cells of a byte each into rows of bits, and unpacks them.
 *
 * Place x of a row is bit `x / R` of vector `x mod R`: eight bytes of cells, R apart, make up one
 * byte of a vector. So bytes are made for 16 vectors at a time, all with the same number in their
 * vector. Rows of one vector are bits in their natural order and have a shorter way.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, i16x8, v128 } from '../../../forge/wasm/vectors.ts'
import type { MemoryMap } from './memory-map.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import type { StateCode } from './state-code.ts'
import { needsMask } from './walk-code.ts'

export interface RowCodeParts {
  readonly layout: SlicedLayout
  readonly code: StateCode
  readonly map: MemoryMap
}

type Vector = Expression<'v128'>

/** Works on one row: address of its first vector, address of its first cell. */
type RowFunction = FunctionHandle<readonly ['i32', 'i32'], 'void'>

const LANES = 16

/**
 * Adds the exports `pack` and `unpack`, which bring whole rows from the room for cells into a
 * state and back: address of the state, number of the first row, how many rows.
 */
export function writeRowCode(module: ModuleBuilder, parts: RowCodeParts): void {
  const isNarrow = parts.layout.vectors === 1
  const pack = isNarrow ? writeNarrowPack(module, parts) : writeWidePack(module, parts)
  const unpack = isNarrow ? writeNarrowUnpack(module, parts) : writeWideUnpack(module, parts)
  writeRowLoop(module, parts, pack, 'pack')
  writeRowLoop(module, parts, unpack, 'unpack')
}

function writeRowLoop(
  module: ModuleBuilder,
  { layout, map }: RowCodeParts,
  work: RowFunction,
  name: string,
): void {
  const { size, origin, strideY, strideZ } = layout
  module.function({ params: ['i32', 'i32', 'i32'], export: name }, (f, state, first, rows) => {
    const cells = f.local('i32', map.cells)
    f.for(
      first,
      i32.add(first, rows),
      (row) => {
        const y = i32.mul(i32.remU(row, size.y), strideY)
        const z = i32.mul(i32.divU(row, size.y), strideZ)
        f.do(f.call(work, i32.add(i32.add(state, origin), i32.add(y, z)), cells))
        f.increase(cells, size.x)
      },
      { counter: f.local('i32') },
    )
  })
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

function writeNarrowPack(module: ModuleBuilder, { layout, code, map }: RowCodeParts): RowFunction {
  return module.function({ params: ['i32', 'i32'] }, (f, row, cells) => {
    const at = f.local('i32', row)
    f.for(0, VECTOR_BYTES / 2, () => {
      for (const [plane, bits] of encode(f, code, v128.load(cells)).entries()) {
        f.do(i32.store16(at, i8x16.bitmask(bits), plane * layout.planeBytes))
      }
      f.increase(at, 2)
      f.increase(cells, LANES)
    })
    if (needsMask(layout)) f.do(v128.store(row, v128.and(v128.load(row), v128.load(map.masks))))
  })
}

/** Bit i of two bytes, for lane i. */
const LANE_BITS = v128.const(Array.from({ length: LANES }, (_, lane) => 1 << (lane % 8)))
const LANE_BYTES = Array.from({ length: LANES }, (_, lane) => Math.floor(lane / 8))

function writeNarrowUnpack(module: ModuleBuilder, { layout, code }: RowCodeParts): RowFunction {
  return module.function({ params: ['i32', 'i32'] }, (f, row, cells) => {
    f.for(0, VECTOR_BYTES / 2, () => {
      const planes = Array.from({ length: 1 + code.agePlanes }, (_, plane) => {
        const both = f.keep(v128.load16Splat(row, plane * layout.planeBytes))
        const spread = i8x16.shuffle(both, both, LANE_BYTES)
        return f.keep(i8x16.eq(v128.and(spread, LANE_BITS), LANE_BITS))
      })
      f.do(v128.store(cells, decode(code, planes)))
      f.increase(row, 2)
      f.increase(cells, LANES)
    })
  })
}

/** Numbers of vectors of a row, 16 at a time. */
function forEachBlock(
  f: FunctionBuilder,
  vectors: number,
  body: (first: Local<'i32'>, lanes: number) => void,
): void {
  const first = f.local('i32')
  const whole = vectors - (vectors % LANES)
  if (whole > 0) f.for(0, whole, () => body(first, LANES), { step: LANES, counter: first })
  if (whole === vectors) return
  f.set(first, whole)
  body(first, vectors - whole)
}

function writeWidePack(module: ModuleBuilder, { layout, code, map }: RowCodeParts): RowFunction {
  const { vectors, planeBytes } = layout
  return module.function({ params: ['i32', 'i32'] }, (f, row, cells) => {
    f.for(0, VECTOR_BYTES, (byte) => {
      forEachBlock(f, vectors, (first, lanes) => {
        const sums = Array.from({ length: 1 + code.agePlanes }, () => f.local('v128'))
        const from = f.keep(i32.add(cells, first))
        for (let bit = 0; bit < 8; bit++) {
          const planes = encode(f, code, v128.load(from, bit * vectors))
          for (const [plane, sum] of sums.entries()) {
            const bits = v128.and(planes[plane]!, i8x16.const(1 << bit))
            f.set(sum, bit === 0 ? bits : v128.or(sum, bits))
          }
        }
        const to = f.keep(i32.add(i32.add(row, byte), i32.mul(first, VECTOR_BYTES)))
        for (const [plane, sum] of sums.entries()) {
          for (let lane = 0; lane < lanes; lane++) {
            f.do(v128.store8Lane(lane, to, sum, plane * planeBytes + lane * VECTOR_BYTES))
          }
        }
      })
      f.increase(cells, 8 * vectors)
    })
    if (!needsMask(layout)) return
    f.for(
      0,
      vectors * VECTOR_BYTES,
      (offset) => {
        const at = f.keep(i32.add(row, offset))
        f.do(v128.store(at, v128.and(v128.load(at), v128.load(offset, map.masks))))
      },
      { step: VECTOR_BYTES },
    )
  })
}

function writeWideUnpack(module: ModuleBuilder, { layout, code, map }: RowCodeParts): RowFunction {
  const { vectors, planeBytes } = layout
  const scratchOf = (plane: number) => map.rowScratch + plane * vectors * VECTOR_BYTES
  const planes = Array.from({ length: 1 + code.agePlanes }, (_, plane) => plane)
  return module.function({ params: ['i32', 'i32'] }, (f, row, cells) => {
    f.for(0, VECTOR_BYTES, (byte) => {
      forEachBlock(f, vectors, (first, lanes) => {
        const from = f.keep(i32.add(i32.add(row, byte), i32.mul(first, VECTOR_BYTES)))
        for (const plane of planes) {
          const bytes = f.local('v128')
          for (let lane = 0; lane < lanes; lane++) {
            const offset = plane * planeBytes + lane * VECTOR_BYTES
            f.set(bytes, v128.load8Lane(lane, from, bytes, offset))
          }
          f.do(v128.store(first, bytes, scratchOf(plane)))
        }
      })
      // Cells are written in their order: what goes beyond a block's end is written over.
      const mask = f.local('v128', i8x16.const(1))
      const zero = i16x8.const(0)
      f.for(0, 8, () => {
        f.for(
          0,
          vectors,
          (first) => {
            const bits = planes.map((plane) => {
              const masked = v128.and(v128.load(first, scratchOf(plane)), mask)
              return f.keep(i8x16.ne(masked, zero))
            })
            f.do(v128.store(i32.add(cells, first), decode(code, bits)))
          },
          { step: LANES },
        )
        f.set(mask, i8x16.shl(mask, 1))
        f.increase(cells, vectors)
      })
    })
  })
}
