/**
 * Code that counts the cells of a slab of a state of bits: how many are in each state, and how many
 * differ between two states.
 *
 * Places that hold no cell or only a copy of one are left out: along the rows which they are is known
 * when the code is written, and where y is split a row's parts are known by its number.
 */
import type { Expression, Local, Operand } from '../../../forge/wasm/expression.ts'
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32, i64 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import {
  addGroup,
  FLUSHED_GROUPS,
  finishCount,
  flush,
  GROUP_VECTORS,
  startCount,
} from './carry-save.ts'
import { listRowSpans, type RowSpan } from './row-spans.ts'
import { PARTS, type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import { ageOf, type StateCode } from './state-code.ts'

/**
 * Counts in the planes and rows from (included) and to (not included) some numbers: address of the
 * state, of the state before, of the totals, y from and to, z from and to. Totals are 64-bit numbers.
 */
export type TallyFunction = FunctionHandle<
  readonly ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
  'void'
>

const TALLY_PARAMS = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const

/** Each state has a count of its own for every vector: of more states bytes are counted faster. */
export const MAX_COUNTED_STATES = 16

/** Room for the totals of one thread. */
export const TOTALS_BYTES = 8 * MAX_COUNTED_STATES

/** What is counted, and the totals that it leaves, in their order. */
export interface Tallies {
  /** A total for each state but 0; undefined where states are too many. */
  readonly states: TallyFunction | undefined
  /**
   * First the cells that differ between the two states. With two states a total of those alive follows,
   * since one more sum costs less than another way through the state.
   */
  readonly changes: TallyFunction
}

/** Adds the counting of slabs for worlds of this layout and code of states. */
export function writeTallies(
  module: ModuleBuilder,
  layout: SlicedLayout,
  code: StateCode,
): Tallies {
  const planes = Array.from({ length: 1 + code.agePlanes }, (_, plane) => plane * layout.planeBytes)
  const differing: BitsToCount = ({ now, before, offset, mask }) =>
    masked(
      planes
        .map((plane) => plane + offset)
        .map((at) => v128.xor(v128.load(now, at), v128.load(before, at)))
        .reduce((some, more) => v128.or(some, more)),
      mask,
    )
  const inStates = Array.from({ length: code.states - 1 }, (_, i) =>
    bitsOfState(code, planes, i + 1),
  )
  return {
    states: code.states > MAX_COUNTED_STATES ? undefined : writeTally(module, layout, inStates),
    changes: writeTally(module, layout, code.states === 2 ? [differing, ...inStates] : [differing]),
  }
}

type Vector = Expression<'v128'>

/** A vector in two states. */
interface Place {
  readonly now: Local<'i32'>
  readonly before: Local<'i32'>
  /** Bytes from there on. */
  readonly offset: number
  /** The bits that hold cells; undefined where all do. */
  readonly mask: Vector | undefined
}

/** The bits of a vector that are counted for a total. */
type BitsToCount = (place: Place) => Vector

const masked = (bits: Vector, mask: Vector | undefined) =>
  mask === undefined ? bits : v128.and(bits, mask)

/** The bits of the cells that are in a state other than 0. */
function bitsOfState(code: StateCode, planes: readonly number[], state: number): BitsToCount {
  const age = ageOf(code, state)
  const [live, ...ages] = planes
  const isSet = (_: number, bit: number) => ((age >> bit) & 1) === 1
  return ({ now, offset, mask }) => {
    const load = (plane: number) => v128.load(now, plane + offset)
    if (state === 1) return masked(load(live!), mask)
    // An age other than 0 has a bit that is set, which is 0 where there is no cell.
    const set = ages.filter(isSet).map(load)
    const clear = ages.filter((plane, bit) => !isSet(plane, bit)).map(load)
    const all = set.reduce((bits, plane) => v128.and(bits, plane))
    return masked(
      clear.reduce((bits, plane) => v128.andnot(bits, plane), all),
      mask,
    )
  }
}

const GROUP_BYTES = GROUP_VECTORS * VECTOR_BYTES

function writeTally(
  module: ModuleBuilder,
  layout: SlicedLayout,
  totals: readonly BitsToCount[],
): TallyFunction {
  const { size, rows, split, origin, strideY, strideZ } = layout
  const spans = listRowSpans(layout)
  const rowGroups = spans.reduce((all, { from, to }) => all + countGroups(to - from), 0)
  /** Rows after which bytes have to be emptied; longer ones do so on the way. */
  const flushedRows = Math.max(1, Math.floor(FLUSHED_GROUPS / rowGroups))
  return module.function({ params: TALLY_PARAMS }, (f, state, other, address, ...slab) => {
    const [y0, y1, z0, z1] = slab
    const counts = totals.map(() => startCount(f))
    const distance = f.keep(i32.sub(other, state))
    const usedRows = Math.min(rows, size.y)
    const lastRow = f.keep(i32.select(i32.ltS(y1, usedRows), y1, usedRows))
    const filled = split === 'y' && size.y < PARTS * rows ? f.local('v128') : undefined
    const [now, before] = [f.local('i32'), f.local('i32')]
    const flushAll = () => {
      for (const count of counts) flush(f, count)
    }
    const goTo = (at: Expression<'i32'>) => {
      f.set(now, at)
      f.set(before, i32.add(now, distance))
    }
    const addVectors = (offset: number, vectors: number, mask: Vector | undefined) => {
      for (const [i, bitsOf] of totals.entries()) {
        const bits = Array.from({ length: vectors }, (_, vector) =>
          bitsOf({ now, before, offset: offset + vector * VECTOR_BYTES, mask }),
        )
        addGroup(f, counts[i]!, bits)
      }
    }
    /** Goes on behind the groups. */
    const addGroups = (count: Operand<'i32'>, mask: Vector | undefined) =>
      f.for(0, count, () => {
        addVectors(0, GROUP_VECTORS, mask)
        goTo(i32.add(now, GROUP_BYTES))
      })
    const addSpan = (start: Local<'i32'>, span: RowSpan) => {
      const mask = maskOf(span, filled)
      const vectors = span.to - span.from
      const groups = Math.floor(vectors / GROUP_VECTORS)
      goTo(i32.add(start, span.from * VECTOR_BYTES))
      if (rowGroups <= FLUSHED_GROUPS) addGroups(groups, mask)
      else {
        const left = f.local('i32', groups)
        f.while(left, () => {
          const some = f.keep(i32.select(i32.ltS(left, FLUSHED_GROUPS), left, FLUSHED_GROUPS))
          addGroups(some, mask)
          flushAll()
          f.increase(left, i32.sub(0, some))
        })
      }
      if (vectors % GROUP_VECTORS > 0) addVectors(0, vectors % GROUP_VECTORS, mask)
      if (rowGroups > FLUSHED_GROUPS) flushAll()
    }
    const addRow = (row: Local<'i32'>, z: Local<'i32'>) => {
      if (filled !== undefined) f.set(filled, i8x16.splat(filledParts(layout, row)))
      const start = i32.add(i32.add(i32.mul(row, strideY), i32.mul(z, strideZ)), origin)
      const at = f.keep(i32.add(state, start))
      for (const span of spans) addSpan(at, span)
    }
    f.for(z0, z1, (z) =>
      f.for(
        y0,
        lastRow,
        (first) => {
          const end = f.keep(i32.add(first, flushedRows))
          f.set(end, i32.select(i32.ltS(end, lastRow), end, lastRow))
          f.for(first, end, (row) => addRow(row, z))
          flushAll()
        },
        { step: flushedRows },
      ),
    )
    for (const [i, count] of counts.entries()) {
      f.do(i64.store(address, finishCount(f, count), 8 * i))
    }
  })
}

const countGroups = (vectors: number) => Math.ceil(vectors / GROUP_VECTORS)

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
