/** Trials as lines across parallel axes: which values lead where. Fetched when it is first asked for. */
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import type { StudyFacts } from '../../../engine/worker/search-api.ts'
import {
  chooseTrial,
  hoverTrial,
  pickTrial,
  setFilters,
  toggleTrial,
  useStudyStore,
} from '../../state/study-store.ts'
import { useViewStore } from '../../state/view-store.ts'
import { formatChoice } from './format-choice.ts'
import { HoverWorld } from './hover-world.tsx'
import { findLine, listAxes, type ParallelLine, pickTrials, spreadLines } from './parallel-lines.ts'
import { useKept } from './use-kept.ts'
import { type PixelSize, useSize } from './use-size.ts'

/** Fewer pixels between two axes leave no room for their names. */
const MIN_AXIS_PIXELS = 72
const REACH_PIXELS = 12
/** How far from an axis a pointer takes hold of it. */
const GRIP_PIXELS = 10
/** Less is a click. */
const MIN_BRUSH_PIXELS = 5
const EDGE = { left: 44, right: 44, top: 60, bottom: 24 } as const

export function ParallelPlot({ facts }: { readonly facts: StudyFacts }) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  return (
    <div ref={box} className="plot parallel">
      {size !== undefined && size.width > 160 && size.height > 100 && (
        <Plot facts={facts} size={size} />
      )}
    </div>
  )
}

function useLines(facts: StudyFacts, { width }: PixelSize) {
  const trials = useStudyStore((state) => state.trials)
  const summary = useStudyStore((state) => state.summary)
  const kept = useKept(facts)
  const { axes, all, left } = useMemo(() => {
    const best = new Set(summary?.best)
    const { shown, left } = pickTrials(trials, summary?.best ?? [])
    const most = 1 + Math.floor((width - EDGE.left - EDGE.right) / MIN_AXIS_PIXELS)
    const axes = listAxes(facts, summary, shown, most)
    const lines = shown.map((trial): ParallelLine => {
      const heights = axes.map((axis) => axis.placeOf(trial))
      return { trial: trial.number, isFront: best.has(trial.number), heights }
    })
    return { axes, all: spreadLines(axes, lines), left }
  }, [facts, trials, summary, width])
  return useMemo(() => {
    const passes = ({ trial }: ParallelLine) => kept === undefined || kept.has(trial)
    return { axes, left, lines: all.filter(passes), faint: all.filter((line) => !passes(line)) }
  }, [axes, all, left, kept])
}

function Plot({ facts, size }: { readonly facts: StudyFacts; readonly size: PixelSize }) {
  const { width, height } = size
  const chosen = useStudyStore((state) => state.chosen)
  const { axes, lines, faint, left } = useLines(facts, size)
  const step = (width - EDGE.left - EDGE.right) / Math.max(1, axes.length - 1)
  const rise = height - EDGE.top - EDGE.bottom
  const front = lines.filter(({ isFront }) => isFront)
  const at = front.findIndex(({ trial }) => trial === chosen)
  const find = ({ clientX, clientY, currentTarget }: MouseEvent<HTMLElement>) => {
    const box = currentTarget.getBoundingClientRect()
    const across = (clientX - box.left - EDGE.left) / step
    const share = (box.top + height - EDGE.bottom - clientY) / rise
    const most = axes.length - 1
    return findLine(lines, Math.min(most, Math.max(0, across)), share, REACH_PIXELS / rise)
  }
  function onKeyDown(event: KeyboardEvent): void {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (event.key === 'Enter' && chosen !== undefined) toggleTrial(chosen)
    else if (steps !== undefined && front.length > 0) {
      const goal = front[at === -1 ? 0 : (at + steps + front.length) % front.length]!.trial
      if (event.shiftKey && at !== -1) toggleTrial(goal)
      else chooseTrial(goal)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const [brush, setBrush] = useState<{ axis: number; from: number; to: number }>()
  const shareAt = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.min(1, Math.max(0, (box.top + height - EDGE.bottom - event.clientY) / rise))
  }
  /** The axis that a pointer is on. */
  const axisAt = ({ clientX, currentTarget }: MouseEvent<HTMLElement>) => {
    const across = (clientX - currentTarget.getBoundingClientRect().left - EDGE.left) / step
    const near = Math.round(across)
    return Math.abs(across - near) * step <= GRIP_PIXELS && near >= 0 && near < axes.length
      ? near
      : undefined
  }
  const isBrushed =
    brush !== undefined && Math.abs(brush.to - brush.from) * rise >= MIN_BRUSH_PIXELS
  const pathOf = (line: ParallelLine) =>
    line.heights
      .map((share, i) => {
        if (share === undefined) return ''
        const pen = line.heights[i - 1] === undefined ? 'M' : 'L'
        return `${pen}${EDGE.left + i * step} ${height - EDGE.bottom - share * rise}`
      })
      .join('')
  return (
    <>
      <div
        className="front-plot"
        role="slider"
        tabIndex={0}
        aria-label={`Trials across ${axes.length} axes, along the front: ${front.length} of ${lines.length} complete trials`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, front.length - 1)}
        aria-valuenow={Math.max(0, at)}
        aria-valuetext={chosen === undefined ? 'no trial is chosen' : `trial ${chosen}`}
        title="Drag along an axis to filter, hold Ctrl or Shift to compare"
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          const axis = event.button === 0 ? axisAt(event) : undefined
          if (axis === undefined) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setBrush({ axis, from: shareAt(event), to: shareAt(event) })
        }}
        onPointerMove={(event) => {
          if (brush === undefined) hoverTrial(find(event)?.trial)
          else setBrush({ ...brush, to: shareAt(event) })
        }}
        onPointerUp={(event) => {
          setBrush(undefined)
          if (brush !== undefined && isBrushed) {
            const { from, to } = brush
            setFilters(axes[brush.axis]!.filterOf(Math.min(from, to), Math.max(from, to)))
            return
          }
          const found = find(event)
          if (found !== undefined) pickTrial(found.trial, event)
        }}
        onPointerCancel={() => setBrush(undefined)}
        onPointerLeave={() => hoverTrial(undefined)}
      >
        <Lines size={size} lines={lines} faint={faint} step={step} rise={rise} />
        <svg width={width} height={height} aria-hidden="true">
          {axes.map(({ name, kind, ends: [low, high] }, i) => {
            const x = EDGE.left + i * step
            return (
              <g key={`${kind} ${name}`} className="parallel-axis" data-kind={kind}>
                <line x1={x} x2={x} y1={EDGE.top} y2={height - EDGE.bottom} />
                <text x={x} y={34} textAnchor="middle" className="name">
                  <title>{name}</title>
                  {cut(name, step)}
                </text>
                <text x={x} y={50} textAnchor="middle">
                  {cut(formatEnd(high), step)}
                </text>
                <text x={x} y={height - 8} textAnchor="middle">
                  {cut(formatEnd(low), step)}
                </text>
              </g>
            )
          })}
          {isBrushed && (
            <rect
              className="drawn-box"
              x={EDGE.left + brush.axis * step - GRIP_PIXELS}
              y={height - EDGE.bottom - Math.max(brush.from, brush.to) * rise}
              width={2 * GRIP_PIXELS}
              height={Math.abs(brush.to - brush.from) * rise}
            />
          )}
        </svg>
        <ChosenLines lines={lines} pathOf={pathOf} size={size} />
      </div>
      <ReadOut lines={lines} left={left} />
      {facts.runs > 0 && <PointedWorld />}
    </>
  )
}

interface ChosenLinesProps {
  readonly lines: readonly ParallelLine[]
  readonly pathOf: (line: ParallelLine) => string
  readonly size: PixelSize
}

/** What is chosen, held beside each other or pointed at, above all others. */
function ChosenLines({ lines, pathOf, size: { width, height } }: ChosenLinesProps) {
  const chosen = useStudyStore((state) => state.chosen)
  const compared = useStudyStore((state) => state.compared)
  const hovered = useStudyStore((state) => state.hovered)
  const marked = lines.filter(({ trial }) => trial === chosen || compared.includes(trial))
  const pointed = lines.find(({ trial }) => trial === hovered)
  return (
    <svg width={width} height={height} aria-hidden="true">
      {marked.map((line) => (
        <path key={line.trial} className="line-chosen" d={pathOf(line)} />
      ))}
      {pointed !== undefined && <path className="line-hovered" d={pathOf(pointed)} />}
    </svg>
  )
}

function ReadOut({ lines, left }: { readonly lines: readonly ParallelLine[]; left: number }) {
  const trial = useStudyStore(({ hovered, chosen }) => hovered ?? chosen)
  const told = lines.find((line) => line.trial === trial)
  return (
    <p className="plot-read number" aria-hidden="true">
      {told === undefined
        ? `better is up, the front in color${left > 0 ? `; ${left} older trials are left out` : ''}`
        : `trial ${told.trial}${told.isFront ? ', front' : ''}`}
    </p>
  )
}

function PointedWorld() {
  const trial = useStudyStore(({ hovered, compared }) =>
    compared.length > 0 ? undefined : hovered,
  )
  return trial === undefined ? null : <HoverWorld trial={trial} side="left" />
}

const PIXELS_PER_LETTER = 6.4

function cut(text: string, pixels: number): string {
  const most = Math.max(4, Math.floor((pixels - 6) / PIXELS_PER_LETTER))
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

const formatEnd = (end: Parameters<typeof formatChoice>[0]) =>
  typeof end === 'number' ? formatNumber(end) : formatChoice(end)

interface LinesProps {
  readonly size: PixelSize
  readonly lines: readonly ParallelLine[]
  /** What the filters leave out. */
  readonly faint: readonly ParallelLine[]
  readonly step: number
  readonly rise: number
}

/** All lines, drawn once. */
const Lines = memo(function Lines({
  size: { width, height },
  lines,
  faint,
  step,
  rise,
}: LinesProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useViewStore((state) => state.theme)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colors
  useLayoutEffect(() => {
    const { current } = canvas
    const context = current?.getContext('2d')
    if (current === null || !context) return
    const ratio = window.devicePixelRatio
    current.width = Math.round(width * ratio)
    current.height = Math.round(height * ratio)
    context.scale(ratio, ratio)
    const { color, outlineColor } = getComputedStyle(current)
    const behind = lines.length - lines.filter(({ isFront }) => isFront).length
    const draw = ({ heights }: ParallelLine) => {
      context.beginPath()
      for (const [i, share] of heights.entries()) {
        if (share === undefined) continue
        const [x, y] = [EDGE.left + i * step, height - EDGE.bottom - share * rise]
        if (heights[i - 1] === undefined) context.moveTo(x, y)
        else context.lineTo(x, y)
      }
      context.stroke()
    }
    context.strokeStyle = color
    context.globalAlpha = 0.03
    for (const line of faint) draw(line)
    for (const line of lines) {
      context.strokeStyle = line.isFront ? outlineColor : color
      // Many lie over each other.
      context.globalAlpha = line.isFront ? 0.85 : Math.max(0.06, Math.min(0.4, 40 / behind))
      draw(line)
    }
  }, [width, height, lines, faint, step, rise, theme])
  return <canvas ref={canvas} className="marks lines" style={{ width, height }} />
})
