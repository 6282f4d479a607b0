/** Ticks along a line of pixels: where they lie, which are labeled, and what zooming shows. */
import type { TickSpan } from '../../../engine/protocol/simulation-api.ts'

export interface TimeAxis extends TickSpan {
  readonly widthPx: number
}

/** The tick at a place, which may lie outside of the axis. */
export function tickAt({ from, to, widthPx }: TimeAxis, xPx: number): number {
  return Math.max(0, Math.round(from + ((to - from) * xPx) / Math.max(1, widthPx)))
}

/** Where a tick lies. */
export function placeOf({ from, to, widthPx }: TimeAxis, tick: number): number {
  return ((tick - from) / Math.max(1, to - from)) * widthPx
}

/** Ticks that are labeled: whole multiples of 1, 2 or 5 times a power of ten, as many as have room. */
export function listLabels(axis: TimeAxis, roomPx: number): readonly number[] {
  const { from, to, widthPx } = axis
  const most = Math.max(1, Math.floor(widthPx / roomPx))
  const wanted = Math.max(1, (to - from) / most)
  const power = 10 ** Math.floor(Math.log10(wanted))
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((each) => each >= wanted)!
  const labels: number[] = []
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) labels.push(tick)
  return labels
}

/** The fewest ticks that are shown alone. */
const MIN_SHOWN_TICKS = 4

/**
 * A span that is so many times as long, in which a tick stays where it is; undefined where it is as long as all.
 *
 * @param whole all there is to show.
 */
export function zoomAbout(
  span: TickSpan,
  tick: number,
  factor: number,
  whole: TickSpan,
): TickSpan | undefined {
  const length = Math.max(MIN_SHOWN_TICKS, Math.round((span.to - span.from) * factor))
  if (length >= whole.to - whole.from) return undefined
  const part = (tick - span.from) / Math.max(1, span.to - span.from)
  return within(Math.round(tick - part * length), length, whole)
}

/** The same number of ticks elsewhere, within what there is. */
export function panTo(span: TickSpan, from: number, whole: TickSpan): TickSpan {
  return within(Math.round(from), span.to - span.from, whole)
}

function within(from: number, length: number, whole: TickSpan): TickSpan {
  const start = Math.max(whole.from, Math.min(from, whole.to - length))
  return { from: start, to: start + length }
}
