/** Points in the plane, one of them the one that is asked about, others landmarks with names. */
import { type Axis, type ChartWords, chartBox, chartFrame, chartSvg, label } from './chart-frame.ts'
import type { ChartTheme } from './chart-theme.ts'
import { classColor, classMark } from './class-mark.ts'
import { linearScale, logScale } from './scale.ts'
import { element } from './svg.ts'

export interface ScatterPoint {
  readonly x: number
  readonly y: number
  /** Shown beside it; absent for one among many. */
  readonly name?: string
  /** Number of its class, 1 to 4: its color and its shape. */
  readonly group: 1 | 2 | 3 | 4 | undefined
}

export interface ScatterSpec {
  readonly words: ChartWords
  readonly width: number
  readonly height: number
  readonly points: readonly ScatterPoint[]
  /** The one that is asked about. */
  readonly subject: ScatterPoint
  readonly xLabel: string
  readonly groupNames: readonly string[]
  /** Least value that the vertical logarithmic axis shows; smaller ones lie on it. */
  readonly yFloor: number
}

/** Draws it. */
export function scatter(spec: ScatterSpec, theme: ChartTheme): string {
  const box = { ...chartBox(spec.width, spec.height), top: 28 }
  const all = [...spec.points, spec.subject]
  const yTop = Math.max(spec.yFloor * 10, ...all.map(({ y }) => y)) * 1.5
  const x: Axis = { scale: unitScale(box.left, box.right), label: spec.xLabel }
  const y: Axis = { scale: logScale([spec.yFloor, yTop], [box.bottom, box.top]), label: '' }
  const at = (point: ScatterPoint) => [x.scale.toPixel(point.x), y.scale.toPixel(point.y)] as const
  const marks = spec.points.map((point) => {
    const [px, py] = at(point)
    const group = point.group ?? 1
    return classMark(px, py, group, classColor(group, theme), 3.2, 0.75)
  })
  const names = placeNames(
    spec.points.flatMap((point) =>
      point.name === undefined ? [] : [[...at(point), point.name] as const],
    ),
    [at(spec.subject)],
    box,
  ).map(([px, py, name, anchor]) =>
    label(px, py, name, theme.quiet, { 'text-anchor': anchor, 'font-size': 10 }),
  )
  const [sx, sy] = at(spec.subject)
  const subject = [
    element('circle', {
      cx: sx,
      cy: sy,
      r: 9,
      fill: 'none',
      stroke: theme.text,
      'stroke-width': 1.5,
    }),
    element('circle', { cx: sx, cy: sy, r: 4.5, fill: theme.text }),
    label(sx > box.right - 90 ? sx - 14 : sx + 14, sy + 4, spec.subject.name ?? '', theme.text, {
      'text-anchor': sx > box.right - 90 ? 'end' : 'start',
      'font-size': 12,
      stroke: theme.raised,
      'stroke-width': 3,
      'paint-order': 'stroke',
    }),
  ].join('')
  const legend = spec.groupNames.map((name, i) =>
    [
      classMark(box.left + 5 + 92 * i, 9, (i + 1) as 1, classColor(i + 1, theme), 4),
      label(box.left + 15 + 92 * i, 13, name, theme.text),
    ].join(''),
  )
  return chartSvg(
    box,
    spec.words,
    [chartFrame(box, x, y, theme), ...marks, ...names, subject, ...legend].join(''),
  )
}

/** From 0 to 1 with room on both sides. */
function unitScale(left: number, right: number) {
  const scale = linearScale([-0.03, 1.03], [left, right])
  return { ...scale, ticks: scale.ticks.filter((tick) => tick >= 0 && tick <= 1) }
}

/** Names to the right of their points, or to the left, or not at all where they would lie on others. */
function placeNames(
  wanted: readonly (readonly [x: number, y: number, name: string])[],
  taken: readonly (readonly [x: number, y: number])[],
  box: { readonly left: number; readonly right: number },
): [x: number, y: number, name: string, anchor: 'start' | 'end'][] {
  const spots = taken.map(([x, y]) => ({ from: x - 12, to: x + 80, y }))
  const placed: [number, number, string, 'start' | 'end'][] = []
  for (const [x, y, name] of wanted) {
    const width = 5.4 * name.length + 4
    for (const anchor of ['start', 'end'] as const) {
      const at = anchor === 'start' ? x + 6 : x - 6
      const [from, to] = anchor === 'start' ? [at, at + width] : [at - width, at]
      const isFree =
        from >= box.left &&
        to <= box.right &&
        spots.every((spot) => to < spot.from || from > spot.to || Math.abs(spot.y - y) > 11)
      if (!isFree) continue
      spots.push({ from, to, y })
      placed.push([at, y + 3.5, name, anchor])
      break
    }
  }
  return placed
}
