/** One chart's plot: uPlot, in the colors of the theme, with what happened to the run marked on it. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { RunMark } from '../../../engine/protocol/measure-api.ts'
import { formatExact, formatShort } from '../../design/format-number.ts'
import { formatValue } from '../../design/format-value.ts'
import type { SeriesHistory } from '../../state/series-history.ts'
import { isFrequent } from './describe-mark.ts'

/** What a plot shows; read anew whenever it draws. */
export interface PlotSource {
  readonly lines: () => readonly SeriesHistory[]
  readonly marks: () => readonly RunMark[]
  /** The first and the last tick of the run so far. */
  readonly range: () => readonly [from: number, to: number]
  /** The tick that the run stands at; undefined where nothing runs. */
  readonly present: () => number | undefined
  /** Is told of ticks that were drawn over, to be shown alone. */
  readonly onSelect: (span: readonly [from: number, to: number] | undefined) => void
  /** Is told where the pointer reads, and when it no longer does. */
  readonly onRead: (tick: number | undefined) => void
}

const AXIS_PIXELS = { left: 56, bottom: 20 } as const
const FONT_PIXELS = 11

/** Lines of one chart are told apart by dashes too, not by color alone. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]]

/**
 * Makes a plot inside an element, as large as that is. Whoever makes it calls `destroy`.
 *
 * @param lines how many it has.
 */
export function createPlot(element: HTMLElement, lines: number, source: PlotSource): uPlot {
  const colorOf = (name: string) => getComputedStyle(element).getPropertyValue(name).trim()
  const [quiet, hairline] = [colorOf('--text-quiet'), colorOf('--hairline')]
  const strokes = ['--accent', '--chart-2', '--chart-3', '--chart-4'].map(colorOf)
  const font = `${FONT_PIXELS}px ${colorOf('--font-mono')}`
  const axis = { stroke: quiet, font, grid: { stroke: hairline, width: 1 }, ticks: { show: false } }
  const plot = new uPlot(
    {
      width: Math.max(1, element.clientWidth),
      height: Math.max(1, element.clientHeight),
      padding: [8, 14, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        points: { size: 6 },
        // All charts are read at one tick, which is not known here.
        bind: { mousemove: () => null, mouseenter: () => null, mouseleave: () => null },
      },
      scales: {
        x: { time: false, range: () => [...widen(source.range())] },
        y: { range: (_, low, high) => spanOf(low, high) },
      },
      axes: [
        {
          ...axis,
          size: AXIS_PIXELS.bottom,
          gap: 4,
          space: 90,
          grid: { show: false },
          incrs: WHOLE_STEPS,
          values: (_, ticks) => ticks.map(formatExact),
        },
        {
          ...axis,
          size: AXIS_PIXELS.left,
          gap: 6,
          space: 28,
          values: (_, values) => values.map(formatAxis),
        },
      ],
      series: [
        {},
        ...Array.from({ length: lines }, (_, i) => ({
          stroke: strokes[i % strokes.length]!,
          width: 1.5,
          dash: [...DASHES[Math.floor(i / strokes.length) % DASHES.length]!],
          spanGaps: true,
          points: { show: false },
        })),
      ],
      hooks: {
        draw: [
          (plot) => drawMarks(plot, source.marks(), colorOf),
          (plot) => drawPresent(plot, source.present(), colorOf),
        ],
      },
    },
    dataOf(source),
    element,
  )
  plot.over.addEventListener('pointermove', ({ offsetX }) => {
    source.onRead(Math.round(plot.posToVal(offsetX, 'x')))
  })
  plot.over.addEventListener('pointerleave', () => source.onRead(undefined))
  plot.over.addEventListener('dblclick', () => source.onSelect(undefined))
  listenForBrush(plot, source.onSelect)
  return plot
}

/** A shorter stroke is a click. */
const MIN_BRUSH_PIXELS = 6

/** A drag across a plot chooses the ticks that all plots show. */
function listenForBrush(plot: uPlot, onSelect: PlotSource['onSelect']): void {
  const { over } = plot
  let startX: number | undefined
  const draw = (left: number, width: number) =>
    plot.setSelect({ left, top: 0, width, height: over.clientHeight }, false)
  over.addEventListener('pointerdown', ({ button, offsetX, pointerId }) => {
    if (button !== 0) return
    startX = offsetX
    over.setPointerCapture(pointerId)
  })
  over.addEventListener('pointermove', ({ offsetX }) => {
    if (startX !== undefined) draw(Math.min(startX, offsetX), Math.abs(offsetX - startX))
  })
  over.addEventListener('lostpointercapture', ({ offsetX }) => {
    if (startX === undefined) return
    const [from, to] = [Math.min(startX, offsetX), Math.max(startX, offsetX)]
    startX = undefined
    draw(0, 0)
    if (to - from < MIN_BRUSH_PIXELS) return
    onSelect([Math.round(plot.posToVal(from, 'x')), Math.round(plot.posToVal(to, 'x'))])
  })
}

/** What the lines are now, by ticks that they share. */
export function dataOf({ lines }: PlotSource): uPlot.AlignedData {
  const tables = lines().map(({ ticks, values }): uPlot.AlignedData => [[...ticks], [...values]])
  if (tables.length === 0) return [[]]
  return tables.length === 1 ? tables[0]! : uPlot.join(tables)
}

/** Steps between labels of ticks: there is no half tick. */
const WHOLE_STEPS = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
).flat()

const widen = ([from, to]: readonly [number, number]): readonly [number, number] =>
  to > from ? [from, to] : [from, from + 1]

/** From 0 where that is not far, so that heights can be compared; some room around what never changes. */
function spanOf(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high))
    return [0, 1]
  const from = low >= 0 && low <= 0.7 * high ? 0 : low
  if (from === high)
    return from === 0 ? [0, 1] : [from - Math.abs(from) / 10, high + Math.abs(high) / 10]
  return [from, high + (high - from) / 20]
}

const formatAxis = (value: number): string =>
  value >= 1000 ? formatShort(value) : formatValue(value)

/** A hairline where something happened; edits are dotted. */
function drawMarks(
  { ctx, bbox, valToPos, scales }: uPlot,
  marks: readonly RunMark[],
  colorOf: (name: string) => string,
): void {
  const { min, max } = scales.x!
  ctx.save()
  ctx.lineWidth = devicePixelRatio
  for (const { kind, tick } of marks) {
    if (tick < (min ?? 0) || tick > (max ?? 0) || isFrequent(kind)) continue
    const x = Math.round(valToPos(tick, 'x', true)) + 0.5
    ctx.strokeStyle = colorOf(
      kind === 'period' || kind === 'convergence' ? '--good' : '--text-quiet',
    )
    ctx.setLineDash(kind === 'edit' ? [2, 3] : kind === 'convergence' ? [6, 4] : [])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  ctx.restore()
}

/** Where the run stands, where that is not at the end of what is known of it. */
function drawPresent(
  { ctx, bbox, valToPos, scales }: uPlot,
  tick: number | undefined,
  colorOf: (name: string) => string,
): void {
  const { min, max } = scales.x!
  if (tick === undefined || tick < (min ?? 0) || tick >= (max ?? 0)) return
  const x = Math.round(valToPos(tick, 'x', true)) + 0.5
  ctx.save()
  ctx.lineWidth = devicePixelRatio
  ctx.strokeStyle = colorOf('--accent')
  ctx.beginPath()
  ctx.moveTo(x, bbox.top)
  ctx.lineTo(x, bbox.top + bbox.height)
  ctx.stroke()
  ctx.restore()
}
