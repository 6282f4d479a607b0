/**
 * Counts the cells of a state of bits where they lie: how many are in each state, and how many differ
 * between two states.
 *
 * Bits are counted 128 at a time, without those of places that hold no cell or only a copy of one:
 * along the rows what is left out is known when the code is written, and where y is split a row's
 * parts are known by its number. Totals are left in the room for cells, which holds nothing between
 * a kernel's calls. The code is a module of its own that is made when it is first asked for, so that
 * runs which count nothing pay nothing.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32, i64 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, i16x8, i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { listRowSpans, type RowSpan } from './row-spans.ts'
import { PARTS, type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import type { SlicedPlan } from './sliced-plan.ts'
import { ageOf, type StateCode } from './state-code.ts'

/** Counts in a kernel's memory; states are given by their addresses. */
export interface SlicedCounts {
  /** Cells by state, 256 numbers; undefined where counting bytes is as quick. */
  countStates(state: number): Float64Array | undefined
  /** Cells in which two states differ. */
  countDifferences(state: number, other: number): number
}

/** Each state has a count of its own for every vector: of more states bytes are counted faster. */
const MAX_COUNTED_STATES = 16

/** Makes what counts the states in a kernel's memory. */
export function createSlicedCounts(plan: SlicedPlan, memory: WebAssembly.Memory): SlicedCounts {
  const { layout, code, map } = plan
  const module = new WebAssembly.Module(buildCountModule(plan))
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  // The module exports these two functions, the first where states are few.
  const addUp = exports.countStates as (state: number) => void
  const compare = exports.countDifferences as (state: number, other: number) => void
  const totals = new BigInt64Array(memory.buffer, map.cells, code.states - 1)
  const cells = layout.size.x * layout.size.y * layout.size.z
  return {
    countStates(state) {
      if (code.states > MAX_COUNTED_STATES) return undefined
      addUp(state)
      const counts = new Float64Array(256)
      counts.set(Array.from(totals, Number), 1)
      counts[0] = counts.reduce((left, count) => left - count, cells)
      return counts
    },
    countDifferences(state, other) {
      compare(state, other)
      return Number(totals[0])
    },
  }
}

function buildCountModule({ layout, code, map, threads }: SlicedPlan): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  const limits = { minPages: map.pages, maxPages: map.pages, isShared: threads > 1 }
  module.importMemory('env', 'memory', limits)
  const planes = Array.from({ length: 1 + code.agePlanes }, (_, plane) => plane * layout.planeBytes)
  if (code.states <= MAX_COUNTED_STATES) {
    module.function({ params: ['i32'], export: 'countStates' }, (f, state) => {
      writeTotals(f, layout, map.cells, code.states - 1, (offset, mask) => {
        const at = f.keep(i32.add(state, offset))
        return stateBitsOf(f, code, planes, (plane) => masked(v128.load(at, plane), mask))
      })
    })
  }
  module.function({ params: ['i32', 'i32'], export: 'countDifferences' }, (f, state, other) => {
    writeTotals(f, layout, map.cells, 1, (offset, mask) => {
      const [a, b] = [f.keep(i32.add(state, offset)), f.keep(i32.add(other, offset))]
      const differing = planes
        .map((plane) => v128.xor(v128.load(a, plane), v128.load(b, plane)))
        .reduce((some, more) => v128.or(some, more))
      return [masked(differing, mask)]
    })
  })
  return module.toBytes()
}

type Vector = Expression<'v128'>

const masked = (bits: Vector, mask: Vector | undefined) =>
  mask === undefined ? bits : v128.and(bits, mask)

/** For each state but 0 the bits of the cells that are in it. */
function stateBitsOf(
  f: FunctionBuilder,
  code: StateCode,
  planes: readonly number[],
  load: (plane: number) => Vector,
): readonly Vector[] {
  const [live, ...ages] = planes.map((plane) => f.keep(load(plane)))
  const old = Array.from({ length: Math.max(0, code.states - 2) }, (_, i) => {
    const age = ageOf(code, i + 2)
    const isSet = (bit: number) => ((age >> bit) & 1) === 1
    // An age other than 0 has a bit that is set, which is 0 where there is no cell.
    const set = ages.filter((_, bit) => isSet(bit)).reduce<Vector | undefined>(andAll, undefined)
    return ages.reduce<Vector>(
      (bits, plane, bit) => (isSet(bit) ? bits : v128.andnot(bits, plane)),
      set!,
    )
  })
  return [live!, ...old]
}

const andAll = (bits: Vector | undefined, plane: Vector): Vector =>
  bits === undefined ? plane : v128.and(bits, plane)

/** Gives the bits to count of a vector, one for each total, from where it lies and its mask. */
type WriteBits = (offset: Expression<'i32'>, mask: Vector | undefined) => readonly Vector[]

/** Goes through all that holds cells, adds up bits and leaves the totals at an address. */
function writeTotals(
  f: FunctionBuilder,
  layout: SlicedLayout,
  address: number,
  count: number,
  writeBits: WriteBits,
): void {
  const { size, rows, split, origin, strideY, strideZ } = layout
  const totals = Array.from({ length: count }, () => f.local('i64', 0n))
  const sums = totals.map(() => f.local('v128'))
  const spans = listRowSpans(layout)
  const isPartial = split === 'y' && size.y < PARTS * rows
  const filled = f.local('v128')
  f.for(0, size.z, (z) => {
    f.for(0, Math.min(rows, size.y), (row) => {
      if (isPartial) f.set(filled, i8x16.splat(filledParts(f, layout, row)))
      const start = f.keep(i32.add(i32.add(i32.mul(row, strideY), i32.mul(z, strideZ)), origin))
      for (const sum of sums) f.set(sum, i32x4.const(0))
      for (const span of spans) {
        const mask = maskOf(span, isPartial ? filled : undefined)
        const end = i32.add(start, span.to * VECTOR_BYTES)
        f.for(
          i32.add(start, span.from * VECTOR_BYTES),
          f.keep(end),
          (offset) => {
            for (const [i, bits] of writeBits(offset, mask).entries()) addBits(f, sums[i]!, bits)
          },
          { step: VECTOR_BYTES },
        )
      }
      for (const [i, total] of totals.entries()) f.set(total, i64.add(total, sumOfLanes(sums[i]!)))
    })
  })
  for (const [i, total] of totals.entries()) f.do(i64.store(i32.const(address), total, 8 * i))
}

/** A row's byte with a bit for each part of y in which it holds cells. */
function filledParts(f: FunctionBuilder, { size, rows }: SlicedLayout, row: Local<'i32'>) {
  const parts = f.keep(i32.divU(i32.add(i32.sub(size.y, row), rows - 1), rows))
  return i32.and(i32.sub(i32.shl(1, parts), 1), 0xff)
}

function maskOf({ mask }: RowSpan, filled: Local<'v128'> | undefined): Vector | undefined {
  if (mask === undefined) return filled
  return filled === undefined ? v128.const(mask) : v128.and(filled, v128.const(mask))
}

/** Adds a vector's ones to four sums. */
function addBits(f: FunctionBuilder, sum: Local<'v128'>, bits: Vector): void {
  const pairs = i16x8.extaddPairwiseI8x16U(i8x16.popcnt(bits))
  f.set(sum, i32x4.add(sum, i32x4.extaddPairwiseI16x8U(pairs)))
}

/** No row has so many cells that four sums of its bits overflow. */
function sumOfLanes(sum: Local<'v128'>): Expression<'i64'> {
  const lanes = [0, 1, 2, 3].map((lane) => i32x4.extractLane(lane, sum))
  return i64.extendI32U(lanes.reduce((some, more) => i32.add(some, more)))
}
