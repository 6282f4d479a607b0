/** Twins and defects beside what is done the obvious way, and beside what is known of rules. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MetricError } from '../../metrics/errors.ts'
import { parseMetrics } from '../../metrics/parse-metrics.ts'
import { compileScenario } from '../../scenario/compile-scenario.ts'
import type { Run } from '../../scenario/run.ts'
import { measureRun } from '../../testing/measure-run.ts'
import { RunMeter } from '../run-meter.ts'
import { Simulation } from '../simulation.ts'

const readNothing = () => Promise.reject(new Error('it refers to no file'))

function compile(document: object): Promise<Run> {
  return compileScenario(JSON.stringify({ version: 1, name: 'damaged', ...document }), readNothing)
}

const soup = (rule: string, size: readonly number[], seed: number, density = 128) =>
  compile({ rule, world: { size }, seed, initial: [{ soup: { density } }] })

async function runFrom(run: Run, cells: Uint8Array, from: number, to: number): Promise<Uint8Array> {
  const simulation = await Simulation.start(run, { backend: 'reference' })
  await simulation.restore({ ...(await simulation.takeSnapshot()), tick: from, cells })
  await simulation.advance(to - from)
  const { cells: found } = await simulation.readState()
  simulation.dispose()
  return found
}

async function cellsAt(run: Run, tick: number): Promise<Uint8Array> {
  const simulation = await Simulation.start(run, { backend: 'reference' })
  await simulation.advance(tick)
  const { cells } = await simulation.readState()
  simulation.dispose()
  return cells
}

const anyRule = fc.constantFrom(
  ...([
    ['W30', [41], 1],
    ['W110', [32], 1],
    ['B3/S23', [11, 13], 1],
    ['B2/S34H', [9, 12], 1],
    ['4555', [7, 6, 5], 1],
    ['R2,C0,M0,S4..9,B5..8,NM', [12, 14], 2],
  ] as const),
)

test('damage is what a second run with the middle cell changed has become', () =>
  fc.assert(
    fc.asyncProperty(
      anyRule,
      fc.nat(1000),
      fc.nat(5),
      fc.nat(6),
      async ([rule, size], seed, from, ticks) => {
        const run = await soup(rule, size, seed, 96)
        const [found] = await measureRun(run, `damage:${from}`, [from + ticks], 'wasm')
        const [x, y = 1, z = 1] = size
        const changed = await cellsAt(run, from)
        const middle = (x >> 1) + x * ((y >> 1) + y * (z >> 1))
        changed[middle] = 1 - changed[middle]!
        const others = await runFrom(run, changed, from, from + ticks)
        const cells = await cellsAt(run, from + ticks)
        const differing = [...cells.keys()].filter((cell) => cells[cell] !== others[cell])
        const apart = (a: number, b: number, length: number) =>
          Math.min(Math.abs(a - b), length - Math.abs(a - b))
        const distances = differing.map((cell) =>
          Math.max(
            apart(cell % x, x >> 1, x),
            apart(Math.floor(cell / x) % y, y >> 1, y),
            apart(Math.floor(cell / (x * y)), z >> 1, z),
          ),
        )
        expect(found![`damage.${from}.cells`]).toBe(differing.length)
        expect(found![`damage.${from}.ratio`]).toBe(differing.length / cells.length)
        expect(found![`damage.${from}.distance`]).toBe(Math.max(0, ...distances))
      },
    ),
    { numRuns: 20 },
  ))

test('defects are those of every cell changed alone, tick after tick', () =>
  fc.assert(
    fc.asyncProperty(
      anyRule,
      fc.nat(1000),
      fc.integer({ min: 1, max: 3 }),
      async ([rule, size], seed, ticks) => {
        const run = await soup(rule, size, seed, 96)
        const [found] = await measureRun(run, 'lyapunov:1', [1 + ticks], 'wasm')
        let cells = await cellsAt(run, 1)
        const all = cells.length
        let defects = new Array<number>(all).fill(1)
        for (let tick = 1; tick <= ticks; tick++) {
          const now = await runFrom(run, cells, tick, tick + 1)
          const next = new Array<number>(all).fill(0)
          for (let changed = 0; changed < all; changed++) {
            const others = cells.slice()
            others[changed] = 1 - others[changed]!
            const after = await runFrom(run, others, tick, tick + 1)
            for (let cell = 0; cell < all; cell++) {
              if (after[cell] !== now[cell]) next[cell]! += defects[changed]!
            }
          }
          cells = now
          defects = next
        }
        const sum = defects.reduce((a, b) => a + b, 0)
        if (sum === 0) expect(found!['lyapunov.1']).toBeUndefined()
        else expect(found!['lyapunov.1']).toBeCloseTo(Math.log(sum / all) / ticks, 12)
      },
    ),
    { numRuns: 6 },
  ))

describe('what is known of rules', () => {
  test('one change of rule 90 is Pascal triangle modulo 2: 2^(ones of t) cells, as far as t', async () => {
    const ticks = [1, 2, 3, 7, 8, 100]
    const run = await soup('W90', [512], 1)
    for (const [i, found] of (await measureRun(run, 'damage', ticks)).entries()) {
      const ones = [...ticks[i]!.toString(2)].filter((digit) => digit === '1').length
      expect(found).toEqual({
        'damage.0.cells': 2 ** ones,
        'damage.0.ratio': 2 ** ones / 512,
        'damage.0.distance': ticks[i],
        'damage.0.speed': 1,
        'damage.0.left': 1,
        'damage.0.right': 1,
      })
    }
  })

  // Additive rules have the same Jacobian everywhere: as many defects come of each as a cell has inputs.
  test.each([
    ['W90', Math.log(2)],
    ['W150', Math.log(3)],
    ['W204', 0],
  ])('the exponent of rule %s is %f', async (rule, exponent) => {
    const [found] = await measureRun(await soup(rule, [64], 1), 'lyapunov', [1000])
    expect(found!['lyapunov.0']).toBeCloseTo(exponent, 12)
  })

  // Bagnoli, Rechtman, Ruffo 1992: at most ln(3 mu), mu = 2/3 the share of ones of its Jacobian in the
  // even distribution, which rule 30 keeps: chaotic rules are near to it.
  test('the exponent of rule 30 is a little below ln 2, that of a matrix of random ones', async () => {
    const [found] = await measureRun(await soup('W30', [1000], 1), 'lyapunov:50', [250], 'wasm')
    expect(found!['lyapunov.50']).toBeGreaterThan(0.6)
    expect(found!['lyapunov.50']).toBeLessThan(Math.log(2))
  })
})

test('one in so many cells is changed at random, and the same ones again', async () => {
  const run = await soup('B3/S23', [200, 100], 3)
  const [found] = await measureRun(run, 'damage:2/50', [2])
  expect(Math.abs(found!['damage.2/50.cells']! - 400)).toBeLessThan(60)
  expect(await measureRun(run, 'damage:2/50', [2], 'wasm')).toEqual([found])
  expect(Object.keys(found!)).toEqual(['damage.2/50.cells', 'damage.2/50.ratio'])
})

test('a twin has the commands of its run', async () => {
  const run = await compile({
    rule: 'B3/S23',
    world: { size: [16, 16] },
    initial: [{ soup: { density: 96 } }],
    events: [{ tick: 5, paint: [{ fill: { at: [0, 0, 0], size: [16, 16, 1] }, state: 0 }] }],
  })
  const [before, at] = await measureRun(run, 'damage:1', [1, 5])
  expect(before!['damage.1.cells']).toBe(1)
  expect(at!['damage.1.cells']).toBe(0)
})

test.each(['percolation', 'clouds'])('a twin of %s draws what its run draws', async (name) => {
  const path = new URL(`../../../scenarios/${name}.yaml`, import.meta.url)
  const run = await compileScenario(readFileSync(path, 'utf8'), readNothing)
  const [found] = await measureRun(run, 'damage:3/999999999,damage:3', [20], 'wasm')
  expect(found!['damage.3/999999999.cells']).toBe(0)
  expect(found!['damage.3.cells']).toBeDefined()
})

test('nothing is told before the change', async () => {
  const run = await soup('W30', [64], 1)
  expect(await measureRun(run, 'damage:5,lyapunov:5', [4])).toEqual([{}])
})

test.each([
  [{ rule: 'B3/S23', world: { size: [0, 0] } }, 'damage', 'worlds that have an end'],
  [{ rule: '/2/3', world: { size: [16, 16] } }, 'lyapunov', 'those of two states'],
  [{ rule: 'B3/S23', world: { size: [2048, 1024] } }, 'lyapunov', 'more than 1048576 cells'],
])('what cannot be followed is refused, with its reason', async (document, metric, reason) => {
  const run = await compile(document)
  expect(() => new RunMeter(run, parseMetrics(metric))).toThrow(MetricError)
  expect(() => new RunMeter(run, parseMetrics(metric))).toThrow(reason)
})

test.each([
  'damage:',
  'damage:-1',
  'damage:1/0',
  'damage:1.5',
  'lyapunov:3/4',
  'damage:9999999999',
])('%s is no metric', (spec) => {
  expect(() => parseMetrics(spec)).toThrow(MetricError)
})
