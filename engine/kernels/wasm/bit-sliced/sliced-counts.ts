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
      let left = cells
      for (let state = 1; state <= totals.length; state++) {
        const count = Number(totals[state - 1])
        counts[state] = count
        left -= count
      }
      counts[0] = left
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

/** So many vectors are counted without a loop. */
const UNROLLED_VECTORS = 8

/** A byte counts the bits of so many vectors before it overflows. */
const SUMMED_VECTORS = 31

/**
 * Goes through all that holds cells, adds up bits and leaves the totals at an address.
 *
 * Bits are counted byte by byte, over several rows where rows are short, and bytes are added up only when
 * they are full, which is what most of the time would go to.
 */
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
  const bytes = totals.map(() => f.local('v128'))
  const spans = listRowSpans(layout)
  const isPartial = split === 'y' && size.y < PARTS * rows
  const filled = f.local('v128')
  const usedRows = Math.min(rows, size.y)
  const summedRows = Math.floor(
    SUMMED_VECTORS / spans.reduce((all, { from, to }) => all + to - from, 0),
  )
  const clear = (vectors: readonly Local<'v128'>[]) => {
    for (const vector of vectors) f.set(vector, i32x4.const(0))
  }
  const addBytes = () => {
    for (const [i, sum] of sums.entries()) addUp(f, sum, bytes[i]!)
  }
  const countVector = (offset: Local<'i32'>, mask: Vector | undefined) => {
    for (const [i, bits] of writeBits(offset, mask).entries()) {
      f.set(bytes[i]!, i8x16.add(bytes[i]!, i8x16.popcnt(bits)))
    }
  }
  const countRow = (row: Local<'i32'>, z: Local<'i32'>) => {
    if (isPartial) f.set(filled, i8x16.splat(filledParts(layout, row)))
    const start = f.keep(i32.add(i32.add(i32.mul(row, strideY), i32.mul(z, strideZ)), origin))
    for (const span of spans) {
      const mask = maskOf(span, isPartial ? filled : undefined)
      const [from, to] = [span.from * VECTOR_BYTES, span.to * VECTOR_BYTES]
      const end = f.keep(i32.add(start, to))
      const count = (first: Expression<'i32'>, last: Local<'i32'>) =>
        f.for(first, last, (offset) => countVector(offset, mask), { step: VECTOR_BYTES })
      if (summedRows > 0 && span.to - span.from <= UNROLLED_VECTORS) {
        for (let at = from; at < to; at += VECTOR_BYTES)
          countVector(f.keep(i32.add(start, at)), mask)
        continue
      }
      if (summedRows > 0) {
        count(i32.add(start, from), end)
        continue
      }
      const step = SUMMED_VECTORS * VECTOR_BYTES
      f.for(
        i32.add(start, from),
        end,
        (part) => {
          const partEnd = f.keep(i32.add(part, step))
          clear(bytes)
          count(part, f.keep(i32.select(i32.ltS(partEnd, end), partEnd, end)))
          addBytes()
        },
        { step },
      )
    }
  }
  f.for(0, size.z, (z) => {
    f.for(
      0,
      usedRows,
      (first) => {
        clear(sums)
        if (summedRows === 0) countRow(first, z)
        else {
          const last = f.keep(i32.add(first, summedRows))
          clear(bytes)
          f.for(first, f.keep(i32.select(i32.ltS(last, usedRows), last, usedRows)), (row) =>
            countRow(row, z),
          )
          addBytes()
        }
        for (const [i, total] of totals.entries())
          f.set(total, i64.add(total, sumOfLanes(sums[i]!)))
      },
      { step: Math.max(1, summedRows) },
    )
  })
  for (const [i, total] of totals.entries()) f.do(i64.store(i32.const(address), total, 8 * i))
}

/** A row's byte with a bit for each part of y in which it holds cells. */
function filledParts({ size, rows }: SlicedLayout, row: Local<'i32'>): Expression<'i32'> {
  const parts = Math.floor(size.y / rows)
  const longer = i32.ltS(row, size.y % rows)
  return i32.select(longer, 2 ** (parts + 1) - 1, 2 ** parts - 1)
}

function maskOf({ mask }: RowSpan, filled: Local<'v128'> | undefined): Vector | undefined {
  if (mask === undefined) return filled
  return filled === undefined ? v128.const(mask) : v128.and(filled, v128.const(mask))
}

/** Adds sixteen sums of ones to four. */
function addUp(f: FunctionBuilder, sum: Local<'v128'>, bytes: Local<'v128'>): void {
  const pairs = i16x8.extaddPairwiseI8x16U(bytes)
  f.set(sum, i32x4.add(sum, i32x4.extaddPairwiseI16x8U(pairs)))
}

/** No row has so many cells that four sums of its bits overflow. */
function sumOfLanes(sum: Local<'v128'>): Expression<'i64'> {
  const lanes = [0, 1, 2, 3].map((lane) => i32x4.extractLane(lane, sum))
  return i64.extendI32U(lanes.reduce((some, more) => i32.add(some, more)))
}
