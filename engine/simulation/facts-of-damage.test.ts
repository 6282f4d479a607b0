/**
 * How fast a change runs through elementary rules, beside what is published and beside a second
 * program: rows of bits, written for this file alone.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { Run } from '../scenario/run.ts'
import { measureRun } from '../testing/measure-run.ts'
import { Simulation } from './simulation.ts'

const soup = (rule: number, cells: number, seed: number): Promise<Run> =>
  compileScenario(
    JSON.stringify({
      ...{ version: 1, name: 'fact', rule: `W${rule}`, seed },
      ...{ world: { size: [cells] }, initial: [{ soup: { density: 128 } }] },
    }),
    () => Promise.reject(new Error('it refers to no file')),
  )

async function firstRow(run: Run): Promise<number[]> {
  const simulation = await Simulation.start(run, { backend: 'reference' })
  const { cells } = await simulation.readState()
  simulation.dispose()
  return [...cells]
}

/** One more row of a rule on a ring: bit 4 l + 2 c + r of its number. */
function nextRow(rule: number, row: readonly number[]): number[] {
  return row.map((center, i) => {
    const left = row.at(i - 1)!
    const right = row[(i + 1) % row.length]!
    return (rule >> (4 * left + 2 * center + right)) & 1
  })
}

const rowAt = (rule: number, first: readonly number[], tick: number) => {
  let row = first
  for (let t = 0; t < tick; t++) row = nextRow(rule, row)
  return row
}

const flip = (row: readonly number[], at: number) => row.with(at, 1 - row[at]!)

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

/** Fronts of a change in the middle at a tick, in cells a tick; undefined where it has healed. */
function frontsOf(rule: number, first: readonly number[], changedAt: number, ticks: number) {
  const middle = first.length >> 1
  const before = rowAt(rule, first, changedAt)
  const run = rowAt(rule, before, ticks)
  const twin = rowAt(rule, flip(before, middle), ticks)
  const differing = [...run.keys()].filter((at) => run[at] !== twin[at])
  if (differing.length === 0) return undefined
  return { left: (middle - differing[0]!) / ticks, right: (differing.at(-1)! - middle) / ticks }
}

/** The exponent of Bagnoli, Rechtman and Ruffo: each derivative by a look at the rule's table. */
function exponentOf(rule: number, first: readonly number[], ticks: number): number | undefined {
  let row = first
  let defects = first.map(() => 1)
  let scale = 0
  for (let t = 0; t < ticks; t++) {
    const next = nextRow(rule, row)
    const flow = row.map((_, cell) => {
      const near = [cell - 1, cell, cell + 1].map((at) => (at + row.length) % row.length)
      const acting = near.filter((_, place) => {
        const lookup = near.reduce((bits, at, i) => bits + (row[at]! << (2 - i)), 0)
        return ((rule >> (lookup ^ (4 >> place))) & 1) !== next[cell]
      })
      return acting.reduce((sum, at) => sum + defects[at]!, 0)
    })
    // As numbers between 0 and 1 they never overflow; what was taken off is kept as a logarithm.
    const most = Math.max(...flow)
    if (most === 0) return undefined
    defects = flow.map((each) => each / most)
    scale += Math.log(most)
    row = next
  }
  return (Math.log(mean(defects)) + scale) / ticks
}

const anyRule = fc.oneof(fc.constantFrom(30, 110, 54, 22, 45), fc.nat(255))

test('the fronts of a change are where a second program has them, for any elementary rule', () =>
  fc.assert(
    fc.asyncProperty(anyRule, fc.nat(1000), fc.nat(9), async (rule, seed, changedAt) => {
      const ticks = 40
      const run = await soup(rule, 2 * ticks + 3, seed)
      const expected = frontsOf(rule, await firstRow(run), changedAt, ticks)
      const [found] = await measureRun(run, `damage:${changedAt}`, [changedAt + ticks])
      expect(found![`damage.${changedAt}.left`]).toBe(expected?.left)
      expect(found![`damage.${changedAt}.right`]).toBe(expected?.right)
    }),
    { numRuns: 60 },
  ))

test('the maximal exponent is that of a second program, for any elementary rule', () =>
  fc.assert(
    fc.asyncProperty(anyRule, fc.nat(1000), async (rule, seed) => {
      const ticks = 60
      const run = await soup(rule, 47, seed)
      const expected = exponentOf(rule, await firstRow(run), ticks)
      const [found] = await measureRun(run, 'lyapunov', [ticks])
      if (expected === undefined) expect(found!['lyapunov.0']).toBeUndefined()
      else expect(found!['lyapunov.0']).toBeCloseTo(expected, 10)
    }),
    { numRuns: 25 },
  ))

/** Fronts of changes under several seeds, on average over those that live, in cells a tick. */
async function meanFronts(rule: number, seeds: number, ticks: number) {
  const lefts: number[] = []
  const rights: number[] = []
  for (let seed = 0; seed < seeds; seed++) {
    const run = await soup(rule, 2 * ticks + 2, seed)
    const [found] = await measureRun(run, 'damage:100', [100 + ticks], 'wasm')
    if (found!['damage.100.cells'] === 0) continue
    lefts.push(found!['damage.100.left']!)
    rights.push(found!['damage.100.right']!)
  }
  return { left: mean(lefts), right: mean(rights) }
}

// S. Wolfram, A New Kind of Science, 2002, page 949 ("Properties of difference patterns"): these on average, and
// one cell a tick to the right in rule 30. A front is a random walk: three standard errors, seen of others, are the bounds.
test.each([
  [30, 0.2428, 1, 0.009],
  [45, 0.1724, 1, 0.012],
  [22, 0.766, 0.766, 0.008],
])(
  'a change of rule %i runs %f cells a tick to the left, %f to the right',
  async (rule, left, right, bound) => {
    const found = await meanFronts(rule, 10, 8000)
    expect(Math.abs(found.left - left)).toBeLessThan(bound)
    if (right === 1) expect(found.right).toBe(1)
    else expect(Math.abs(found.right - right)).toBeLessThan(bound)
  },
)

// No published number of rule 110 was at hand. Its changes are carried by gliders (A New Kind of Science, page 253),
// of which the fastest are A, at 2/3 to the right, and B, at 1/2 to the left (M. Cook, Complex Systems 15, 2004).
test('a change of rule 110 spreads, more to the left, and slower than its fastest gliders', async () => {
  const { left, right } = await meanFronts(110, 12, 4000)
  expect(left).toBeGreaterThan(right)
  expect(left).toBeLessThan(1 / 2)
  expect(right).toBeLessThan(2 / 3)
  expect(right).toBeGreaterThan(0)
})
