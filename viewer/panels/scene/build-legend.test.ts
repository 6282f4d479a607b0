import { expect, test } from 'vitest'
import { buildStatePalette } from '../../design/state-palette.ts'
import { buildLegend, MAX_LEGEND_ROWS } from './build-legend.ts'

const legendOf = (states: number) => buildLegend(buildStatePalette('refractory', states, 'dark'))

test('a two-state world has one row, the live state', () => {
  expect(buildLegend(buildStatePalette('two-state', 2, 'dark'))).toEqual([
    { state: 1, text: 'live' },
  ])
})

test('a small rule lists every state', () => {
  expect(legendOf(4).map(({ state }) => state)).toEqual([1, 2, 3])
})

test('the legend tells where refractory states begin and what follows the last', () => {
  expect(legendOf(3).map(({ text }) => text)).toEqual(['live', 'refractory, then dead'])
  expect(legendOf(5).map(({ text }) => text)).toEqual(['live', 'refractory', '', 'then dead'])
})

test.each([12, 50, 256])(
  '%d states are told by a few rows, from the first to the last',
  (states) => {
    const listed = legendOf(states).map(({ state }) => state)
    expect(listed).toHaveLength(MAX_LEGEND_ROWS)
    expect(listed[0]).toBe(1)
    expect(listed.at(-1)).toBe(states - 1)
    expect(new Set(listed).size).toBe(MAX_LEGEND_ROWS)
  },
)
