import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildNeighborhood, type NamedNeighborhood } from '../../../lattice/neighborhood.ts'
import { type ColumnPlan, planCheapestColumns, planColumns } from './column-plan.ts'

/** The sites that a plan adds up, in order of their names. */
function listSites({ groups }: ColumnPlan): string[] {
  const sites: string[] = []
  for (const { spans, runs } of groups) {
    for (const [fromX, toX] of runs) {
      for (let dx = fromX; dx <= toX; dx++) {
        for (const { layers, from, to } of spans) {
          for (let dy = from; dy <= to; dy++) {
            for (const dz of layers) sites.push(`${dx},${dy},${dz}`)
          }
        }
      }
    }
  }
  return sites.sort()
}

const namesOf = (offsets: ArrayLike<number>) =>
  Array.from({ length: offsets.length / 3 }, (_, i) =>
    Array.from(offsets)
      .slice(3 * i, 3 * i + 3)
      .join(),
  )

const anyOffsets = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: -4, max: 4 }),
      fc.integer({ min: -3, max: 3 }),
      fc.integer({ min: -2, max: 2 }),
    ),
    { minLength: 1, maxLength: 40, selector: (offset) => offset.join() },
  )
  .map((list) => list.filter((offset) => offset.some((d) => d !== 0)))
  .filter((list) => list.length > 0)

test('a plan adds up every site once, and the cell itself where it says so', () => {
  fc.assert(
    fc.property(anyOffsets, fc.boolean(), (list, withSelf) => {
      const offsets = list.flat()
      const wanted = [...namesOf(offsets), ...(withSelf ? ['0,0,0'] : [])].sort()
      expect(listSites(planColumns(offsets, withSelf))).toEqual(wanted)
    }),
  )
})

describe.each([
  ['moore-2d', 1, true],
  ['moore-3d', 1, true],
  ['von-neumann-2d', 2, true],
  ['corners-3d', 1, false],
] as const satisfies readonly (readonly [NamedNeighborhood, number, boolean])[])(
  'the neighborhood %s',
  (name, columns, withSelf) => {
    test(`is put together from ${columns} kinds of columns`, () => {
      const { offsets } = buildNeighborhood({ kind: 'named', name })
      const plan = planCheapestColumns(offsets)
      expect(plan.groups.length).toBe(columns)
      expect(plan.withSelf).toBe(withSelf)
    })
  },
)
