import { expect, test } from 'vitest'
import type { TrialRow } from '../../../engine/worker/search-api.ts'
import { findNearest, frame, listPoints } from './front-points.ts'

const row = (
  number: number,
  values: readonly number[] | undefined,
  isFeasible = true,
): TrialRow => ({
  ...{ number, params: {}, reports: [], measured: {}, seconds: undefined, isFeasible },
  ...(values === undefined ? { state: 'failed' } : { state: 'complete', values }),
})

const TRIALS = [row(0, [1, 9, 4]), row(1, undefined), row(2, [2, 8, 5], false), row(3, [3, 7, 6])]

test('complete trials are points of the objectives that are asked for, the front above all others', () => {
  expect(listPoints(TRIALS, { best: [0] }, [2, 0])).toEqual([
    { trial: 2, x: 5, y: 2, kind: 'infeasible', note: 'not feasible' },
    { trial: 3, x: 6, y: 3, kind: 'feasible', note: '' },
    { trial: 0, x: 4, y: 1, kind: 'front', note: '' },
  ])
  expect(listPoints(TRIALS, undefined, [0, 1]).some(({ kind }) => kind === 'front')).toBe(false)
})

test('a frame has room around its values, also where they are one or none', () => {
  for (const values of [[1, 2], [5, 5], [0], [-3, 8, 4]]) {
    const [low, high] = frame(values)
    expect(low).toBeLessThan(Math.min(...values))
    expect(high).toBeGreaterThan(Math.max(...values))
  }
  expect(frame([])).toEqual([0, 1])
})

test('the nearest point within reach is found, and of equal ones that of the front', () => {
  const points = listPoints(
    [row(0, [10, 10]), row(1, [10, 10]), row(2, [50, 10])],
    { best: [1] },
    [0, 1],
  )
  const at = ({ x, y }: { readonly x: number; readonly y: number }) => [x, y] as const
  expect(findNearest(points, [12, 10], at, 14)?.trial).toBe(1)
  expect(findNearest(points, [45, 10], at, 14)?.trial).toBe(2)
  expect(findNearest(points, [30, 10], at, 14)).toBeUndefined()
})
