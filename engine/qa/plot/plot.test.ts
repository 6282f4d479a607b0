import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bandChart } from './band-chart.ts'
import { DARK_THEME } from './chart-theme.ts'
import { formatNumber } from './format-number.ts'
import { binOf, histogram } from './histogram.ts'
import { linearScale, linearTicks, logScale } from './scale.ts'
import { escapeText } from './svg.ts'

const words = { title: 'T', description: 'D' }

test('ticks are round, ascending, inside, and about as many as asked for', () => {
  const ends = fc.tuple(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  )
  fc.assert(
    fc.property(ends, ([low, span]) => {
      const ticks = linearTicks(low, low + span, 5)
      expect(ticks.length).toBeGreaterThanOrEqual(1)
      expect(ticks.length).toBeLessThanOrEqual(7)
      expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
    }),
  )
  expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(logScale([1, 1000], [0, 300]).ticks).toEqual([1, 10, 100, 1000])
})

test('scales put the ends of the data at the ends of the pixels', () => {
  expect([0, 5, 10].map(linearScale([0, 10], [100, 0]).toPixel)).toEqual([100, 50, 0])
  expect(
    [0, 1, 10, 100].map((value) => Math.round(logScale([1, 100], [0, 200]).toPixel(value))),
  ).toEqual([0, 0, 100, 200])
})

test('numbers have three digits that mean something', () => {
  const shown = [
    0,
    0.12345,
    12,
    999.6,
    1234,
    45_678,
    3e6,
    4_239_999_999,
    2.5e13,
    1e16,
    -0.5,
    0.00001234,
    null,
    Number.POSITIVE_INFINITY,
  ]
  expect(shown.map(formatNumber)).toEqual([
    '0',
    '0.123',
    '12',
    '1000',
    '1,234',
    '45.7k',
    '3M',
    '4.24G',
    '25T',
    '1e16',
    '−0.5',
    '1.2e-5',
    '–',
    '∞',
  ])
})

test('bins grow by powers of two', () => {
  expect([0, 1, 2, 3, 4, 7, 8, 1023, 1024].map(binOf)).toEqual([0, 1, 2, 2, 3, 3, 4, 10, 11])
})

test('whatever text holds, markup stays well formed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeText(text)).not.toMatch(/[<>"]|&(?!amp;|lt;|gt;|quot;)/)
    }),
  )
  expect(escapeText('\u0000\ud800a')).toBe('\ufffd\ufffda')
})

test('charts of nothing are charts', () => {
  const bands = { at: [], min: [], lower: [], median: [], upper: [], max: [] }
  const drawn = [
    bandChart({ words, width: 300, height: 200, bands, xLabel: 'x', isLog: true }, DARK_THEME),
    histogram(
      {
        words,
        width: 300,
        height: 200,
        series: [{ name: 'a', values: [], missing: 0 }],
        xLabel: 'x',
        missingLabel: 'none',
      },
      DARK_THEME,
    ),
  ]
  for (const svg of drawn) expect(svg).not.toMatch(/NaN|Infinity|undefined/)
})
