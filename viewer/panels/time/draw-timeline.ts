/** Draws the timeline: what is known of the run, what happened in it, the range that is looped, and where it stands. */
import type { RunMark } from '../../../engine/protocol/measure-api.ts'
import type { TickSpan } from '../../../engine/protocol/simulation-api.ts'
import { formatExact } from '../../design/format-number.ts'
import { isFrequent } from '../charts/describe-mark.ts'
import { listLabels, placeOf, type TimeAxis } from './time-axis.ts'

/** All that is drawn. */
export interface DrawnTime {
  readonly axis: TimeAxis
  /** The last tick that is known of the run. */
  readonly knownTo: number
  /** Where the run stands. */
  readonly tick: number
  /** Where it is on its way to; undefined where it is nowhere else. */
  readonly targetTick: number | undefined
  readonly marks: readonly RunMark[]
  /** Ticks at which branches part. */
  readonly forks: readonly number[]
  readonly range: TickSpan | undefined
  readonly isLooping: boolean
  /** The tick that charts are read at; undefined for none. */
  readonly cursorTick: number | undefined
}

/** The lane of marks, the bar of what is known, and the labels, from the top. */
const LANE_Y = 9
const BAR = { y: 18, height: 4 } as const
const LABEL_Y = 33
const LABEL_ROOM_PX = 84
/** Height of the whole, in CSS pixels. */
export const TIMELINE_HEIGHT_PX = 38
/** Room for what stands at either end of the axis. */
export const TIMELINE_MARGIN_PX = 8

/** What tells a kind of mark from others, by shape as well as by color. */
const GLYPHS: Readonly<Record<RunMark['kind'], { readonly color: string; readonly draw: Glyph }>> =
  {
    convergence: { color: '--good', draw: diamond },
    period: { color: '--good', draw: ring },
    rule: { color: '--time-rule', draw: square },
    'meta-rule': { color: '--time-rule', draw: bar },
    edit: { color: '--accent', draw: disk },
    birth: { color: '--time-birth', draw: bar },
    refusal: { color: '--danger', draw: cross },
  }

type Glyph = (context: CanvasRenderingContext2D, x: number, y: number) => void

/**
 * @param colorOf gives the value of a custom property.
 * @param scale device pixels of a CSS pixel.
 */
export function drawTimeline(
  context: CanvasRenderingContext2D,
  drawn: DrawnTime,
  colorOf: (name: string) => string,
  scale: number,
): void {
  const { axis, tick, knownTo } = drawn
  context.setTransform(scale, 0, 0, scale, TIMELINE_MARGIN_PX * scale, 0)
  const { widthPx } = axis
  context.clearRect(-TIMELINE_MARGIN_PX, 0, widthPx + 2 * TIMELINE_MARGIN_PX, TIMELINE_HEIGHT_PX)
  drawRange(context, drawn, colorOf)
  fillSpan(context, axis, [axis.from, axis.to], colorOf('--hairline'))
  fillSpan(context, axis, [0, knownTo], colorOf('--field-border'))
  fillSpan(context, axis, [0, Math.min(tick, knownTo)], colorOf('--knob'))
  drawLabels(context, axis, colorOf)
  drawMarks(context, drawn, colorOf)
  if (drawn.cursorTick !== undefined) {
    drawLine(context, axis, drawn.cursorTick, colorOf('--text-quiet'), [2, 2])
  }
  if (drawn.targetTick !== undefined) {
    drawLine(context, axis, drawn.targetTick, colorOf('--accent'), [4, 3])
  }
  drawHead(context, axis, tick, colorOf)
}

function fillSpan(
  context: CanvasRenderingContext2D,
  axis: TimeAxis,
  [from, to]: readonly [number, number],
  color: string,
): void {
  const left = Math.max(0, placeOf(axis, from))
  const right = Math.min(axis.widthPx, placeOf(axis, to))
  if (right <= left) return
  context.fillStyle = color
  context.fillRect(left, BAR.y, right - left, BAR.height)
}

function drawRange(
  context: CanvasRenderingContext2D,
  { axis, range, isLooping }: DrawnTime,
  colorOf: (name: string) => string,
): void {
  if (range === undefined) return
  const [left, right] = [placeOf(axis, range.from), placeOf(axis, range.to)]
  context.globalAlpha = isLooping ? 0.22 : 0.1
  context.fillStyle = colorOf('--accent')
  context.fillRect(left, 0, right - left, BAR.y + BAR.height)
  context.globalAlpha = isLooping ? 1 : 0.5
  context.strokeStyle = colorOf('--accent')
  context.lineWidth = 2
  for (const [x, inward] of [
    [left, 4],
    [right, -4],
  ] as const) {
    context.beginPath()
    context.moveTo(x + inward, 1)
    context.lineTo(x, 1)
    context.lineTo(x, BAR.y + BAR.height - 1)
    context.lineTo(x + inward, BAR.y + BAR.height - 1)
    context.stroke()
  }
  context.globalAlpha = 1
}

function drawLabels(
  context: CanvasRenderingContext2D,
  axis: TimeAxis,
  colorOf: (name: string) => string,
): void {
  context.fillStyle = colorOf('--text-quiet')
  context.font = `11px ${colorOf('--font-mono')}`
  for (const tick of listLabels(axis, LABEL_ROOM_PX)) {
    const text = formatExact(tick)
    const half = context.measureText(text).width / 2
    const x = placeOf(axis, tick)
    context.fillRect(Math.round(x), BAR.y + BAR.height, 1, 2)
    context.fillText(text, Math.max(0, Math.min(axis.widthPx - 2 * half, x - half)), LABEL_Y)
  }
}

function drawMarks(
  context: CanvasRenderingContext2D,
  { axis, marks, forks }: DrawnTime,
  colorOf: (name: string) => string,
): void {
  const isShown = (tick: number) => tick >= axis.from && tick <= axis.to
  const shown = marks.filter(({ tick }) => isShown(tick))
  const frequent = shown.filter(({ kind }) => isFrequent(kind))
  const rare = shown.filter(({ kind }) => !isFrequent(kind))
  // What may be of every tick is drawn first, so that it covers nothing.
  for (const { kind, tick } of [...frequent, ...rare]) {
    const { color, draw } = GLYPHS[kind]
    context.fillStyle = colorOf(color)
    context.strokeStyle = colorOf(color)
    context.lineWidth = 1.5
    draw(context, placeOf(axis, tick), LANE_Y)
  }
  context.fillStyle = colorOf('--text')
  for (const tick of forks) if (isShown(tick)) fork(context, placeOf(axis, tick), BAR.y)
}

function drawLine(
  context: CanvasRenderingContext2D,
  axis: TimeAxis,
  tick: number,
  color: string,
  dashes: readonly number[],
): void {
  const x = Math.round(placeOf(axis, tick)) + 0.5
  context.strokeStyle = color
  context.lineWidth = 1
  context.setLineDash([...dashes])
  context.beginPath()
  context.moveTo(x, 0)
  context.lineTo(x, BAR.y + BAR.height)
  context.stroke()
  context.setLineDash([])
}

/** A line with a handle to take hold of. */
function drawHead(
  context: CanvasRenderingContext2D,
  axis: TimeAxis,
  tick: number,
  colorOf: (name: string) => string,
): void {
  const x = placeOf(axis, tick)
  context.fillStyle = colorOf('--knob')
  context.strokeStyle = colorOf('--surface')
  context.lineWidth = 2
  context.fillRect(x - 1, 2, 2, BAR.y + BAR.height)
  context.beginPath()
  context.arc(x, BAR.y + BAR.height / 2, 6, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  context.moveTo(x, y - 5)
  context.lineTo(x + 4.5, y)
  context.lineTo(x, y + 5)
  context.lineTo(x - 4.5, y)
  context.fill()
}

function ring(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  context.arc(x, y, 3.5, 0, 2 * Math.PI)
  context.stroke()
}

function disk(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  context.arc(x, y, 3.5, 0, 2 * Math.PI)
  context.fill()
}

function square(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.fillRect(x - 3.5, y - 3.5, 7, 7)
}

function bar(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.fillRect(x - 0.75, y - 3, 1.5, 9)
}

function cross(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  context.moveTo(x - 3, y - 3)
  context.lineTo(x + 3, y + 3)
  context.moveTo(x + 3, y - 3)
  context.lineTo(x - 3, y + 3)
  context.stroke()
}

/** A small triangle that stands on the bar. */
function fork(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(x + 4, y - 6)
  context.lineTo(x - 4, y - 6)
  context.fill()
}
