/**
 * Writes what cells become, from their own states and from what they see.
 *
 * No branch is taken for any cell. Rows with two outcomes come down to one bit for each cell: a
 * table gives the bits of all classes of own states at once, and the own state picks its own.
 */
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import type { NextRow } from '../../../rules/program/program-form.ts'
import type { BlockCode, Vector } from './block-code.ts'
import { addValues, type BlockValue, byteValue, laneBytesFor, widen } from './block-value.ts'
import { classifyRows, collectTables, type RowClasses } from './row-classes.ts'
import { lookUp, multiply } from './table-lookup.ts'

/** Classes whose bits fit a byte. */
const MAX_CLASSES = 8

/** Writes the next states of a block, given its own states and the numbers its cells see. */
export type WriteNextState = (code: BlockCode, own: Vector, seen: BlockValue) => Vector

/** Prepares the step of a rule whose rows are by numbers seen, each up to `rows[own].length - 1`. */
export function prepareNextState(rows: readonly NextRow[]): WriteNextState {
  const classes = classifyRows(rows)
  if (classes === undefined || classes.bits.length > MAX_CLASSES) return prepareTables(rows)
  const merging = findMerging(classes)
  return merging === undefined ? prepareBits(classes) : prepareMerged(merging)
}

/** One swizzle at the end: the own state and the outcome of its test make its index. */
interface Merging {
  /** By what is seen: what each class' test adds to the index. */
  readonly tests: Uint8Array
  /** By own state: the mask of its class' test. */
  readonly masks: Uint8Array
  /** Next state by own state, changed by the outcome of the test. */
  readonly next: Uint8Array
}

/** Looks for marks of at most two classes that make no two cases the same index below 16. */
function findMerging({ bits, classOf, whenClear, whenSet }: RowClasses): Merging | undefined {
  if (classOf.length > 16 || bits.length < 1 || bits.length > 2) return undefined
  for (let first = 1; first < 16; first++) {
    for (let second = bits.length === 1 ? 15 : 1; second < 16; second++) {
      const marks = [first, second]
      if (bits.length === 2 && (first & second) !== 0) continue
      const next = mergeStates(marks, classOf, whenClear, whenSet)
      if (next === undefined) continue
      return {
        tests: bits[0]!.map((_, seen) =>
          bits.reduce((sum, bit, i) => sum + (bit[seen] === 1 ? marks[i]! : 0), 0),
        ),
        masks: Uint8Array.from(classOf, (found) => marks[found] ?? 0),
        next,
      }
    }
  }
  return undefined
}

function mergeStates(
  marks: readonly number[],
  classOf: readonly number[],
  whenClear: Uint8Array,
  whenSet: Uint8Array,
): Uint8Array | undefined {
  const next = new Uint8Array(16)
  const taken = new Set<number>()
  for (const [own, found] of classOf.entries()) {
    const cases = found < 0 ? [own] : [own, own ^ marks[found]!]
    for (const [isSet, index] of cases.entries()) {
      if (taken.has(index)) return undefined
      taken.add(index)
      next[index] = isSet === 1 ? whenSet[own]! : whenClear[own]!
    }
  }
  return next
}

function prepareMerged({ tests, masks, next }: Merging): WriteNextState {
  return (code, own, seen) => {
    const mask = lookUp(code, byteValue(own, masks.length - 1), masks)
    const test = v128.and(lookUp(code, seen, tests), mask)
    return code.pick(next, v128.xor(own, test))
  }
}

function prepareBits({ bits, classOf, whenClear, whenSet }: RowClasses): WriteNextState {
  const tests = bits[0]?.map((_, seen) => bits.reduce((sum, bit, i) => sum + (bit[seen]! << i), 0))
  const masks = Uint8Array.from(classOf, (found) => (found < 0 ? 0 : 1 << found))
  return (code, own, seen) => {
    const state = byteValue(own, masks.length - 1)
    if (tests === undefined) return lookUp(code, state, whenClear)
    const mask = lookUp(code, state, masks)
    const isClear = i8x16.eq(v128.and(lookUp(code, seen, tests), mask), code.splat(0))
    return chooseOutcome(code, state, code.keep(isClear), whenClear, whenSet)
  }
}

/** The next state of each cell by its own and the outcome of its test. */
export function chooseOutcome(
  code: BlockCode,
  own: BlockValue,
  isClear: Vector,
  whenClear: Uint8Array,
  whenSet: Uint8Array,
): Vector {
  const set = lookUp(code, own, whenSet)
  if (whenClear.every((next) => next === 0)) return v128.andnot(set, isClear)
  const difference = lookUp(
    code,
    own,
    whenSet.map((next, state) => next ^ whenClear[state]!),
  )
  return v128.xor(set, v128.and(difference, isClear))
}

/** Rows of any states: the own state's table and the number seen make an index. */
function prepareTables(rows: readonly NextRow[]): WriteNextState {
  const { tables, tableOf, isConstant, constants } = collectTables(rows)
  const entries = tables[0]!.length
  const joint = new Uint8Array(tables.length * entries)
  for (const [i, table] of tables.entries()) joint.set(table, i * entries)
  return (code, own, seen) => {
    const state = byteValue(own, rows.length - 1)
    const next = lookUp(code, indexTables(code, state, tableOf, tables.length, seen), joint)
    if (isConstant.every((mask) => mask === 0)) return next
    return v128.bitselect(lookUp(code, state, constants), next, lookUp(code, state, isConstant))
  }
}

/** `table * entries + seen`, the number of the own state's table before what is seen. */
function indexTables(
  code: BlockCode,
  own: BlockValue,
  tableOf: Uint8Array,
  tables: number,
  seen: BlockValue,
): BlockValue {
  if (tables === 1) return seen
  const entries = seen.max + 1
  const last = (tables - 1) * entries
  const laneBytes = laneBytesFor(last + seen.max)
  const base =
    laneBytes === 1
      ? byteValue(
          lookUp(
            code,
            own,
            tableOf.map((table) => table * entries),
          ),
          last,
        )
      : multiply(
          code,
          widen(code, byteValue(lookUp(code, own, tableOf), tables - 1), laneBytes),
          entries,
        )
  return addValues(code, [base, seen])
}
