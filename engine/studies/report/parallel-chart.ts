/** Parallel coordinates: an axis a parameter, a line a trial. */
import { type ChartWords, chartSvg, label } from '../../qa/plot/chart-frame.ts'
import { type ChartTheme, MONO } from '../../qa/plot/chart-theme.ts'
import { element, formatCoordinate } from '../../qa/plot/svg.ts'

/** An axis, from below to above. */
export interface ParallelAxis {
  readonly name: string
  readonly low: string
  readonly high: string
}

export interface ParallelLine {
  /** The place on each axis, from 0 to 1; undefined where the trial has none there. */
  readonly places: readonly (number | undefined)[]
  readonly isFront: boolean
}

export interface ParallelChartSpec {
  readonly words: ChartWords
  readonly width: number
  readonly height: number
  readonly axes: readonly ParallelAxis[]
  readonly lines: readonly ParallelLine[]
}

/** Of more lines behind the front only so many are drawn. */
const MAX_DRAWN = 300

const MAX_NAME_CHARS = 12

/** Draws it. */
export function parallelChart(spec: ParallelChartSpec, theme: ChartTheme): string {
  const { width, height, axes, lines } = spec
  const [left, right, top, bottom] = [34, width - 34, 30, height - 26]
  const step = axes.length < 2 ? 0 : (right - left) / (axes.length - 1)
  const others = lines.filter(({ isFront }) => !isFront)
  const every = Math.max(1, Math.ceil(others.length / MAX_DRAWN))
  const drawn = [
    ...others.filter((_, i) => i % every === 0),
    ...lines.filter((each) => each.isFront),
  ]
  const marks = drawn.map(({ places, isFront }) =>
    element('path', {
      d: linesThrough(places, (i, place) => [left + step * i, bottom - place * (bottom - top)]),
      fill: 'none',
      stroke: isFront ? theme.accent : theme.quiet,
      'stroke-opacity': isFront ? 0.9 : 0.22,
      'stroke-width': isFront ? 1.5 : 1,
    }),
  )
  const frames = axes.map(({ name, low, high }, i) => {
    const x = left + step * i
    const middle = { 'text-anchor': 'middle', 'font-size': 10 } as const
    const quiet = { ...middle, 'font-family': MONO }
    return [
      element('line', { x1: x, x2: x, y1: top, y2: bottom, stroke: theme.hairline }),
      label(x, 11, shorten(name), theme.text, middle),
      label(x, top - 5, high, theme.quiet, quiet),
      label(x, bottom + 14, low, theme.quiet, quiet),
    ].join('')
  })
  return chartSvg({ width, height }, spec.words, [...frames, ...marks].join(''))
}

/** Strokes between places that are there; a place with none on either side is a dot. */
function linesThrough(
  places: ParallelLine['places'],
  at: (i: number, place: number) => readonly [number, number],
): string {
  return places
    .map((place, i) => {
      if (place === undefined) return ''
      const [x, y] = at(i, place)
      const isFirst = i === 0 || places[i - 1] === undefined
      const isAlone = isFirst && places[i + 1] === undefined
      return `${isFirst ? 'M' : 'L'}${formatCoordinate(x)} ${formatCoordinate(y)}${isAlone ? 'h1' : ''}`
    })
    .join('')
}

const shorten = (name: string) =>
  name.length > MAX_NAME_CHARS ? `${name.slice(0, MAX_NAME_CHARS - 1)}…` : name
