/**
 * The rows of a rule by what they have in common.
 *
 * Own states whose tables tell the same cases apart are one class: whatever a class' bit says,
 * each of its states has two states to go to, `whenClear` and `whenSet`. States that look at
 * nothing go to the same one either way. The smaller outcome is the one of a clear bit.
 */
import type { NextRow } from '../../../rules/program/program-form.ts'

export interface RowClasses {
  /** The bit, 0 or 1, of each class for everything that can be seen. */
  readonly bits: readonly Uint8Array[]
  /** Class by own state; -1 for states that look at nothing. */
  readonly classOf: readonly number[]
  /** Next states by own state. */
  readonly whenClear: Uint8Array
  readonly whenSet: Uint8Array
}

/** Rows as classes of bits; undefined where some row has more than two outcomes. */
export function classifyRows(rows: readonly NextRow[]): RowClasses | undefined {
  const bits: Uint8Array[] = []
  const known = new Map<string, number>()
  const classOf: number[] = []
  const whenClear = new Uint8Array(rows.length)
  const whenSet = new Uint8Array(rows.length)
  for (const [own, row] of rows.entries()) {
    const outcomes = typeof row === 'number' ? [row] : [...new Set(row)]
    if (outcomes.length > 2) return undefined
    const [clear, set] = [Math.min(...outcomes), Math.max(...outcomes)]
    whenClear[own] = clear
    whenSet[own] = set
    if (typeof row === 'number' || clear === set) {
      classOf.push(-1)
      continue
    }
    const tested = row.map((next) => (next === set ? 1 : 0))
    const key = keyOfBits(tested)
    const found = known.get(key) ?? bits.push(tested) - 1
    known.set(key, found)
    classOf.push(found)
  }
  return { bits, classOf, whenClear, whenSet }
}

/** Rows as tables: the different ones, and which of them each own state has. */
export interface RowTables {
  readonly tables: readonly Uint8Array[]
  /** Table by own state; 0 for states that look at nothing. */
  readonly tableOf: Uint8Array
  /** 255 for states that look at nothing, else 0. */
  readonly isConstant: Uint8Array
  /** Next state of those that look at nothing. */
  readonly constants: Uint8Array
}

/** Collects the tables of rows. */
export function collectTables(rows: readonly NextRow[]): RowTables {
  const tables: Uint8Array[] = []
  const known = new Map<string, number>()
  const tableOf = rows.map((row) => {
    if (typeof row === 'number') return 0
    const key = keyOfBits(row)
    const found = known.get(key) ?? tables.push(row) - 1
    known.set(key, found)
    return found
  })
  return {
    tables,
    tableOf: Uint8Array.from(tableOf),
    isConstant: Uint8Array.from(rows, (row) => (typeof row === 'number' ? 255 : 0)),
    constants: Uint8Array.from(rows, (row) => (typeof row === 'number' ? row : 0)),
  }
}

/** A key that differs where bytes do. */
function keyOfBits(bytes: Uint8Array): string {
  let key = ''
  for (let i = 0; i < bytes.length; i += 4096) {
    key += String.fromCharCode(...bytes.subarray(i, i + 4096))
  }
  return key
}
