/**
 * The tables of a rule in memory, for rules whose ranges are too many to compare with.
 *
 * A record for each own state says where its table begins and which bits of the count matter: none
 * of them for states that look at nothing.
 */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import type { CountingForm, NextRow } from '../../../rules/program/program-form.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { LaneBits } from './sum-shape.ts'

const RECORD_BYTES = 8

export interface LookupTables {
  readonly records: number
  writeTo(memory: ArrayBufferLike): void
}

/** Sets memory aside for a rule's tables; equal rows that are the same array are kept once. */
export function placeTables(form: CountingForm, memory: MemoryPlan): LookupTables {
  const records = memory.reserve(form.rows.length * RECORD_BYTES)
  const places = new Map<NextRow, number>()
  for (const row of form.rows) {
    if (!places.has(row)) places.set(row, memory.reserve(typeof row === 'number' ? 1 : row.length))
  }
  return {
    records,
    writeTo(buffer) {
      const bytes = new Uint8Array(buffer)
      for (const [row, place] of places) {
        if (typeof row === 'number') bytes[place] = row
        else bytes.set(row, place)
      }
      const numbers = new Int32Array(buffer, records, 2 * form.rows.length)
      for (const [own, row] of form.rows.entries()) {
        // A cell in state 1 has counted itself.
        const isTable = typeof row !== 'number'
        numbers[2 * own] = places.get(row)! - (isTable && own === 1 ? 1 : 0)
        numbers[2 * own + 1] = isTable ? -1 : 0
      }
    },
  }
}

/** The parameters: address of a row's counts, of its cells, and of their next states. */
export type DecideRow = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** Writes the function that looks a row of cells up, one after another. */
export function writeLookupRow(
  module: ModuleBuilder,
  records: number,
  widthCells: number,
  countBits: LaneBits,
): DecideRow {
  const loadCount = { 8: i32.load8U, 16: i32.load16U, 32: i32.load }[countBits]
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, counts, own, next) => {
    const end = f.local('i32', i32.add(own, widthCells))
    const record = f.local('i32')
    f.doWhile(
      () => {
        f.set(record, i32.add(i32.mul(i32.load8U(own), RECORD_BYTES), records))
        f.do(i32.store8(next, i32.load8U(entryOf(record, loadCount(counts)))))
        f.increase(own, 1)
        f.increase(next, 1)
        f.increase(counts, countBits / 8)
      },
      i32.ltU(own, end),
    )
  })
}

const entryOf = (record: Local<'i32'>, count: ReturnType<typeof i32.load>) =>
  i32.add(i32.load(record), i32.and(count, i32.load(record, 4)))
