/** What a pointer does on the front: points at trials, chooses them, draws a box that filters, zooms and moves. */
import { type PointerEvent, useState, type WheelEvent } from 'react'
import type { StudyObjective } from '../../../engine/studies/study-plan.ts'
import { hoverTrial, pickTrial, setFilters } from '../../state/study-store.ts'
import type { ValueFilter } from '../../state/value-filter.ts'
import { type FrontPoint, findNearest } from './front-points.ts'
import { type FrontScales, panStretch, type Stretch, valueAt, zoomStretch } from './front-scales.ts'

type Place = readonly [x: number, y: number]
type Shown = readonly [x: Stretch, y: Stretch]

/** How far from a point a pointer may be. */
const REACH_PIXELS = 14
/** Less is a click. */
const MIN_DRAG_PIXELS = 5
/** What the wheel's pixels come to. */
const ZOOM_PER_PIXEL = 0.0015

interface FrontPointerWishes {
  readonly scales: FrontScales
  readonly objectives: readonly [x: StudyObjective, y: StudyObjective]
  readonly points: readonly FrontPoint[]
  readonly setShown: (change: (now: Shown) => Shown) => void
}

export function useFrontPointer({ scales, objectives, points, setShown }: FrontPointerWishes) {
  const { box, x, y } = scales
  const [isFocused, setIsFocused] = useState(false)
  const [drag, setDrag] = useState<{ from: Place; to: Place; isMove: boolean }>()
  const isDrawn = drag !== undefined && !drag.isMove && isFar(drag.from, drag.to)
  const find = (place: Place) =>
    findNearest(points, place, (point) => [x.toPixel(point.x), y.toPixel(point.y)], REACH_PIXELS)
  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return
    const from = placeOf(event)
    setDrag({ from, to: from, isMove: event.altKey })
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    const to = placeOf(event)
    if (drag === undefined) {
      hoverTrial(find(to)?.trial)
      return
    }
    setDrag({ ...drag, to })
    if (!drag.isMove) {
      if (isFar(drag.from, to)) hoverTrial(undefined)
      return
    }
    const across = (drag.to[0] - to[0]) / (box.right - box.left)
    const up = (to[1] - drag.to[1]) / (box.bottom - box.top)
    setShown((now) => [panStretch(now[0], across), panStretch(now[1], up)])
  }
  function onPointerUp(event: PointerEvent<HTMLElement>): void {
    setDrag(undefined)
    if (drag === undefined || drag.isMove) return
    const to = placeOf(event)
    if (isFar(drag.from, to)) {
      setFilters(...filtersOf(drag.from, to, scales, objectives))
      return
    }
    const found = find(to)
    if (found !== undefined) pickTrial(found.trial, event)
  }
  function onWheel({ currentTarget, clientX, clientY, deltaY }: WheelEvent<HTMLElement>): void {
    const [left, top] = placeOf({ currentTarget, clientX, clientY })
    const across = Math.min(1, Math.max(0, (left - box.left) / (box.right - box.left)))
    const up = Math.min(1, Math.max(0, (box.bottom - top) / (box.bottom - box.top)))
    const factor = Math.exp(deltaY * ZOOM_PER_PIXEL)
    setShown((now) => [zoomStretch(now[0], across, factor), zoomStretch(now[1], up, factor)])
  }
  return {
    ...{ isFocused, setIsFocused },
    drawn: isDrawn ? ([drag.from, drag.to] as const) : undefined,
    handlers: {
      ...{ onPointerDown, onPointerMove, onPointerUp, onWheel },
      onPointerLeave: () => hoverTrial(undefined),
      onPointerCancel: () => setDrag(undefined),
    },
  }
}

function placeOf({
  currentTarget,
  clientX,
  clientY,
}: Pick<PointerEvent<HTMLElement>, 'currentTarget' | 'clientX' | 'clientY'>): Place {
  const { left, top } = currentTarget.getBoundingClientRect()
  return [clientX - left, clientY - top]
}

const isFar = (a: Place, b: Place) => Math.hypot(a[0] - b[0], a[1] - b[1]) >= MIN_DRAG_PIXELS

/** What lies in a box between two corners, of both objectives. */
function filtersOf(
  from: Place,
  to: Place,
  { x, y, isLog }: FrontScales,
  [first, second]: readonly [x: StudyObjective, y: StudyObjective],
): readonly ValueFilter[] {
  const span = (scale: FrontScales['x'], a: number, b: number, isPowers: boolean) => {
    const [one, other] = [valueAt(scale, a, isPowers), valueAt(scale, b, isPowers)]
    return { low: Math.min(one, other), high: Math.max(one, other) }
  }
  return [
    { of: 'objective', name: first.name, ...span(x, from[0], to[0], isLog[0]) },
    { of: 'objective', name: second.name, ...span(y, from[1], to[1], isLog[1]) },
  ]
}
