/** Code that fills a state's border: what lies beyond the ends of rows, the rows and the planes. */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { memory } from '../../../forge/wasm/memory.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import { listRowLinks } from './border-links.ts'
import { SLAB_PARAMS, slabOf } from './slabs.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'

/** Longer rows are copied by the machine's own means, which take long to get going. */
const MAX_COPIED_VECTORS = 32

/** Fills the borders that are copies of a slab's cells: address of a state, then the slab. */
export type BorderFill = FunctionHandle<readonly ['i32', ...typeof SLAB_PARAMS], 'void'>

/** Copies bits along a list: address of a plane, of the list and of its end. */
export type LinkCopy = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** Adds the copying of bits along a list of links, two words each: source and target. */
export function writeLinkCopy(module: ModuleBuilder): LinkCopy {
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, plane, link, end) => {
    const source = f.local('i32')
    const target = f.local('i32')
    f.while(i32.ltU(link, end), () => {
      f.set(source, i32.load(link))
      f.set(target, i32.load(link, 4))
      const from = i32.add(plane, i32.shrU(source, 3))
      const to = f.keep(i32.add(plane, i32.shrU(target, 3)))
      const bit = i32.and(i32.shrU(i32.load8U(from), i32.and(source, 7)), 1)
      const place = i32.and(target, 7)
      const others = i32.and(i32.load8U(to), i32.xor(i32.shl(1, place), -1))
      f.do(i32.store8(to, i32.or(others, i32.shl(bit, place))))
      f.increase(link, 8)
    })
  })
}

/** Adds what fills the border of a torus. */
export function writeTorusBorder(module: ModuleBuilder, layout: SlicedLayout): BorderFill {
  const { size, reach, origin, strideY, strideZ } = layout
  const copyRow = writeRowCopy(module, layout)
  return module.function({ params: ['i32', ...SLAB_PARAMS] }, (f, state, ...range) => {
    const { y, z } = slabOf(range)
    const rowAt = (row: Expression<'i32'>, plane: Expression<'i32'>) =>
      i32.add(i32.add(state, origin), i32.add(i32.mul(row, strideY), i32.mul(plane, strideZ)))
    /** Copies the rows beyond a plane's faces, whose cells the slab holds, into some plane. */
    const copyBorderRows = (source: Expression<'i32'>, target: Expression<'i32'>) =>
      forEachBeyond(f, size.y, reach.y, (row, from) =>
        f.if(i32.and(i32.leS(y.from, from), i32.ltS(from, y.to)), () =>
          f.do(f.call(copyRow, rowAt(row, target), rowAt(from, source))),
        ),
      )
    writeRowEnds(f, layout, (body) =>
      f.for(z.from, z.to, (plane) => f.for(y.from, y.to, (row) => body(rowAt(row, plane)))),
    )
    f.for(z.from, z.to, (plane) => copyBorderRows(plane, plane))
    forEachBeyond(f, size.z, reach.z, (plane, from) =>
      f.if(i32.and(i32.leS(z.from, from), i32.ltS(from, z.to)), () => {
        f.for(y.from, y.to, (row) => f.do(f.call(copyRow, rowAt(row, plane), rowAt(row, from))))
        copyBorderRows(from, plane)
      }),
    )
  })
}

/** Copies a row: its new address, then its old one. */
function writeRowCopy(module: ModuleBuilder, { vectors, rowBytes }: SlicedLayout) {
  return module.function({ params: ['i32', 'i32'] }, (f, to, from) => {
    if (vectors > MAX_COPIED_VECTORS) {
      f.do(memory.copy(to, from, rowBytes))
      return
    }
    for (let i = 0; i < vectors; i++) {
      const offset = i * VECTOR_BYTES
      f.do(v128.store(to, v128.load(from, offset), offset))
    }
  })
}

/** Visits the coordinates beyond both ends of an axis, with those that they are copies of. */
function forEachBeyond(
  f: FunctionBuilder,
  cells: number,
  reach: number,
  body: (beyond: Expression<'i32'>, inside: Local<'i32'>) => void,
): void {
  if (reach === 0) return
  const inside = f.local('i32')
  // A multiple of the axis that makes every coordinate positive.
  const lift = cells * Math.ceil(reach / cells)
  f.for(-reach, reach, (step) => {
    const beyond = f.keep(i32.select(i32.ltS(step, 0), step, i32.add(step, cells)))
    f.set(inside, i32.remU(i32.add(beyond, lift), cells))
    body(beyond, inside)
  })
}

/** Puts copies of the cells at either end of a row beyond its other end. */
function writeRowEnds(
  f: FunctionBuilder,
  layout: SlicedLayout,
  forEachRow: (body: (row: Expression<'i32'>) => void) => void,
): void {
  const links = listRowLinks(layout)
  if (links.length === 0) return
  forEachRow((address) => {
    const row = f.keep(address)
    for (const [source, target] of links) {
      const bit = i32.and(i32.shrU(i32.load8U(row, source >> 3), source & 7), 1)
      const others = i32.and(i32.load8U(row, target >> 3), 0xff & ~(1 << (target & 7)))
      f.do(i32.store8(row, i32.or(others, i32.shl(bit, target & 7)), target >> 3))
    }
  })
}
