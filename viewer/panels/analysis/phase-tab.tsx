/** One number that is measured against another: where the run has been in the plane of both. */
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import { linearScale, type Scale } from '../../../engine/qa/plot/scale.ts'
import { formatExact } from '../../design/format-number.ts'
import { setCursorTick, useMeasureStore } from '../../state/measure-store.ts'
import type { SeriesSource } from '../../state/series-book.ts'
import { showDialog, useViewStore } from '../../state/view-store.ts'
import { useSeries } from '../charts/use-series.ts'
import { Axes } from '../search/axes.tsx'
import { frame } from '../search/front-points.ts'
import { type PixelSize, useSize } from '../search/use-size.ts'
import { joinSeries, type PhasePoint } from './join-series.ts'

const POPULATION = 'population'

export function PhaseTab() {
  const source = useSeries()
  // Series come with what is measured.
  useMeasureStore(({ version }) => version)
  const names = [POPULATION, ...source.listSeries().map(([name]) => name)]
  const [wishX, setWishX] = useState<string>()
  const [wishY, setWishY] = useState<string>()
  const x = names.find((name) => name === wishX) ?? names[0]!
  const y = names.find((name) => name === wishY) ?? names.find((name) => name !== x) ?? names[0]!
  const points = joinSeries(seriesOf(source, x), seriesOf(source, y))
  return (
    <div className="analysis-split">
      <div className="analysis-side">
        <NameChoice label="Across" names={names} value={x} onChange={setWishX} />
        <NameChoice label="Up" names={names} value={y} onChange={setWishY} />
        <p className="quiet small">
          {formatExact(points.length)} ticks at which both were measured, older ones fainter. The
          ring is the tick that the charts are read at.
        </p>
        <button
          type="button"
          className="button"
          title="Choose what is measured (Y)"
          onClick={() => showDialog('metrics')}
        >
          Measure more…
        </button>
      </div>
      {names.length < 2 ? (
        <p className="analysis-note quiet">
          Choose a metric to be measured (Y): the population alone has nothing to stand against.
        </p>
      ) : (
        <PhasePlot points={points} x={x} y={y} />
      )}
    </div>
  )
}

const seriesOf = (source: SeriesSource, name: string) =>
  (name === POPULATION ? undefined : source.seriesOf(name)) ?? source.population

interface NameChoiceProps {
  readonly label: string
  readonly names: readonly string[]
  readonly value: string
  readonly onChange: (name: string) => void
}

function NameChoice({ label, names, value, onChange }: NameChoiceProps) {
  return (
    <label className="field">
      {label}
      <select
        className="select"
        aria-label={`${label} in the phase plot`}
        title="Any number that is measured of the run"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      >
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  )
}

interface PhasePlotProps {
  readonly points: readonly PhasePoint[]
  readonly x: string
  readonly y: string
}

function PhasePlot(props: PhasePlotProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  return (
    <div ref={box} className="analysis-plot">
      {size !== undefined && size.width > 80 && size.height > 60 && <Plot {...props} size={size} />}
    </div>
  )
}

function Plot({ points, x: nameX, y: nameY, size }: PhasePlotProps & { readonly size: PixelSize }) {
  const cursorTick = useMeasureStore((state) => state.cursorTick)
  const box = { left: 64, right: size.width - 14, top: 26, bottom: size.height - 38 }
  const across = Math.max(2, Math.floor((box.right - box.left) / 64))
  const down = Math.max(2, Math.floor((box.bottom - box.top) / 36))
  const x = linearScale(frame(points.map((each) => each.x)), [box.left, box.right], across)
  const y = linearScale(frame(points.map((each) => each.y)), [box.bottom, box.top], down)
  const read = nearestPoint(points, cursorTick)
  const at = points.indexOf(read!)
  function onKeyDown(event: KeyboardEvent): void {
    const goal = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: points.length - 1 }[
      event.key
    ]
    const point = points[Math.min(points.length - 1, Math.max(0, goal ?? -1))]
    if (goal === undefined || point === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setCursorTick(point.tick)
  }
  const words =
    read === undefined
      ? 'Nothing was measured yet.'
      : `tick ${formatExact(read.tick)}: ${nameX} ${formatNumber(read.x)}, ${nameY} ${formatNumber(read.y)}`
  return (
    <div
      className="phase"
      role="slider"
      tabIndex={0}
      aria-label={`${nameY} over ${nameX}, ${points.length} ticks; arrow keys go along the run`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, points.length - 1)}
      aria-valuenow={Math.max(0, at)}
      aria-valuetext={words}
      onKeyDown={onKeyDown}
      onPointerMove={({ clientX, clientY, currentTarget }) => {
        const { left, top } = currentTarget.getBoundingClientRect()
        const found = nearestTo(points, x, y, clientX - left, clientY - top)
        if (found !== undefined) setCursorTick(found.tick)
      }}
      onPointerLeave={() => setCursorTick(undefined)}
    >
      <svg width={size.width} height={size.height} aria-hidden="true">
        <Axes box={box} x={x} y={y} />
        <text className="axis-name" x={box.right} y={size.height - 6} textAnchor="end">
          {nameX} →
        </text>
      </svg>
      <PathCanvas points={points} x={x} y={y} size={size} />
      <svg width={size.width} height={size.height} aria-hidden="true">
        {read !== undefined && (
          <circle className="mark-chosen" cx={x.toPixel(read.x)} cy={y.toPixel(read.y)} r={6} />
        )}
      </svg>
      <p className="plot-read number" aria-hidden="true">
        ↑ {nameY} <span className="quiet">{words}</span>
      </p>
    </div>
  )
}

/** The newest where no tick is read. */
function nearestPoint(
  points: readonly PhasePoint[],
  tick: number | undefined,
): PhasePoint | undefined {
  if (tick === undefined) return points.at(-1)
  let nearest = points[0]
  for (const point of points) {
    if (Math.abs(point.tick - tick) < Math.abs(nearest!.tick - tick)) nearest = point
  }
  return nearest
}

const REACH_PIXELS = 24

function nearestTo(
  points: readonly PhasePoint[],
  x: Scale,
  y: Scale,
  left: number,
  top: number,
): PhasePoint | undefined {
  let nearest: PhasePoint | undefined
  let least = REACH_PIXELS
  for (const point of points) {
    const away = Math.hypot(x.toPixel(point.x) - left, y.toPixel(point.y) - top)
    if (away >= least) continue
    least = away
    nearest = point
  }
  return nearest
}

interface PathCanvasProps {
  readonly points: readonly PhasePoint[]
  readonly x: Scale
  readonly y: Scale
  readonly size: PixelSize
}

/** The path of the run and a dot a tick, the older the fainter. */
function PathCanvas({ points, x, y, size: { width, height } }: PathCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useViewStore((state) => state.theme)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has another color
  useLayoutEffect(() => {
    const { current } = canvas
    const context = current?.getContext('2d')
    if (current === null || !context) return
    const ratio = window.devicePixelRatio
    current.width = Math.round(width * ratio)
    current.height = Math.round(height * ratio)
    context.scale(ratio, ratio)
    const { color } = getComputedStyle(current)
    context.strokeStyle = color
    context.fillStyle = color
    let before: PhasePoint | undefined
    for (const [i, point] of points.entries()) {
      const age = points.length < 2 ? 1 : i / (points.length - 1)
      const [left, top] = [x.toPixel(point.x), y.toPixel(point.y)]
      if (before !== undefined) {
        context.globalAlpha = 0.08 + 0.32 * age
        context.beginPath()
        context.moveTo(x.toPixel(before.x), y.toPixel(before.y))
        context.lineTo(left, top)
        context.stroke()
      }
      context.globalAlpha = 0.25 + 0.75 * age
      context.beginPath()
      context.arc(left, top, 2, 0, 2 * Math.PI)
      context.fill()
      before = point
    }
  }, [points, x, y, width, height, theme])
  return <canvas ref={canvas} className="marks" style={{ width, height }} />
}
