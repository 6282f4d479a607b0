/**
 * The second half of a tick: from what each cell of a row sees to what it becomes.
 *
 * Two-state and totalistic rules keep their state in the counted plane itself. With more states a
 * plane of 0 and 1 says who is live, and the states are kept beside it; nobody but the cell itself
 * reads them, so they are overwritten where they lie.
 */
import { centerIndexOf } from '../../lattice/neighborhood.ts'
import type { ConfigurationForm, CountingForm, NextRow } from '../../rules/program/program-form.ts'

/**
 * Steps one row of cells.
 *
 * @param keys what each cell sees.
 * @param row index in both planes of the row's first cell.
 * @param cell flat index of the row's first cell.
 */
export type StepRow = (
  keys: Int32Array,
  plane: Uint8Array,
  nextPlane: Uint8Array,
  row: number,
  cell: number,
) => void

/** Steps two-state rules. */
export function createTwoStateStepper(
  form: CountingForm | ConfigurationForm,
  countsSelf: boolean,
  width: number,
): StepRow {
  const { table, stride } = buildTable(form, countsSelf)
  return (keys, plane, nextPlane, row) => {
    for (let x = 0; x < width; x++) {
      nextPlane[row + x] = table[(-plane[row + x]! & stride) + keys[x]!]!
    }
  }
}

/** Steps rules with more states. `states` is one byte a cell in flat order. */
export function createMultiStateStepper(
  form: CountingForm | ConfigurationForm,
  countsSelf: boolean,
  width: number,
  states: Uint8Array,
): StepRow {
  const { table, stride } = buildTable(form, countsSelf)
  const others = form.rows.slice(2)
  if (others.some((row) => typeof row !== 'number')) {
    const tables = form.rows.map((row, own) => keyedRow(form, row, own, countsSelf))
    return (keys, _plane, nextPlane, row, cell) => {
      for (let x = 0; x < width; x++) {
        const next = tables[states[cell + x]!]![keys[x]!]!
        states[cell + x] = next
        nextPlane[row + x] = next === 1 ? 1 : 0
      }
    }
  }
  const aged = Uint8Array.from({ length: 256 }, (_, s) => Number(form.rows[s] ?? 0))
  return (keys, _plane, nextPlane, row, cell) => {
    for (let x = 0; x < width; x++) {
      const state = states[cell + x]!
      const next = state < 2 ? table[(-state & stride) + keys[x]!]! : aged[state]!
      states[cell + x] = next
      nextPlane[row + x] = next === 1 ? 1 : 0
    }
  }
}

/** Steps totalistic rules: the sum decides alone. */
export function createTotalisticStepper(next: Uint8Array, width: number): StepRow {
  return (keys, _plane, nextPlane, row) => {
    for (let x = 0; x < width; x++) nextPlane[row + x] = next[keys[x]!]!
  }
}

interface StepTable {
  /** Next state of a dead cell by key, then, `stride` further on, of a live one. */
  readonly table: Uint8Array
  readonly stride: number
}

function buildTable(form: CountingForm | ConfigurationForm, countsSelf: boolean): StepTable {
  const [dead, live] = [0, 1].map((own) => keyedRow(form, form.rows[own]!, own, countsSelf))
  const stride = dead!.length
  const table = new Uint8Array(2 * stride)
  table.set(dead!)
  table.set(live!, stride)
  return { table, stride }
}

/** The row of an own state by the keys that gatherers make, which may tell of the cell itself. */
function keyedRow(
  form: CountingForm | ConfigurationForm,
  row: NextRow,
  own: number,
  countsSelf: boolean,
): Uint8Array {
  const at = (seen: number) => (typeof row === 'number' ? row : (row[seen] ?? 0))
  const isLive = own === 1 ? 1 : 0
  if (form.kind === 'counting') {
    // One entry more than the rule has, since a key that counts the cell itself can be one larger.
    const self = countsSelf ? isLive : 0
    return Uint8Array.from({ length: form.neighbors + 2 }, (_, key) => at(key - self))
  }
  // The bit of the cell itself lies below those of the neighbors before it.
  const low = 2 ** (form.neighbors - centerIndexOf(form.neighborhood)) - 1
  return Uint8Array.from({ length: 2 ** (form.neighbors + 1) }, (_, key) =>
    at(((key >> 1) & ~low) | (key & low)),
  )
}
