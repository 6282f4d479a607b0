import { describe, expect, test } from 'vitest'
import { circleHalfWidths } from '../../../lattice/neighborhood.ts'
import { groupRuns, listRunLengths, splitEdge, splitLength } from './circle-edge.ts'

describe.each([1, 2, 3, 5, 10, 50, 127, 500])('the edge of a circle of radius %i', (radius) => {
  const halfHeights = circleHalfWidths(radius)
  const runs = splitEdge(halfHeights)

  test('has each column once, at its height', () => {
    const columns = runs.flatMap(({ firstDx, cells, halfHeight }) =>
      Array.from({ length: cells }, (_, i) => [firstDx + i, halfHeight]),
    )
    expect(columns).toEqual([...halfHeights].map((height, i) => [i - radius, height]))
  })

  test('has rows for every run, each the sum of shorter ones', () => {
    const lengths = listRunLengths(runs)
    for (const { cells } of runs) expect(lengths).toContain(cells)
    for (const length of lengths.slice(1)) {
      const parts = splitLength(length, length)
      expect(parts.reduce((sum, part) => sum + part)).toBe(length)
      for (const part of parts) expect(lengths.indexOf(part)).toBeLessThan(lengths.indexOf(length))
      for (const part of parts) expect(lengths).toContain(part)
    }
  })

  test('falls into groups that are all of it and small enough', () => {
    const groups = groupRuns(runs, 20)
    let first = 0
    for (const count of groups) {
      const group = runs.slice(first, first + count)
      expect(group.length).toBe(count)
      expect(group.reduce((sum, { cells }) => sum + cells, 0)).toBeLessThanOrEqual(20)
      first += count
    }
    expect(first).toBe(runs.length)
  })
})
