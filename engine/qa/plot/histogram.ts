/** How often values occur, in bins that grow by powers of two: transients and periods span many sizes. */
import { log2 } from '../../math/log2.ts'
import { type ChartWords, chartBox, chartFrame, chartSvg, label } from './chart-frame.ts'
import type { ChartTheme } from './chart-theme.ts'
import { linearScale } from './scale.ts'
import { element } from './svg.ts'

export interface HistogramSeries {
  readonly name: string
  /** Whole numbers of at least 0. */
  readonly values: readonly number[]
  /** Members without a value. */
  readonly missing: number
}

export interface HistogramSpec {
  readonly words: ChartWords
  readonly width: number
  readonly height: number
  readonly series: readonly HistogramSeries[]
  readonly xLabel: string
  /** Over the bars of members without a value. */
  readonly missingLabel: string
}

/** Number of the bin of a value: 0 for 0, 1 for 1, 2 for 2 and 3, 3 for 4 to 7 ... */
export function binOf(value: number): number {
  return value < 1 ? 0 : Math.floor(log2(value)) + 1
}

/** Draws bars side by side, series after series. */
export function histogram(spec: HistogramSpec, theme: ChartTheme): string {
  const box = { ...chartBox(spec.width, spec.height), top: 26 }
  const highestBin = Math.max(3, ...spec.series.flatMap(({ values }) => values.map(binOf)))
  const columns = highestBin + 2
  const counts = spec.series.map(({ values, missing }) => {
    const bins = Array.from({ length: columns }, () => 0)
    for (const value of values) bins[binOf(value)]!++
    bins[columns - 1] = missing
    return bins
  })
  const most = Math.max(1, ...counts.flat())
  const y = { scale: linearScale([0, most], [box.bottom, box.top], Math.min(4, most)), label: '' }
  const left = box.left
  const step = (box.right - left) / columns
  const names = Array.from({ length: columns }, (_, i) =>
    i === columns - 1 ? spec.missingLabel : i < 2 ? String(i) : `${2 ** (i - 1)}`,
  )
  const colors = [theme.accent, theme.class2]
  const shift = step / (spec.series.length + 0.6)
  const bars = counts.flatMap((bins, s) =>
    bins.flatMap((count, i) => {
      if (count === 0) return []
      const top = y.scale.toPixel(count)
      const x = left + step * i + shift * (s + 0.3)
      return element('rect', {
        x,
        y: top,
        width: shift - 1,
        height: box.bottom - top,
        fill: colors[s % 2]!,
        rx: 1,
      })
    }),
  )
  const none = { scale: linearScale([0, 1], [left, box.right]), label: spec.xLabel }
  const legend = spec.series.map(({ name }, s) =>
    [
      element('rect', {
        x: left + 1 + 96 * s,
        y: 4,
        width: 10,
        height: 10,
        rx: 2,
        fill: colors[s % 2]!,
      }),
      label(left + 17 + 96 * s, 13, name, theme.text),
    ].join(''),
  )
  const ticks = names.map((name, i) =>
    label(left + step * (i + 0.5), box.bottom + 16, name, theme.quiet, { 'text-anchor': 'middle' }),
  )
  const frame = chartFrame(box, { ...none, scale: { ...none.scale, ticks: [] } }, y, theme)
  return chartSvg(box, spec.words, [frame, ...bars, ...legend, ...ticks].join(''))
}
