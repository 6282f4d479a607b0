import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TORUS } from '../../../lattice/topology.ts'
import { buildBorderRuns, buildGridLayout } from '../../cpu/grid-layout.ts'
import { findBorderRuns } from './border-runs.ts'

/** Where each cell of the border is copied from. */
function sourcesOf(runs: Int32Array): Map<number, number> {
  const sources = new Map<number, number>()
  for (let i = 0; i < runs.length; i += 3) {
    for (let k = 0; k < runs[i + 2]!; k++) sources.set(runs[i]! + k, runs[i + 1]! + k)
  }
  return sources
}

test('the border of a torus is copied from where the lattice says, however far it reaches', () =>
  fc.assert(
    fc.property(
      fc.record({
        x: fc.integer({ min: 1, max: 9 }),
        y: fc.integer({ min: 1, max: 5 }),
        z: fc.integer({ min: 1, max: 4 }),
      }),
      fc.record({ x: fc.nat(20), y: fc.nat(9), z: fc.nat(5) }),
      (size, reach) => {
        const grid = buildGridLayout(size, reach)
        const expected = sourcesOf(buildBorderRuns(grid, reach, TORUS))
        expect(sourcesOf(findBorderRuns(grid, reach, TORUS))).toEqual(expected)
      },
    ),
  ))
