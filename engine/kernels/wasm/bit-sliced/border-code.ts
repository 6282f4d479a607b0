/**
 * Code that fills a state's border.
 *
 * First come the places beyond the world's ends, which are copies of cells or 0. Then what lies
 * beyond the ends of the parts that an axis is split into: part k goes on where part k + 1 begins,
 * so that is a copy with every bit moved on by one.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { memory } from '../../../forge/wasm/memory.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, i16x8, v128 } from '../../../forge/wasm/vectors.ts'
import { listPlaceLinks } from './border-links.ts'
import { PARTS, type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'

/** Fills the border of a few planes: address of a state, first plane, end of the planes. */
export type BorderFill = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

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

/** Adds what fills the border of a torus or a box. */
export function writeBorderFill(module: ModuleBuilder, layout: SlicedLayout): BorderFill {
  const { reach, rows, origin, strideY, strideZ } = layout
  const copyPlaces = layout.split === 'y' ? writePlaceCopy(module, layout) : undefined
  const turnRow = layout.split === 'y' && reach.y > 0 ? writeRowTurns(module, layout) : undefined
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, state, from, to) => {
    f.for(from, to, (z) => {
      const plane = f.keep(i32.add(i32.add(state, origin), i32.mul(z, strideZ)))
      if (copyPlaces !== undefined) f.do(f.call(copyPlaces, plane))
      if (reach.x > 0) {
        f.for(0, rows, (y) => {
          const row = f.keep(i32.add(plane, i32.mul(y, strideY)))
          writeWorldEnds(f, layout, row)
          writeRowEnds(f, layout, row)
        })
      }
      if (turnRow !== undefined) f.do(f.call(turnRow, plane))
      else if (!layout.isOpen) copyRows(f, layout, plane)
    })
    if (!layout.isOpen) copyPlanes(f, layout, state, from, to)
  })
}

/**
 * Adds what fills the border beyond the ends of the parts of a surface, once the places beyond the
 * ends of the world are filled: address of a state.
 */
export function writePartEnds(module: ModuleBuilder, layout: SlicedLayout) {
  const { reach, rows, origin, strideY, split } = layout
  const turnRow = split === 'y' && reach.y > 0 ? writeRowTurns(module, layout) : undefined
  return module.function({ params: ['i32'] }, (f, state) => {
    const plane = f.keep(i32.add(state, origin))
    if (turnRow !== undefined) f.do(f.call(turnRow, plane))
    if (split === 'y') return
    f.for(-reach.y, rows + reach.y, (y) => {
      writeRowEnds(f, layout, f.keep(i32.add(plane, i32.mul(y, strideY))))
    })
  })
}

/** Visits the coordinates beyond both ends of an axis, with those that they are copies of. */
function listBeyond(cells: number, reach: number): readonly (readonly [number, number])[] {
  return Array.from({ length: reach }, (_, i): (readonly [number, number])[] => [
    [-1 - i, cells - 1 - i],
    [cells + i, i],
  ]).flat()
}

/** A byte with its bits moved to the next part, or the one before. */
const turnByte = (byte: Expression<'i32'>, isOn: boolean) => {
  const twice = i32.mul(byte, 0x101)
  return i32.shrU(twice, isOn ? PARTS - 1 : 1)
}

/** Puts what lies beyond the ends of a row's parts beside it. */
function writeRowEnds(f: FunctionBuilder, layout: SlicedLayout, row: Local<'i32'>): void {
  const { split, size, reach, rowBytes, marginBytes, isOpen } = layout
  const start = f.keep(i32.sub(row, marginBytes))
  const length = split === 'x' ? rowBytes : size.x
  for (const [beyond, inside] of listBeyond(length, reach.x)) {
    const byte = i32.load8U(start, marginBytes + inside)
    const target = marginBytes + beyond
    if (split === 'x') f.do(i32.store8(start, turnByte(byte, beyond < 0), target))
    else if (!isOpen) f.do(i32.store8(start, byte, target))
    else if (beyond >= 0) f.do(i32.store8(start, 0, target))
  }
}

/** Fills the places of a row beyond the world's ends, where x is split. */
function writeWorldEnds(f: FunctionBuilder, layout: SlicedLayout, row: Local<'i32'>): void {
  const { split, rowBytes, isOpen } = layout
  if (split !== 'x') return
  for (const { source, target } of listPlaceLinks(layout)) {
    const [from, to] = [source, target].map((place) => ({
      byte: place % rowBytes,
      part: Math.floor(place / rowBytes),
    }))
    const bit = i32.and(i32.shrU(i32.load8U(row, from!.byte), from!.part), 1)
    const others = i32.and(i32.load8U(row, to!.byte), 0xff & ~(1 << to!.part))
    const byte = isOpen ? others : i32.or(others, i32.shl(bit, to!.part))
    f.do(i32.store8(row, byte, to!.byte))
  }
}

/** Adds what fills the places of a plane beyond the world's ends, where y is split. */
function writePlaceCopy(module: ModuleBuilder, layout: SlicedLayout) {
  const { rows, rowBytes, strideY, isOpen } = layout
  const links = listPlaceLinks(layout)
  if (links.length === 0) return undefined
  return module.function({ params: ['i32'] }, (f, plane) => {
    for (const { source, target } of links) {
      const [from, to] = [Math.floor(source / rows), Math.floor(target / rows)]
      const mask = i8x16.const(1 << to)
      f.for(
        plane,
        i32.add(plane, rowBytes),
        (at) => {
          const cells = v128.load(at, (source % rows) * strideY)
          // Whole words are shifted: what comes from the next byte is masked out.
          const moved = to < from ? i16x8.shrU(cells, from - to) : i16x8.shl(cells, to - from)
          const place = (target % rows) * strideY
          const others = v128.andnot(v128.load(at, place), mask)
          const all = isOpen ? others : v128.or(others, v128.and(moved, mask))
          f.do(v128.store(at, all, place))
        },
        { step: VECTOR_BYTES },
      )
    }
  })
}

/** Adds what fills the rows beyond the ends of the parts of a plane, with the border beside them. */
function writeRowTurns(module: ModuleBuilder, layout: SlicedLayout) {
  const { reach, rows, strideY, marginBytes } = layout
  return module.function({ params: ['i32'] }, (f, plane) => {
    const start = f.keep(i32.sub(plane, reach.y * strideY + marginBytes))
    for (const [beyond, inside] of listBeyond(rows, reach.y)) {
      f.for(
        start,
        i32.add(start, strideY),
        (at) => {
          const cells = f.keep(v128.load(at, (reach.y + inside) * strideY))
          const turned = beyond < 0 ? turnOn(cells) : turnBack(cells)
          f.do(v128.store(at, turned, (reach.y + beyond) * strideY))
        },
        { step: VECTOR_BYTES },
      )
    }
  })
}

const turnOn = (cells: Local<'v128'>) =>
  v128.or(i8x16.add(cells, cells), v128.and(i16x8.shrU(cells, PARTS - 1), i8x16.const(1)))

const turnBack = (cells: Local<'v128'>) =>
  v128.or(
    v128.and(i16x8.shrU(cells, 1), i8x16.const(0x7f)),
    v128.and(i16x8.shl(cells, PARTS - 1), i8x16.const(0x80)),
  )

/** Copies the rows at either side of a plane beyond the other. */
function copyRows(f: FunctionBuilder, layout: SlicedLayout, plane: Local<'i32'>): void {
  const { reach, rows, strideY, marginBytes } = layout
  for (const [beyond, inside] of listBeyond(rows, reach.y)) {
    const at = (row: number) => i32.add(plane, row * strideY - marginBytes)
    f.do(memory.copy(at(beyond), at(inside), strideY))
  }
}

/** Copies the planes of a slab that are seen from beyond the other side of the world. */
function copyPlanes(
  f: FunctionBuilder,
  { size, reach, strideZ }: SlicedLayout,
  state: Local<'i32'>,
  from: Local<'i32'>,
  to: Local<'i32'>,
): void {
  const at = (z: number) => i32.add(state, (reach.z + z) * strideZ)
  for (const [beyond, inside] of listBeyond(size.z, reach.z)) {
    const source = ((inside % size.z) + size.z) % size.z
    f.if(i32.and(i32.leS(from, source), i32.gtS(to, source)), () =>
      f.do(memory.copy(at(beyond), at(source), strideZ)),
    )
  }
}
