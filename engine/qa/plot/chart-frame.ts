/** The frame of a chart: axes with ticks, units and a grid of hairlines. */
import { type ChartTheme, MONO, SANS } from './chart-theme.ts'
import { formatNumber } from './format-number.ts'
import type { Scale } from './scale.ts'
import { element, escapeText } from './svg.ts'

/** Pixels that a chart has, and what is left of them for data. */
export interface ChartBox {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A box with room for numbers on the left and below. */
export function chartBox(width: number, height: number): ChartBox {
  return { width, height, left: 46, right: width - 10, top: 12, bottom: height - 38 }
}

export interface Axis {
  readonly scale: Scale
  /** What it shows, with its unit: `ticks`. */
  readonly label: string
  readonly format?: (value: number) => string
}

/** What every chart is told by beside its marks. */
export interface ChartWords {
  /** Read out instead of the picture. */
  readonly title: string
  /** A sentence with what is to be seen in it. */
  readonly description: string
}

/** Text at a place. */
export function label(
  x: number,
  y: number,
  text: string,
  fill: string,
  more: Readonly<Record<string, string | number | undefined>> = {},
): string {
  return element(
    'text',
    { x, y, fill, 'font-size': 11, 'font-family': SANS, ...more },
    escapeText(text),
  )
}

/** Axes, grid and ticks. */
export function chartFrame(box: ChartBox, x: Axis, y: Axis, theme: ChartTheme): string {
  const { left, right, bottom } = box
  const mono = { 'font-family': MONO }
  const rows = y.scale.ticks.map((tick) => {
    const at = y.scale.toPixel(tick)
    return [
      element('line', { x1: left, x2: right, y1: at, y2: at, stroke: theme.grid }),
      label(left - 6, at + 3.5, (y.format ?? formatNumber)(tick), theme.quiet, {
        'text-anchor': 'end',
        ...mono,
      }),
    ].join('')
  })
  const columns = x.scale.ticks.map((tick) => {
    const at = x.scale.toPixel(tick)
    return [
      element('line', { x1: at, x2: at, y1: bottom, y2: bottom + 4, stroke: theme.hairline }),
      label(at, bottom + 16, (x.format ?? formatNumber)(tick), theme.quiet, {
        'text-anchor': at > right - 12 ? 'end' : 'middle',
        ...mono,
      }),
    ].join('')
  })
  return [
    ...rows,
    element('line', { x1: left, x2: right, y1: bottom, y2: bottom, stroke: theme.hairline }),
    ...columns,
    label((left + right) / 2, bottom + 32, x.label, theme.quiet, { 'text-anchor': 'middle' }),
  ].join('')
}

/** A chart as a whole, which says in words what it shows. */
export function chartSvg(
  box: Pick<ChartBox, 'width' | 'height'>,
  words: ChartWords,
  body: string,
): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${box.width} ${box.height}`,
      width: box.width,
      height: box.height,
      role: 'img',
      'aria-label': `${words.title}. ${words.description}`,
    },
    body,
  )
}
