/**
 * Decisions looked up in the rule's tables, for rules of too many ranges to compare with.
 *
 * A record for each own state says where its table begins and which bits of the count matter: none
 * of them for states that look at nothing.
 */
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import type { CountingForm, NextRow } from '../../../rules/program/program-form.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { DecideRow } from './step-rows.ts'
import type { SumPlan } from './sum-plan.ts'

const RECORD_BYTES = 8

/** Writes the function that looks a row of cells up, one after another. */
export function writeLookupRow(
  module: ModuleBuilder,
  { form, rows, shape }: SumPlan,
  memory: MemoryPlan,
): DecideRow {
  const records = placeTables(form, memory)
  const bits = shape.countBits
  const load = { 8: i32.load8U, 16: i32.load16U, 32: i32.load }[bits]
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, counts, own, next) => {
    const end = f.keep(i32.add(own, rows.widthCells))
    const record = f.local('i32')
    f.doWhile(
      () => {
        f.set(record, i32.add(i32.mul(i32.load8U(own), RECORD_BYTES), records))
        const entry = i32.and(load(counts), i32.load(record, 4))
        f.do(i32.store8(next, i32.load8U(i32.add(i32.load(record), entry))))
        f.increase(own, 1)
        f.increase(next, 1)
        f.increase(counts, bits / 8)
      },
      i32.ltU(own, end),
    )
  })
}

/** Puts a rule's tables into memory, each array once; gives the address of the records. */
function placeTables(form: CountingForm, memory: MemoryPlan): number {
  const places = new Map<NextRow, number>()
  for (const row of form.rows) {
    if (places.has(row)) continue
    places.set(row, memory.place(typeof row === 'number' ? Uint8Array.of(row) : row))
  }
  const records = form.rows.flatMap((row, own) => {
    const place = places.get(row)!
    if (typeof row === 'number') return [place, 0]
    // A cell in state 1 has counted itself.
    return [own === 1 ? place - 1 : place, -1]
  })
  return memory.place(Int32Array.from(records))
}
