/** A number that only gets better as trials come in. */
import {
  type Axis,
  type ChartWords,
  chartBox,
  chartFrame,
  chartSvg,
} from '../../qa/plot/chart-frame.ts'
import type { ChartTheme } from '../../qa/plot/chart-theme.ts'
import { linearScale } from '../../qa/plot/scale.ts'
import { element, formatCoordinate } from '../../qa/plot/svg.ts'
import { domainOf } from './point-chart.ts'

export interface StepChartSpec {
  readonly words: ChartWords
  readonly width: number
  readonly height: number
  /** By rising `at`. */
  readonly steps: readonly { readonly at: number; readonly value: number }[]
  /** Single trials behind the line. */
  readonly points: readonly { readonly at: number; readonly value: number }[]
  /** Where the horizontal axis ends. */
  readonly until: number
  readonly xLabel: string
  /** A value that the vertical axis shows in any case. */
  readonly from: number | undefined
}

/** Of more points only so many are drawn. */
const MAX_DRAWN = 2000

/** Draws it. */
export function stepChart(spec: StepChartSpec, theme: ChartTheme): string {
  const box = chartBox(spec.width, spec.height)
  const values = [...spec.steps, ...spec.points].map(({ value }) => value)
  const domain = domainOf(spec.from === undefined ? values : [spec.from, ...values])
  const x: Axis = {
    scale: linearScale([0, Math.max(1, spec.until)], [box.left, box.right]),
    label: spec.xLabel,
  }
  const y: Axis = { scale: linearScale(domain, [box.bottom, box.top]), label: '' }
  const every = Math.max(1, Math.ceil(spec.points.length / MAX_DRAWN))
  const points = spec.points
    .filter((_, i) => i % every === 0)
    .map(({ at, value }) =>
      element('circle', {
        cx: x.scale.toPixel(at),
        cy: y.scale.toPixel(value),
        r: 2,
        fill: theme.class2,
        'fill-opacity': 0.65,
      }),
    )
  const line = element('path', {
    d: stairs(spec, x, y),
    fill: 'none',
    stroke: theme.accent,
    'stroke-width': 1.75,
  })
  return chartSvg(box, spec.words, [chartFrame(box, x, y, theme), ...points, line].join(''))
}

/** Straight ahead from each value to the next one, which changes at once; corners that change nothing are left out. */
function stairs({ steps, until }: StepChartSpec, x: Axis, y: Axis): string {
  const [first, ...rest] = steps
  if (first === undefined) return ''
  const px = (at: number) => formatCoordinate(x.scale.toPixel(at))
  const py = (value: number) => formatCoordinate(y.scale.toPixel(value))
  let last = first.value
  let path = `M${px(first.at)} ${py(first.value)}`
  for (const { at, value } of rest) {
    if (value === last) continue
    path += `H${px(at)}V${py(value)}`
    last = value
  }
  return `${path}H${px(until)}`
}
