/** The line itself: dragging seeks, Shift and dragging chooses a range, the wheel zooms, keys do all of it. */
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { RunMark } from '../../../engine/protocol/measure-api.ts'
import { formatExact } from '../../design/format-number.ts'
import { useBranchStore } from '../../state/branch-desk.ts'
import { setCursorTick, useMeasureStore } from '../../state/measure-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { Seeker } from '../../state/seeker.ts'
import { shownSpan, showSpan, useTimeStore } from '../../state/time-store.ts'
import { useViewStore } from '../../state/view-store.ts'
import { findObstacle, useWatchStore } from '../../state/watch-store.ts'
import { describeMark } from '../charts/describe-mark.ts'
import { useSeries } from '../charts/use-series.ts'
import { useRun } from '../run-context.ts'
import { drawTimeline, TIMELINE_HEIGHT_PX, TIMELINE_MARGIN_PX } from './draw-timeline.ts'
import { placeOf, type TimeAxis, tickAt, zoomAbout } from './time-axis.ts'

/** Marks so near to the pointer are told. */
const NEAR_PX = 5

/** Marks that are told at once. */
const MAX_TOLD = 4

const ZOOM_STEP = 1.25

/** What a drag does, and where it began. */
type Drag =
  | { readonly kind: 'seek'; readonly wasPlaying: boolean }
  | { readonly kind: 'range'; readonly anchor: number }

export function TimelineTrack() {
  const run = useRun()
  const series = useSeries()
  const { population } = series
  const obstacle = useWatchStore(findObstacle)
  const tick = useRunStore((state) => state.tick)
  const marks = useMeasureStore((state) => state.marks)
  const version = useMeasureStore((state) => state.version)
  const shown = useTimeStore((state) => state.shown)
  const track = useRef<HTMLDivElement>(null)
  const drag = useRef<Drag>(undefined)
  const seeker = useMemo(() => new Seeker(run), [run])
  const [hover, setHover] = useState<{ readonly x: number; readonly tick: number }>()
  const canvas = useDrawnTime(track)
  const last = population.last?.tick ?? 0
  const near = hover === undefined ? [] : marksNear(marks, hover.tick, axisOf(track.current))

  function axisOf(element: HTMLElement | null): TimeAxis {
    const [from, to] = shownSpan(population)
    return { from, to: Math.max(to, from + 1), widthPx: element?.clientWidth ?? 1 }
  }
  const tickUnder = (event: PointerEvent): number => {
    const { left } = track.current!.getBoundingClientRect()
    const axis = axisOf(track.current)
    return Math.min(axis.to, Math.max(axis.from, tickAt(axis, event.clientX - left)))
  }

  function press(event: PointerEvent): void {
    if (event.button !== 0 || obstacle !== undefined) return
    track.current?.setPointerCapture(event.pointerId)
    const at = tickUnder(event)
    if (event.shiftKey) {
      drag.current = { kind: 'range', anchor: at }
      return
    }
    drag.current = { kind: 'seek', wasPlaying: useRunStore.getState().isPlaying }
    void seeker.seek(at)
  }

  function move(event: PointerEvent): void {
    const at = tickUnder(event)
    const { left } = track.current!.getBoundingClientRect()
    setHover({ x: event.clientX - left, tick: at })
    setCursorTick(at)
    const { current } = drag
    if (current?.kind === 'seek') void seeker.seek(at)
    if (current?.kind === 'range' && at !== current.anchor) {
      const [from, to] = [Math.min(at, current.anchor), Math.max(at, current.anchor)]
      useTimeStore.setState({ range: { from, to }, isLooping: true })
    }
  }

  function release(): void {
    const { current } = drag
    drag.current = undefined
    if (current?.kind === 'seek' && current.wasPlaying) void run.play()
    if (current?.kind === 'range') void run.setLoop(useTimeStore.getState().range)
  }

  function key(event: KeyboardEvent): void {
    const to = targetOf(event.key, { tick, last, marks, axis: axisOf(track.current) })
    if (to === undefined || obstacle !== undefined || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    event.stopPropagation()
    void seeker.seek(Math.max(0, to))
  }

  useEffect(() => {
    const { current } = track
    if (current === null) return undefined
    function zoom(event: WheelEvent): void {
      event.preventDefault()
      const axis = axisOf(current)
      const at = tickAt(axis, event.clientX - current!.getBoundingClientRect().left)
      const whole = { from: 0, to: Math.max(1, population.last?.tick ?? 1) }
      const next = zoomAbout(axis, at, event.deltaY < 0 ? 1 / ZOOM_STEP : ZOOM_STEP, whole)
      showSpan(next && [next.from, next.to])
    }
    current.addEventListener('wheel', zoom, { passive: false })
    return () => current.removeEventListener('wheel', zoom)
  })

  return (
    <div className="timeline-track">
      <div
        ref={track}
        className="timeline-line"
        role="slider"
        tabIndex={0}
        aria-label="Tick of the run"
        aria-disabled={obstacle !== undefined}
        aria-valuemin={shown?.from ?? 0}
        aria-valuemax={Math.max(shown?.to ?? last, tick)}
        aria-valuenow={tick}
        aria-valuetext={[`Tick ${tick}`, ...marksAt(marks, tick).map(describeMark)].join(', ')}
        title={hover === undefined ? HELP : undefined}
        data-version={version}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        onPointerLeave={() => {
          setHover(undefined)
          setCursorTick(undefined)
        }}
        onDoubleClick={() => showSpan(undefined)}
        onKeyDown={key}
      >
        {canvas}
      </div>
      {hover !== undefined && (
        <Hint x={hover.x} widthPx={track.current?.clientWidth ?? 1}>
          <span className="number">tick {formatExact(hover.tick)}</span>
          {near.map((mark) => (
            <span key={`${mark.kind} ${mark.tick}`}>
              {describeMark(mark)} <span className="number quiet">{formatExact(mark.tick)}</span>
            </span>
          ))}
        </Hint>
      )}
    </div>
  )
}

const HELP =
  'Drag to any tick, with Shift to choose a range, turn the wheel to zoom. ' +
  'Arrows go a tick, up and down to what happened, Home and End to the ends'

interface HintProps {
  readonly x: number
  readonly widthPx: number
  readonly children: React.ReactNode
}

/** What is under the pointer, beside it where there is room. */
function Hint({ x, widthPx, children }: HintProps) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = element
    if (current === null) return
    const half = current.offsetWidth / 2
    current.style.setProperty('--at', `${Math.max(half, Math.min(widthPx - half, x))}px`)
  })
  return (
    <div ref={element} className="timeline-hint" aria-hidden="true">
      {children}
    </div>
  )
}

/** The canvas, which is drawn anew whenever what it shows has changed. */
function useDrawnTime(track: React.RefObject<HTMLDivElement | null>) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const series = useSeries()
  const isOwn = useWatchStore(({ watched }) => watched === undefined)
  const theme = useViewStore((state) => state.theme)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what is drawn
  useEffect(() => {
    const { current } = canvas
    const context = current?.getContext('2d')
    if (current === null || context === null || context === undefined) return undefined
    const styles = getComputedStyle(current)
    const colorOf = (name: string) => styles.getPropertyValue(name).trim()
    let request: number | undefined
    function draw(): void {
      request = undefined
      const widthPx = track.current?.clientWidth ?? 1
      const scale = devicePixelRatio
      const width = Math.round((widthPx + 2 * TIMELINE_MARGIN_PX) * scale)
      const height = Math.round(TIMELINE_HEIGHT_PX * scale)
      if (current!.width !== width || current!.height !== height) {
        current!.width = width
        current!.height = height
      }
      const [from, to] = shownSpan(series.population)
      const { tick, targetTick } = useRunStore.getState()
      const { range, isLooping } = useTimeStore.getState()
      const { marks, cursorTick } = useMeasureStore.getState()
      const drawn = {
        axis: { from, to: Math.max(to, from + 1), widthPx },
        ...{ knownTo: series.population.last?.tick ?? 0, tick, targetTick, range, isLooping },
        ...{ marks: isOwn ? marks : [], forks: isOwn ? forkTicks() : [], cursorTick },
      }
      drawTimeline(context!, drawn, colorOf, scale)
    }
    function drawSoon(): void {
      request ??= requestAnimationFrame(draw)
    }
    const observer = new ResizeObserver(drawSoon)
    observer.observe(current)
    const stops = [useMeasureStore, useRunStore, useTimeStore, useBranchStore].map((store) =>
      store.subscribe(drawSoon),
    )
    drawSoon()
    return () => {
      observer.disconnect()
      for (const stop of stops) stop()
      if (request !== undefined) cancelAnimationFrame(request)
    }
  }, [series, isOwn, theme, track])

  return <canvas ref={canvas} />
}

/** Where branches part. */
const forkTicks = () =>
  useBranchStore
    .getState()
    .branches.filter(({ parent }) => parent !== undefined)
    .map(({ forkTick }) => forkTick)

const marksAt = (marks: readonly RunMark[], tick: number) =>
  marks.filter((mark) => mark.tick === tick).slice(0, MAX_TOLD)

function marksNear(marks: readonly RunMark[], tick: number, axis: TimeAxis): readonly RunMark[] {
  const at = placeOf(axis, tick)
  return marks
    .filter((mark) => Math.abs(placeOf(axis, mark.tick) - at) <= NEAR_PX)
    .slice(0, MAX_TOLD)
}

interface Whereabouts {
  readonly tick: number
  readonly last: number
  readonly marks: readonly RunMark[]
  readonly axis: TimeAxis
}

/** Where a key leads; undefined where it leads nowhere. */
function targetOf(key: string, { tick, last, marks, axis }: Whereabouts): number | undefined {
  const page = Math.max(1, Math.round((axis.to - axis.from) / 10))
  switch (key) {
    case 'ArrowLeft':
      return tick - 1
    case 'ArrowRight':
      return tick + 1
    case 'PageDown':
      return tick - page
    case 'PageUp':
      return tick + page
    case 'Home':
      return 0
    case 'End':
      return last
    case 'ArrowUp':
      return marks.find((mark) => mark.tick > tick)?.tick
    case 'ArrowDown':
      return marks.findLast((mark) => mark.tick < tick)?.tick
    default:
      return undefined
  }
}
