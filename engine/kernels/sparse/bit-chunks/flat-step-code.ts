/**
 * The code that ticks a chunk of a plane without an end: all its rows at once, out of registers.
 */
import type { BitStep, BitStepInput } from '../../../forge/bit-step.ts'
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { writeLogic } from '../../wasm/bit-sliced/logic-writer.ts'
import {
  type ChunkLayout,
  directionOf,
  LANES,
  neighborPlace,
  VECTOR_BYTES,
} from './chunk-layout.ts'
import { joinLanes, planeDirections } from './edge-code.ts'
import type { StepFunction } from './spread-code.ts'

type Vector = Expression<'v128'>

/** The rows of a chunk and its neighbors, moved by a cell as wanted; computed at their first use. */
export type RowSource = (dx: number, row: number) => Vector

/** The bits of a row with those to the left of them, or to the right, in their place. */
export const moveRight = (own: Vector, left: Vector) =>
  v128.or(i32x4.shl(own, 1), i32x4.shrU(left, 31))
export const moveLeft = (own: Vector, right: Vector) =>
  v128.or(i32x4.shrU(own, 1), i32x4.shl(right, 31))

/** Lanes of two vectors after one another. */
const lanes = (numbers: readonly number[]) =>
  numbers.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3])

/** Before the first vector lies the last one, a lane later, with one row of the chunk above. */
export const rowsBefore = (last: Vector, above: Vector) =>
  i8x16.shuffle(above, last, lanes([3, 4, 5, 6]))
/** After the last vector lies the first one, a lane earlier, with one row of the chunk below. */
export const rowsAfter = (first: Vector, below: Vector) =>
  i8x16.shuffle(first, below, lanes([1, 2, 3, 4]))

/** Adds the step of a rule that looks one cell far along x and y. */
export function addFlatStep(
  module: ModuleBuilder,
  layout: ChunkLayout,
  step: BitStep,
): StepFunction {
  const { rowVectors } = layout
  const params = ['i32', 'i32', 'i32'] as const
  return module.function({ params, result: 'i32' }, (f, chunk, from, to) => {
    const rows = rowSource(f, layout, chunk, from)
    const target = f.keep(i32.add(chunk, to))
    const changed = f.local('v128')
    const differences: Local<'v128'>[] = []
    const outcomes = step.outcomes.map(([bit], row) => ({
      bit: bit!,
      use: (value: Vector) => {
        const next = f.keep(value)
        const place = row * VECTOR_BYTES
        const difference = f.keep(v128.xor(next, v128.load(target, place)))
        differences[row] = difference
        f.do(v128.store(target, next, place))
        f.set(changed, v128.or(changed, difference))
      },
    }))
    writeLogic(f, step.graph, (name) => siteOf(step.inputs.get(name), rows), outcomes)
    f.if(i32.eqz(v128.anyTrue(changed)), () => f.return(0))
    const words = {
      first: f.keep(i32x4.extractLane(0, differences[0]!)),
      all: joinLanes(f, changed),
      last: f.keep(i32x4.extractLane(LANES - 1, differences[rowVectors - 1]!)),
    }
    f.return(planeDirections(words, 31))
  })
}

function siteOf(input: BitStepInput | undefined, rows: RowSource): Vector {
  if (input?.kind !== 'sites' || input.offset[2] !== 0) throw new Error('a plane has one layer')
  return rows(input.offset[0], input.offset[1])
}

function rowSource(
  f: FunctionBuilder,
  layout: ChunkLayout,
  chunk: Local<'i32'>,
  from: Local<'i32'>,
): RowSource {
  const last = layout.rowVectors - 1
  const known = new Map<string, Local<'v128'>>()
  const once = (key: string, build: () => Vector) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const kept = f.keep(build())
    known.set(key, kept)
    return kept
  }
  const states = new Map<number, Local<'i32'>>()
  const stateAt = (dx: number, dy: number) => {
    const direction = directionOf(layout, dx, dy)
    const found = states.get(direction)
    if (found !== undefined) return found
    const isOwn = dx === 0 && dy === 0
    const other = isOwn ? chunk : i32.load(chunk, neighborPlace(direction))
    const state = f.keep(i32.add(other, from))
    states.set(direction, state)
    return state
  }
  /** Rows of the column of chunks at dx, from one vector before the chunk to one after it. */
  const column = (dx: number, row: number): Vector =>
    once(`${dx} ${row}`, () => {
      if (row < 0)
        return rowsBefore(column(dx, last), v128.load(stateAt(dx, -1), last * VECTOR_BYTES))
      if (row > last) return rowsAfter(column(dx, 0), v128.load(stateAt(dx, 1)))
      return v128.load(stateAt(dx, 0), row * VECTOR_BYTES)
    })
  return (dx, row) => {
    if (dx === 0) return column(0, row)
    return dx < 0
      ? moveRight(column(0, row), column(-1, row))
      : moveLeft(column(0, row), column(1, row))
  }
}
