/** What is not searched for is what a search would find. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countNeighbors, type NeighborhoodSpec } from '../../../lattice/neighborhood.ts'
import { TORUS } from '../../../lattice/topology.ts'
import type { CountingForm } from '../../../rules/program/program-form.ts'
import { MAX_EXTRA, plainCount } from './count-code.ts'
import { combiningStyle, planCombination } from './plane-stack.ts'
import { ADDING_STYLES } from './shared-sums.ts'
import { buildSlicedLayout } from './sliced-layout.ts'
import { buildStateCode } from './state-code.ts'
import { planNext, SQUARE_CHOICE } from './walk-plan.ts'

const PLANE = { x: 64, y: 64, z: 1 }
const SPACE = { x: 32, y: 32, z: 32 }

/** Rules of a range of counts for births and one for what lives on, or of counts at random. */
const anyForm = (neighborhood: NeighborhoodSpec): fc.Arbitrary<CountingForm> => {
  const neighbors = countNeighbors(neighborhood)
  const anyRange = fc.tuple(fc.integer({ min: 1, max: neighbors - 1 }), fc.nat(neighbors))
  const anyRow = fc.oneof(
    anyRange.map(([low, more]) =>
      new Uint8Array(neighbors + 1).map((_, i) => Number(i >= low && i <= low + more)),
    ),
    fc.infiniteStream(fc.nat(1)).map((bits) => Uint8Array.from(bits.take(neighbors + 1))),
  )
  return fc.tuple(anyRow, anyRow, fc.integer({ min: 2, max: 6 })).map(([born, kept, states]) => {
    const older = Array.from({ length: states - 2 }, (_, i) => (i + 3) % states)
    return { kind: 'counting', neighborhood, states, neighbors, rows: [born, kept, ...older] }
  })
}

test.each([2, 3, 4])('no way is cheaper for squares of radius %i', (radiusCells) => {
  const neighborhood: NeighborhoodSpec = { kind: 'square', radiusCells }
  const layout = buildSlicedLayout(PLANE, TORUS, neighborhood)
  fc.assert(
    fc.property(anyForm(neighborhood), fc.constantFrom<2 | 4>(2, 4), (form, unroll) => {
      const costOf = (choice: typeof SQUARE_CHOICE) =>
        planNext(form, buildStateCode(form.states), layout, { ...choice, along: 'y', unroll }).cost
      const cost = costOf(SQUARE_CHOICE)
      for (const style of ADDING_STYLES) {
        for (const countsSelf of [true, false]) {
          expect(costOf({ style, countsSelf })).toBeGreaterThanOrEqual(cost)
        }
      }
    }),
    { numRuns: 12 },
  )
})

test.each([1, 2] as const)('no style is cheaper for the sums of %i planes', (unroll) => {
  const neighborhood: NeighborhoodSpec = { kind: 'named', name: 'moore-3d' }
  const layout = buildSlicedLayout(SPACE, TORUS, neighborhood)
  fc.assert(
    fc.property(anyForm(neighborhood), fc.nat(MAX_EXTRA), (form, extra) => {
      const count = { ...plainCount(true), extra }
      const sums = { count, cells: 9, isTurned: [false, false, false, false] }
      const costOf = (style: (typeof ADDING_STYLES)[number]) =>
        planCombination(form, buildStateCode(form.states), layout, sums, unroll, style).cost
      const cost = costOf(combiningStyle(unroll, count))
      for (const style of ADDING_STYLES) expect(costOf(style)).toBeGreaterThanOrEqual(cost)
    }),
    { numRuns: 50 },
  )
})
