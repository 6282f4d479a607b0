/** Each metric of a state beside its definition, written the obvious way. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSiteResolver, OUTSIDE } from '../lattice/site-resolver.ts'
import { countCells, type Size } from '../lattice/size.ts'
import { anyMeasuredState, describeCells } from '../testing/measured-states.ts'
import { BLOCK_ENTROPY } from './block-entropy.ts'
import { CORRELATION, MAX_DISTANCE } from './correlation.ts'
import { ENTROPY } from './entropy.ts'
import { FIELDS } from './field-values.ts'
import type { Axis } from './measured-axes.ts'
import type { MeasuredState } from './measured-state.ts'
import { MUTUAL_INFORMATION, TEMPORAL_INFORMATION } from './mutual-information.ts'

/** Entropy of anything that can be told apart. */
function entropyOf(things: readonly (string | number)[]): number {
  const counts = new Map<string | number, number>()
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  return [...counts.values()]
    .map((count) => count / things.length)
    .reduce((sum, share) => sum - share * Math.log2(share), 0)
}

function listSites({ x, y, z }: Size): (readonly [number, number, number])[] {
  return Array.from({ length: x * y * z }, (_, cell) => {
    return [cell % x, Math.floor(cell / x) % y, Math.floor(cell / (x * y))] as const
  })
}

const moved = ([x, y, z]: readonly [number, number, number], axis: Axis, by: number) =>
  [axis === 'x' ? x + by : x, axis === 'y' ? y + by : y, axis === 'z' ? z + by : z] as const

/** Pairs of cells at a distance along an axis, as flat indices. */
function listPairs({ size, topology }: MeasuredState, axis: Axis, distance: number) {
  const resolve = createSiteResolver(size, topology)
  return listSites(size)
    .map((site, cell) => [cell, resolve(...moved(site, axis, distance))] as const)
    .filter(([, other]) => other !== OUTSIDE)
}

function blocksOf({ size, topology, cells, axes }: MeasuredState, length: number): string[] {
  const resolve = createSiteResolver(size, topology)
  const along = (axis: Axis) => (axes.includes(axis) ? length : 1)
  const offsets = listSites({ x: along('x'), y: along('y'), z: along('z') })
  return listSites(size)
    .map(([x, y, z]) => offsets.map(([dx, dy, dz]) => resolve(x + dx, y + dy, z + dz)))
    .filter((block) => !block.includes(OUTSIDE))
    .map((block) => block.map((cell) => cells[cell]).join())
}

const inEveryState = (holds: (state: MeasuredState) => void) =>
  fc.assert(
    fc.property(anyMeasuredState, (state) => {
      holds(state)
    }),
    { numRuns: 150 },
  )

test('the entropy of a state is that of its cells', () =>
  inEveryState((state) => {
    expect(ENTROPY.measure(state, '').entropy).toBeCloseTo(entropyOf([...state.cells]), 12)
  }))

test.each([1, 2, 3, 4, 9, 20])(
  'block entropy counts every block of %i cells along each axis',
  (length) =>
    inEveryState((state) => {
      const cells = length ** state.axes.length
      const found = BLOCK_ENTROPY.measure(state, String(length))
      const obstacle = BLOCK_ENTROPY.findObstacle!(state, String(length))
      const blocks = obstacle === undefined ? blocksOf(state, length) : []
      if (blocks.length === 0) return expect(found).toEqual({})
      const entropy = entropyOf(blocks)
      expect(found[`block-entropy.${length}`]).toBeCloseTo(entropy, 10)
      expect(found[`block-entropy.${length}.cell`]).toBeCloseTo(entropy / cells, 10)
    }),
)

test.each([1, 2, 7, 33])(
  'mutual information is H(a) + H(b) - H(a, b) of the pairs %i apart',
  (distance) =>
    inEveryState((state) => {
      const { cells, axes } = state
      const all = axes.map((axis) => listPairs(state, axis, distance))
      const found = MUTUAL_INFORMATION.measure(state, String(distance))
      if (all.some((pairs) => pairs.length === 0)) return expect(found).toEqual({})
      const bits = all.map((pairs) => {
        const first = entropyOf(pairs.map(([a]) => cells[a]!))
        const second = entropyOf(pairs.map(([, b]) => cells[b]!))
        return first + second - entropyOf(pairs.map(([a, b]) => `${cells[a]},${cells[b]}`))
      })
      const mean = bits.reduce((sum, each) => sum + each, 0) / bits.length
      expect(found[`mutual-information.${distance}`]).toBeCloseTo(mean, 10)
      for (const [i, axis] of axes.entries()) {
        const own = found[`mutual-information.${distance}.${axis}`]
        if (axes.length > 1) expect(own).toBeCloseTo(bits[i]!, 10)
        else expect(own).toBeUndefined()
      }
    }),
)

test('temporal information is that of what each cell was and is', () =>
  inEveryState((state) => {
    const { before, cells } = state
    const apart = entropyOf([...before!]) + entropyOf([...cells])
    const together = entropyOf(Array.from(cells, (cell, i) => `${before![i]},${cell}`))
    const found = TEMPORAL_INFORMATION.measure(state, '')['temporal-information']
    expect(found).toBeCloseTo(apart - together, 10)
  }))

/** c(1), c(2) ... as far as they are looked at. */
function correlationsOf(state: MeasuredState): number[] {
  const { cells, size, axes } = state
  const alive = Array.from(cells, (cell): number => (cell === 0 ? 0 : 1))
  const mean = alive.reduce((sum, each) => sum + each, 0) / alive.length
  const longest = Math.min(MAX_DISTANCE, Math.max(...axes.map((axis) => size[axis] >> 1)))
  return Array.from({ length: longest }, (_, i) => {
    const products = axes
      .filter((axis) => size[axis] >> 1 >= i + 1)
      .flatMap((axis) => listPairs(state, axis, i + 1).map(([a, b]) => alive[a]! * alive[b]!))
    const both = products.reduce((sum, each) => sum + each, 0) / products.length
    return (both - mean * mean) / (mean - mean * mean)
  })
}

const expectCorrelation = (state: MeasuredState) => {
  const found = CORRELATION.measure(state, '')
  const alive = state.cells.filter((cell) => cell !== 0).length
  const isUniform = alive === 0 || alive === state.cells.length
  const correlations = isUniform ? [] : correlationsOf(state)
  if (correlations.length === 0) return expect(found).toEqual({})
  expect(found['correlation.nearest']).toBeCloseTo(correlations[0]!, 10)
  const at = correlations.findIndex((each) => each <= 1 / Math.E)
  if (at === -1) return expect(found['correlation.length']).toBeUndefined()
  const nearer = at === 0 ? 1 : correlations[at - 1]!
  const share = (nearer - 1 / Math.E) / (nearer - correlations[at]!)
  expect(found['correlation.length']).toBeCloseTo(at + share, 10)
}

test('the correlation length is where the correlation first falls to 1/e', () =>
  inEveryState(expectCorrelation))

test('distances that are passed over are not where it falls: stripes and squares of any width', () =>
  fc.assert(
    fc.property(
      fc.record({
        x: fc.integer({ min: 2, max: 70 }),
        y: fc.integer({ min: 1, max: 40 }),
        wide: fc.integer({ min: 1, max: 40 }),
        high: fc.integer({ min: 1, max: 40 }),
        holes: fc.array(fc.nat(2799), { maxLength: 12 }),
      }),
      ({ x, y, wide, high, holes }) => {
        const size = { x, y, z: 1 }
        const cells = new Uint8Array(x * y).map((_, cell) => {
          const isIn = cell % x < wide && Math.floor(cell / x) < high
          return isIn !== holes.includes(cell) ? 1 : 0
        })
        expectCorrelation(describeCells(size, cells))
      },
    ),
    { numRuns: 150 },
  ))

describe('fields', () => {
  test('totals, extremes and gradients are those of all cells and of all pairs of neighbors', () =>
    inEveryState((state) => {
      const values = Int32Array.from(
        state.cells,
        (cell, i) => ((cell * 77_777 + i * 7919) % 131_071) - 65_535,
      )
      const channels = [{ name: 'heat', values, fractionBits: 14 }]
      const found = FIELDS.measure({ ...state, channels }, '')
      const numbers = Array.from(values, (raw) => raw / 2 ** 14)
      const total = numbers.reduce((sum, each) => sum + each, 0)
      expect(found['field.heat.total']).toBe(total)
      expect(found['field.heat.mean']).toBeCloseTo(total / numbers.length, 10)
      expect(found['field.heat.low']).toBe(Math.min(...numbers))
      expect(found['field.heat.high']).toBe(Math.max(...numbers))
      const slopes = state.axes.flatMap((axis) =>
        listPairs(state, axis, 1).map(([a, b]) => Math.abs(numbers[a]! - numbers[b]!)),
      )
      if (slopes.length === 0) return expect(found['field.heat.gradient']).toBeUndefined()
      const sum = slopes.reduce((a, b) => a + b, 0)
      expect(found['field.heat.gradient']).toBeCloseTo(sum / slopes.length, 10)
      expect(found['field.heat.steepest']).toBe(Math.max(...slopes))
    }))
})

test('a uniform state has no entropy at all, and an even one all there is', () => {
  const size = { x: 6, y: 4, z: 1 }
  const uniform = describeCells(size, new Uint8Array(countCells(size)).fill(1))
  expect(ENTROPY.measure(uniform, '')).toEqual({ entropy: 0, 'entropy.normalized': 0 })
  const even = Uint8Array.from({ length: 24 }, (_, cell) => cell % 2)
  expect(ENTROPY.measure(describeCells(size, even), '')).toEqual({
    entropy: 1,
    'entropy.normalized': 1,
  })
})
