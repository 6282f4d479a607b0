/** How long the cycles of elementary rules on rings are, from the literature. */
import { describe, expect, test } from 'vitest'
import { compileScenario } from '../scenario/compile-scenario.ts'
import { certifyRun } from './attractor/certify-run.ts'
import { Simulation } from './simulation.ts'

/** Transient and period of a rule on a ring, from a row of bits of which the first is cell 0. */
async function cycleOf(rule: number, cells: number, row = 1) {
  const alive = Array.from({ length: cells }, (_, x) => x).filter(
    (x) => Math.floor(row / 2 ** x) % 2 === 1,
  )
  const run = await compileScenario(
    JSON.stringify({
      ...{ version: 1, name: 'ring', rule: `W${rule}`, world: { size: [cells] } },
      initial: alive.length > 0 ? [{ cells: alive.map((x) => [x]) }] : [],
    }),
    () => Promise.reject(new Error('it refers to no file')),
  )
  const simulation = await Simulation.start(run, { backend: 'wasm' })
  try {
    const outcome = await certifyRun(simulation, { maxTicks: 1e6 })
    if (!outcome.isKnown) throw new Error(outcome.message)
    return outcome.attractor
  } finally {
    simulation.dispose()
  }
}

// OEIS: the eventual period from a single cell on a ring of 1, 2, 3, ... cells.
const FROM_ONE_CELL = [
  [
    30,
    'A334496',
    [1, 1, 1, 8, 5, 1, 4, 40, 72, 15, 154, 102, 260, 1428, 1455, 6016, 10846, 2844, 247, 3420, 597],
  ],
  [
    90,
    'A085587',
    [1, 1, 1, 1, 3, 2, 7, 1, 7, 6, 31, 4, 63, 14, 15, 1, 15, 14, 511, 12, 63, 62, 2047, 8, 1023],
  ],
  [
    110,
    'A180001',
    [1, 1, 1, 2, 1, 9, 14, 16, 7, 25, 110, 9, 351, 91, 295, 32, 7, 27, 285, 30, 630, 44, 1058, 36],
  ],
] as const

describe.each(FROM_ONE_CELL)('rule %i from one cell', (rule, sequence, periods) => {
  test(`has the periods of OEIS ${sequence}`, async () => {
    const found: number[] = []
    for (const [i] of periods.entries()) found.push((await cycleOf(rule, i + 1)).period)
    expect(found).toEqual(periods)
  })
})

/** The length of the cycle that each row comes to, and the longest's first row, by trying all of them. */
function findLongest(
  rule: number,
  cells: number,
): { readonly length: number; readonly row: number } {
  const next = new Uint32Array(2 ** cells).map((_, row) => {
    let after = 0
    for (let x = 0; x < cells; x++) {
      const at = (place: number) => (row >> ((place + cells) % cells)) & 1
      after |= ((rule >> (4 * at(x - 1) + 2 * at(x) + at(x + 1))) & 1) << x
    }
    return after
  })
  /** By which walk a row was first come to, and after how many steps. */
  const walks = new Uint32Array(next.length)
  const steps = new Uint32Array(next.length)
  let longest = { length: 0, row: 0 }
  for (let start = 0; start < next.length; start++) {
    let row = start
    for (let step = 1; walks[row] === 0; row = next[row]!, step++) {
      walks[row] = start + 1
      steps[row] = step
    }
    if (walks[row] !== start + 1) continue
    let length = 1
    for (let at = next[row]!; at !== row; at = next[at]!) length++
    if (length > longest.length) longest = { length, row: start }
  }
  return longest
}

// OEIS: the longest period of any row on a ring of 1, 2, 3, ... cells.
test.each([
  [30, 'A334497', [1, 1, 1, 8, 5, 1, 63, 40, 171, 15, 154, 102, 832, 1428]],
  [54, 'A204714', [1, 1, 1, 4, 1, 4, 4, 8, 27, 30, 99, 12, 169, 112]],
  [110, 'A204371', [1, 1, 1, 2, 1, 9, 14, 16, 7, 25, 110, 18, 351, 91]],
])('the longest cycles of rule %i are those of OEIS %s', async (rule, _sequence, periods) => {
  for (const [i, period] of periods.entries()) {
    const { length, row } = findLongest(rule, i + 1)
    expect([i + 1, length]).toEqual([i + 1, period])
    expect((await cycleOf(rule, i + 1, row)).period).toBe(period)
  }
})

// OEIS A357950: no elementary rule has a longer cycle on these rings than rule 45 from a single cell.
test.each([
  [5, 30],
  [6, 18],
  [7, 126],
  [9, 504],
  [10, 430],
  [11, 979],
  [14, 2198],
])('rule 45 from one cell on a ring of %i has a cycle of %i', async (cells, period) => {
  expect((await cycleOf(45, cells)).period).toBe(period)
})

/** The least power of 2 that is 1 or -1 modulo an odd number: its multiplicative suborder. */
function suborderOf2(modulus: number): number {
  for (let power = 1, residue = 2 % modulus; ; power++, residue = (2 * residue) % modulus) {
    if (residue === 1 % modulus || residue === modulus - 1) return power
  }
}

/** The largest power of 2 that divides a number. */
const evenPartOf = (value: number) => value & -value

// O. Martin, A. M. Odlyzko, S. Wolfram, Algebraic properties of cellular automata, Commun. Math. Phys. 93 (1984):
// section 3.
test('rule 90 on rings has the transients and periods that algebra gives', async () => {
  for (let cells = 3; cells <= 40; cells++) {
    // The longer ones take seconds.
    if (cells % 2 === 1 && suborderOf2(cells) > 12) continue
    const { transient, period } = await cycleOf(90, cells)
    const even = evenPartOf(cells)
    expect([cells, transient]).toEqual([cells, even === 1 ? 1 : even / 2])
    if (even === cells) expect(period).toBe(1)
    else if (even > 1) expect(period).toBe(2 * (await cycleOf(90, cells / 2)).period)
    else expect((2 ** suborderOf2(cells) - 1) % period).toBe(0)
  }
})
