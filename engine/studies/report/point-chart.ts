/** Trials as points of two objectives, and the front among them. */
import {
  type Axis,
  type ChartWords,
  chartBox,
  chartFrame,
  chartSvg,
  label,
} from '../../qa/plot/chart-frame.ts'
import type { ChartTheme } from '../../qa/plot/chart-theme.ts'
import { linearScale } from '../../qa/plot/scale.ts'
import { element } from '../../qa/plot/svg.ts'

/** A trial in the plane; kinds differ in shape, not in color alone. */
export interface PointMark {
  readonly x: number
  readonly y: number
  readonly kind: 'front' | 'feasible' | 'infeasible'
  readonly trial: number
}

export interface PointChartSpec {
  readonly words: ChartWords
  readonly width: number
  readonly height: number
  readonly points: readonly PointMark[]
  /** The number of the trial that has a ring. */
  readonly knee: number | undefined
  readonly xLabel: string
  readonly yLabel: string
}

/** Of more points only so many behind the front are drawn, evenly chosen. */
const MAX_DRAWN = 2000

/** Points are never on the frame. */
const MARGIN = 0.06

/** Draws it. */
export function pointChart(spec: PointChartSpec, theme: ChartTheme): string {
  const box = { ...chartBox(spec.width, spec.height), top: 44 }
  // What is not feasible may lie anywhere, and is drawn where the others are.
  const feasible = spec.points.filter(({ kind }) => kind !== 'infeasible')
  const framing = feasible.length > 0 ? feasible : spec.points
  const x: Axis = {
    scale: linearScale(domainOf(framing.map((each) => each.x)), [box.left, box.right]),
    label: spec.xLabel,
  }
  const y: Axis = {
    scale: linearScale(domainOf(framing.map((each) => each.y)), [box.bottom, box.top]),
    label: '',
  }
  const at = (point: PointMark) => [x.scale.toPixel(point.x), y.scale.toPixel(point.y)] as const
  const isInside = (point: PointMark) =>
    isWithin(x.scale.domain, point.x) && isWithin(y.scale.domain, point.y)
  const others = spec.points.filter((point) => point.kind !== 'front' && isInside(point))
  const step = Math.max(1, Math.ceil(others.length / MAX_DRAWN))
  const front = spec.points.filter(({ kind }) => kind === 'front')
  const drawn = [...others.filter((_, i) => i % step === 0), ...front]
  const ring = front.find(({ trial }) => trial === spec.knee)
  const body = [
    chartFrame(box, x, y, theme),
    label(0, box.top - 10, spec.yLabel, theme.quiet),
    ...drawn.map((point) => drawMark(...at(point), point.kind, theme)),
    ...(ring === undefined ? [] : [drawRing(...at(ring), theme)]),
    drawLegend(ring !== undefined, theme),
  ]
  return chartSvg(box, spec.words, body.join(''))
}

const isWithin = ([low, high]: readonly [number, number], value: number) =>
  value >= low && value <= high

/** The ends of the data with room around them; something wide where they are one. */
export function domainOf(values: readonly number[]): readonly [low: number, high: number] {
  const low = values.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY)
  const high = values.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY)
  if (!(low <= high)) return [0, 1]
  const width = high - low || Math.max(1e-6, Math.abs(low) * 0.1)
  return [low - MARGIN * width, high + MARGIN * width]
}

function drawMark(x: number, y: number, kind: PointMark['kind'], theme: ChartTheme): string {
  switch (kind) {
    case 'front':
      return element('circle', { cx: x, cy: y, r: 4.5, fill: theme.accent })
    case 'feasible':
      return element('circle', { cx: x, cy: y, r: 2.5, fill: theme.class2, 'fill-opacity': 0.65 })
    case 'infeasible':
      return element('path', {
        d: `M${round(x - 2.5)} ${round(y - 2.5)}l5 5m0 -5l-5 5`,
        stroke: theme.quiet,
        'stroke-width': 1,
        fill: 'none',
      })
    default:
      return kind satisfies never
  }
}

const round = (value: number) => Math.round(value * 100) / 100

const drawRing = (x: number, y: number, theme: ChartTheme) =>
  element('circle', { cx: x, cy: y, r: 9, fill: 'none', stroke: theme.text, 'stroke-width': 1.5 })

function drawLegend(hasKnee: boolean, theme: ChartTheme): string {
  const entries = [
    ['front', 'front'],
    ['feasible', 'feasible'],
    ['infeasible', 'not feasible'],
  ] as const
  const marks = entries.map(
    ([kind, name], i) =>
      drawMark(6 + 92 * i, 10, kind, theme) + label(16 + 92 * i, 14, name, theme.text),
  )
  const knee = hasKnee
    ? drawRing(17 + 92 * 3, 12, theme) + label(31 + 92 * 3, 14, 'knee', theme.text)
    : ''
  return marks.join('') + knee
}
