/**
 * The second half of a tick: from what each cell of a row sees to what it becomes.
 *
 * Two-state and totalistic rules keep their state in the counted plane itself. With more states a
 * plane of 0 and 1 says who is live, and the states are kept beside it; nobody but the cell itself
 * reads them, so they are overwritten where they lie.
 */
import type { Rule } from '../../rules/rule.ts'

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
export function createTwoStateStepper(rule: Rule, countsSelf: boolean, width: number): StepRow {
  const { table, stride } = buildTable(rule, countsSelf)
  return (keys, plane, nextPlane, row) => {
    for (let x = 0; x < width; x++) {
      nextPlane[row + x] = table[(-plane[row + x]! & stride) + keys[x]!]!
    }
  }
}

/** Steps rules with refractory states. `states` is one byte a cell in flat order. */
export function createMultiStateStepper(
  rule: Rule,
  countsSelf: boolean,
  width: number,
  states: Uint8Array,
): StepRow {
  const { table, stride } = buildTable(rule, countsSelf)
  const aged = Uint8Array.from({ length: 256 }, (_, s) => (s + 1 >= rule.states ? 0 : s + 1))
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

function buildTable({ transition, states }: Rule, countsSelf: boolean): StepTable {
  const dying = states > 2 ? 2 : 0
  if (transition.kind === 'configuration') {
    const { live } = transition
    return joinTables(live, live, 0, dying)
  }
  if (transition.kind === 'outer-totalistic') {
    const { birth, survival, countsCenter } = transition
    // How much further a live cell's key is than the count its rule knows.
    const selfShift = (countsSelf ? 1 : 0) - (countsCenter ? 1 : 0)
    return joinTables(birth, survival, selfShift, dying)
  }
  throw new Error('A totalistic rule has no table of births and survivals.')
}

function joinTables(
  birth: Uint8Array,
  survival: Uint8Array,
  selfShift: number,
  dying: number,
): StepTable {
  // One entry more than the rule has, since a key that counts the cell itself can be one larger.
  const stride = birth.length + 1
  const table = new Uint8Array(2 * stride)
  table.set(birth)
  for (let key = 0; key < stride; key++) {
    table[stride + key] = survival[key - selfShift] === 1 ? 1 : dying
  }
  return { table, stride }
}
