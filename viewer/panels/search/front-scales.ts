/** The scales of the front's plane, and the way back from a pixel to a value. */
import { linearScale, logScale, type Scale } from '../../../engine/qa/plot/scale.ts'
import type { ChartBox } from './axes.tsx'
import { canBeLog, type FrontPoint, frame, frameLog } from './front-points.ts'
import type { PixelSize } from './use-size.ts'

export interface FrontScales {
  readonly box: ChartBox
  readonly x: Scale
  readonly y: Scale
  /** Whether an axis could be one of powers. */
  readonly can: readonly [x: boolean, y: boolean]
  /** Whether it is one. */
  readonly isLog: readonly [x: boolean, y: boolean]
}

/** The part of an axis that is shown, of what it has: 0 to 1 is all of it. */
export type Stretch = readonly [from: number, to: number]

export const WHOLE: readonly [x: Stretch, y: Stretch] = [
  [0, 1],
  [0, 1],
]

/**
 * What is not feasible may lie anywhere, and is drawn as far as it lies among the others.
 *
 * @param shown the parts of both axes that are shown.
 */
export function scaleFront(
  points: readonly FrontPoint[],
  { width, height }: PixelSize,
  wish: readonly [x: boolean, y: boolean],
  shown: readonly [x: Stretch, y: Stretch] = WHOLE,
): FrontScales {
  const feasible = points.filter(({ kind }) => kind !== 'infeasible')
  const framing = feasible.length > 0 ? feasible : points
  const box = { left: 52, right: width - 14, top: 48, bottom: height - 42 }
  const across = Math.max(2, Math.floor((box.right - box.left) / 56))
  const down = Math.max(2, Math.floor((box.bottom - box.top) / 36))
  const [xs, ys] = [framing.map((each) => each.x), framing.map((each) => each.y)]
  const can = [canBeLog(xs), canBeLog(ys)] as const
  const isLog = [wish[0] && can[0], wish[1] && can[1]] as const
  const scale = (
    values: readonly number[],
    pixels: readonly [number, number],
    ticks: number,
    place: 0 | 1,
  ): Scale => {
    const whole = isLog[place] ? frameLog(values) : frame(values)
    const part = shown[place].map((share) => between(whole, share, isLog[place]))
    const domain = part as unknown as readonly [number, number]
    return isLog[place] ? logScale(domain, pixels) : linearScale(domain, pixels, ticks)
  }
  return {
    ...{ box, can, isLog },
    x: scale(xs, [box.left, box.right], across, 0),
    y: scale(ys, [box.bottom, box.top], down, 1),
  }
}

/** What lies so far from one end of a stretch to the other; by factors where it is one of powers. */
export function between(
  [low, high]: readonly [number, number],
  share: number,
  isLog: boolean,
): number {
  return isLog ? low * (high / low) ** share : low + share * (high - low)
}

/** The value at a pixel of an axis, no further than its ends. */
export function valueAt(scale: Scale, pixel: number, isLog: boolean): number {
  const [low, high] = scale.domain
  const [start, end] = [scale.toPixel(low), scale.toPixel(high)]
  const share = Math.min(1, Math.max(0, (pixel - start) / (end - start)))
  return between(scale.domain, share, isLog)
}

/** A stretch that is made smaller or larger around a place in it, within what there is. */
export function zoomStretch([from, to]: Stretch, at: number, factor: number): Stretch {
  const width = Math.min(1, Math.max(0.02, (to - from) * factor))
  const middle = from + at * (to - from)
  return clampStretch([middle - at * width, middle + (1 - at) * width])
}

/** A stretch moved by a part of itself, within what there is. */
export function panStretch([from, to]: Stretch, by: number): Stretch {
  const move = by * (to - from)
  return clampStretch([from + move, to + move])
}

function clampStretch([from, to]: Stretch): Stretch {
  const width = Math.min(1, to - from)
  const start = Math.min(1 - width, Math.max(0, from))
  return [start, start + width]
}
