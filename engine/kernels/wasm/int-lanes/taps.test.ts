import { expect, test } from 'vitest'
import { joinRuns, listOffsets, listTaps } from './taps.ts'

const named = (name: 'moore-2d' | 'tetrahedral-3d' | 'elementary', withCenter: boolean) =>
  listOffsets({ kind: 'neighborhood', neighborhood: { kind: 'named', name }, withCenter })

test('the cell itself comes in its place among its neighbors', () => {
  const { even, odd } = named('moore-2d', true)
  expect([...even.subarray(9, 18)]).toEqual([-1, 0, 0, 0, 0, 0, 1, 0, 0])
  expect(even).toHaveLength(27)
  expect(odd).toBeUndefined()
})

test('sites of a bipartite lattice look the other way from odd places', () => {
  const { even, odd } = named('tetrahedral-3d', true)
  expect([...odd!].sort()).toEqual([...even].map((d) => 0 - d).sort())
  expect(odd).not.toEqual(even)
})

test('neighbors in a row that count the same are one run', () => {
  const { even } = named('moore-2d', false)
  const runs = joinRuns(listTaps(even, undefined))
  expect(runs.map(({ fromX, toX, dy }) => [fromX, toX, dy])).toEqual([
    [-1, 1, -1],
    [-1, -1, 0],
    [1, 1, 0],
    [-1, 1, 1],
  ])
})

test('sites of weight 0 do not count, and end a run as another weight does', () => {
  const { even } = named('elementary', true)
  expect(joinRuns(listTaps(even, [2, 0, 2]))).toHaveLength(2)
  expect(joinRuns(listTaps(even, [2, 2, 3]))).toHaveLength(2)
  expect(joinRuns(listTaps(even, [5, 5, 5]))).toEqual([
    { fromX: -1, toX: 1, dy: 0, dz: 0, weight: 5 },
  ])
})
