/**
 * The code that ticks a chunk of any shape, in a space or with an end along some axis.
 *
 * First the rows in and around the chunk are laid out plane by plane, each as it is and moved by a
 * cell to the right and to the left; where a chunk ends early, the row below its last one is put in
 * its place. Then each plane is ticked from there.
 */
import type { BitStep, BitStepInput } from '../../../forge/bit-step.ts'
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { writeLogic } from '../../wasm/bit-sliced/logic-writer.ts'
import {
  CHUNK_WIDTH,
  type ChunkLayout,
  directionOf,
  LANES,
  neighborPlace,
  rowPlace,
  VECTOR_BYTES,
} from './chunk-layout.ts'
import { type ChunkMemory, HALO_CELL_BYTES, haloPlaneBytes } from './chunk-memory.ts'
import { LEFT_BIT, MASK, PLANE_BEHIND, RIGHT_BIT, ROW_ABOVE, ROW_BELOW } from './chunk-shapes.ts'
import { joinLanes, joinPlanes, planeDirections, shapeWordsOf } from './edge-code.ts'
import { rowsAfter, rowsBefore } from './flat-step-code.ts'
import type { StepFunction } from './spread-code.ts'

type Vector = Expression<'v128'>
type Word = Expression<'i32'>

/** Lays out a plane: of a chunk, by the layer of its neighbors, their plane's place and a target. */
type LayOutPlane = FunctionHandle<readonly ['i32', 'i32', 'i32', 'i32'], 'void'>

/** Adds what lays out planes, to be shared by the steps of a module. */
export function addLayOutPlane(
  module: ModuleBuilder,
  layout: ChunkLayout,
  places: ChunkMemory,
): LayOutPlane {
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  return module.function({ params }, (f, chunk, layer, plane, target) => {
    const { rowVectors, hasShapes, directions } = layout
    const last = rowVectors - 1
    const shape = hasShapes ? f.keep(i32.load(chunk, layout.shapePlace)) : undefined
    const whole = rowPlace(layout, LANES * rowVectors - 1)
    const rowAbove = shape ? f.keep(i32.load(shape, ROW_ABOVE)) : whole
    const rowBelow = shape && f.keep(i32.load(shape, ROW_BELOW))
    const leftBit = shape ? f.keep(i32.load(shape, LEFT_BIT)) : CHUNK_WIDTH - 1
    const rightBit = shape ? f.keep(i32.load(shape, RIGHT_BIT)) : CHUNK_WIDTH - 1
    /** A chunk's plane in the layer that is laid out. */
    const planeAt = (dx: number, dy: number): Word => {
      const place = neighborPlace(directionOf(layout, dx, dy, directions === 27 ? -1 : 0))
      const other = i32.load(i32.add(chunk, layer), place)
      const isMiddle = dx === 0 && dy === 0
      // The slot in the middle of the middle layer is no neighbor's.
      const isOwn = directions === 27 ? i32.eq(layer, 4 * 9) : 1
      return f.keep(i32.add(isMiddle ? i32.select(isOwn, chunk, other) : other, plane))
    }
    /** The rows of the column of chunks at dx. */
    const columnAt = (dx: number): readonly Vector[] => {
      const own = planeAt(dx, 0)
      const above = planeAt(dx, -1)
      const below = planeAt(dx, 1)
      const rows = Array.from({ length: rowVectors }, (_, v) =>
        f.keep(v128.load(own, v * VECTOR_BYTES)),
      )
      if (rowBelow !== undefined) {
        for (const [v, row] of rows.entries()) {
          f.do(v128.store(places.rows, row, v * VECTOR_BYTES))
        }
        f.do(i32.store(i32.add(rowBelow, places.rows), i32.load(below)))
        for (const [v, row] of rows.entries()) {
          f.set(row, v128.load(places.rows, v * VECTOR_BYTES))
        }
      }
      const before = rowsBefore(rows[last]!, v128.load32Splat(i32.add(above, rowAbove)))
      const after = rowsAfter(rows[0]!, v128.load32Zero(below))
      return [f.keep(before), ...rows, f.keep(after)]
    }
    const [left, own, right] = [columnAt(-1), columnAt(0), columnAt(1)]
    for (const [row, middle] of own.entries()) {
      const place = row * HALO_CELL_BYTES
      const fromLeft = i32x4.shrU(left[row]!, leftBit)
      const fromRight = i32x4.shl(right[row]!, rightBit)
      f.do(
        v128.store(target, v128.or(i32x4.shl(middle, 1), fromLeft), place),
        v128.store(target, middle, place + VECTOR_BYTES),
        v128.store(target, v128.or(i32x4.shrU(middle, 1), fromRight), place + 2 * VECTOR_BYTES),
      )
    }
  })
}

/** Adds the step of a rule that looks one cell far at most. */
export function addHaloStep(
  module: ModuleBuilder,
  layout: ChunkLayout,
  places: ChunkMemory,
  layOutPlane: LayOutPlane,
  step: BitStep,
): StepFunction {
  const { rowVectors, hasShapes, directions } = layout
  const planeBytes = rowVectors * VECTOR_BYTES
  const haloBytes = haloPlaneBytes(layout)
  const isDeep = directions === 27
  const tickPlane = addTickPlane(module, layout, places, step)
  const params = ['i32', 'i32', 'i32'] as const
  return module.function({ params, result: 'i32' }, (f, chunk, from, to) => {
    const shape = hasShapes ? f.keep(i32.load(chunk, layout.shapePlace)) : undefined
    const { rightBit, lastRow, depth } = shapeWordsOf(f, layout, chunk)
    const layOut = (layer: number, plane: Word, target: Word) =>
      f.do(f.call(layOutPlane, chunk, 4 * 9 * layer, plane, target))
    const firstPlane = places.halo + haloBytes
    const halo = f.local('i32', places.halo)
    if (isDeep) {
      const behind = shape
        ? i32.load(shape, PLANE_BEHIND)
        : i32.const(layout.stateBytes - planeBytes)
      layOut(0, i32.add(from, behind), halo)
      f.increase(halo, haloBytes)
      const plane = f.local('i32', from)
      f.for(0, depth, () => {
        layOut(1, plane, halo)
        f.increase(plane, planeBytes)
        f.increase(halo, haloBytes)
      })
      layOut(2, from, halo)
    } else layOut(0, from, i32.const(firstPlane))
    const target = f.keep(i32.add(chunk, to))
    const changed = { first: f.local('i32', 0), all: f.local('i32', 0), last: f.local('i32', 0) }
    const mask = shape ? i32.add(shape, MASK) : i32.const(0)
    f.set(halo, firstPlane)
    f.for(0, isDeep ? depth : 1, (z) => {
      const all = f.keep(f.call(tickPlane, halo, target, mask, z))
      f.set(changed.last, 0)
      f.if(all, () => {
        const first = i32.load(places.changes)
        const last = i32.load(i32.add(lastRow, places.changes))
        f.set(
          changed.last,
          planeDirections({ first: f.keep(first), all, last: f.keep(last) }, rightBit),
        )
      })
      f.set(changed.all, i32.or(changed.all, changed.last))
      f.if(i32.eqz(z), () => f.set(changed.first, changed.last))
      f.increase(target, planeBytes)
      f.increase(halo, haloBytes)
    })
    f.return(joinPlanes(layout, changed))
  })
}

/**
 * Ticks one plane from the halo; leaves what has changed in `changes` and gives all its lanes in
 * one.
 */
function addTickPlane(
  module: ModuleBuilder,
  layout: ChunkLayout,
  places: ChunkMemory,
  step: BitStep,
): FunctionHandle<readonly ['i32', 'i32', 'i32', 'i32'], 'i32'> {
  const haloBytes = haloPlaneBytes(layout)
  const params = ['i32', 'i32', 'i32', 'i32'] as const
  return module.function({ params, result: 'i32' }, (f, halo, target, mask, z) => {
    // Offsets of loads are not negative, so they count from the plane behind.
    const behind = f.keep(i32.sub(halo, haloBytes))
    const changed = f.local('v128')
    const source = (input: BitStepInput | undefined): Vector => {
      if (input === undefined) throw new Error('the step names its inputs')
      if (input.kind === 'odd') return oddSites(input.row, z)
      const [dx, row, dz] = input.offset
      const place = (dz + 1) * haloBytes + (row + 1) * HALO_CELL_BYTES + (dx + 1) * VECTOR_BYTES
      return v128.load(behind, place)
    }
    const outcomes = step.outcomes.map(([bit], row) => ({
      bit: bit!,
      use: (value: Vector) => {
        const place = row * VECTOR_BYTES
        const next = f.keep(layout.hasShapes ? v128.and(value, v128.load(mask, place)) : value)
        const difference: Local<'v128'> = f.keep(v128.xor(next, v128.load(target, place)))
        f.do(v128.store(target, next, place), v128.store(places.changes, difference, place))
        f.set(changed, v128.or(changed, difference))
      },
    }))
    writeLogic(f, step.graph, (name) => source(step.inputs.get(name)), outcomes)
    f.if(i32.eqz(v128.anyTrue(changed)), () => f.return(0))
    f.return(joinLanes(f, changed))
  })
}

/** 1 where x + y + z is odd. Chunks begin at even coordinates, and so do lanes. */
function oddSites(row: number, z: Word): Vector {
  const isOddLine = i32.and(i32.add(z, row), 1)
  return i32x4.splat(i32.xor(i32.sub(0, isOddLine), 0xaaaaaaaa))
}
