/** A measure over time for a whole ensemble: its middle as a line, its spread as bands. */
import { type Axis, type ChartWords, chartBox, chartFrame, chartSvg, label } from './chart-frame.ts'
import type { ChartTheme } from './chart-theme.ts'
import { linearScale, logScale } from './scale.ts'
import { areaPath, element, linePath } from './svg.ts'

/** Quantiles of an ensemble by time. All arrays are as long as `at`. */
export interface Bands {
  readonly at: readonly number[]
  readonly min: readonly number[]
  readonly lower: readonly number[]
  readonly median: readonly number[]
  readonly upper: readonly number[]
  readonly max: readonly number[]
}

export interface BandChartSpec {
  readonly words: ChartWords
  readonly width: number
  readonly height: number
  readonly bands: Bands
  readonly xLabel: string
  /** Both axes by logarithms: straight lines are powers. */
  readonly isLog?: boolean
  /** Least top of the vertical axis. */
  readonly minTop?: number
  readonly yMin?: number
  /** What the thick line shows; the medians where absent. */
  readonly line?: readonly number[]
  /** Single runs drawn behind, thin. */
  readonly runs?: readonly (readonly number[])[]
}

/** Draws it. */
export function bandChart(spec: BandChartSpec, theme: ChartTheme): string {
  const box = chartBox(spec.width, spec.height)
  const { bands } = spec
  const isLog = spec.isLog === true
  const highest = Math.max(spec.minTop ?? 0, ...bands.max, ...(spec.line ?? []))
  const lastAt = bands.at.at(-1) ?? 1
  const xDomain = [isLog ? 1 : (bands.at[0] ?? 0), Math.max(isLog ? 2 : 1, lastAt)] as const
  const yLow = spec.yMin ?? (isLog ? 1 : 0)
  const yDomain = [yLow, Math.max(highest * (isLog ? 1.3 : 1.04), isLog ? 2 * yLow : 1e-6)] as const
  const scale = isLog ? logScale : linearScale
  const x: Axis = { scale: scale(xDomain, [box.left, box.right]), label: spec.xLabel }
  const y: Axis = { scale: scale(yDomain, [box.bottom, box.top]), label: '' }
  const point = (value: number, i: number) =>
    [x.scale.toPixel(bands.at[i]!), y.scale.toPixel(value)] as const
  const band = (low: readonly number[], high: readonly number[], opacity: number) =>
    element('path', {
      d: areaPath([...low.map(point), ...high.map(point).reverse()]),
      fill: theme.accent,
      'fill-opacity': opacity,
    })
  const runs = (spec.runs ?? []).map((run) =>
    element('path', {
      d: linePath(run.map(point)),
      fill: 'none',
      stroke: theme.quiet,
      'stroke-opacity': 0.3,
      'stroke-width': 0.75,
    }),
  )
  const median = element('path', {
    d: linePath((spec.line ?? bands.median).map(point)),
    fill: 'none',
    stroke: theme.accent,
    'stroke-width': 1.75,
    'stroke-linejoin': 'round',
  })
  const body = [
    chartFrame(box, x, y, theme),
    band(bands.min, bands.max, 0.12),
    band(bands.lower, bands.upper, 0.22),
    ...runs,
    median,
  ]
  if (bands.at.length === 0)
    body.push(label(box.left + 8, box.top + 16, 'nothing was measured', theme.quiet))
  return chartSvg(box, spec.words, body.join(''))
}
