/** Trials as lines across parallel axes: which values lead where. Fetched when it is first asked for. */
import {
  type KeyboardEvent,
  type MouseEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import type { StudyFacts } from '../../../engine/worker/search-api.ts'
import { chooseTrial, useStudyStore } from '../../state/study-store.ts'
import { useViewStore } from '../../state/view-store.ts'
import { formatChoice } from './format-choice.ts'
import { findLine, listAxes, type ParallelLine, pickTrials, spreadLines } from './parallel-lines.ts'
import { type PixelSize, useSize } from './use-size.ts'

/** Fewer pixels between two axes leave no room for their names. */
const MIN_AXIS_PIXELS = 72
const REACH_PIXELS = 12
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
  return useMemo(() => {
    const best = new Set(summary?.best)
    const { shown, left } = pickTrials(trials, summary?.best ?? [])
    const most = 1 + Math.floor((width - EDGE.left - EDGE.right) / MIN_AXIS_PIXELS)
    const axes = listAxes(facts, summary, shown, most)
    const lines = shown.map((trial): ParallelLine => {
      const heights = axes.map((axis) => axis.placeOf(trial))
      return { trial: trial.number, isFront: best.has(trial.number), heights }
    })
    return { axes, lines: spreadLines(axes, lines), left }
  }, [facts, trials, summary, width])
}

function Plot({ facts, size }: { readonly facts: StudyFacts; readonly size: PixelSize }) {
  const { width, height } = size
  const chosen = useStudyStore((state) => state.chosen)
  const [hovered, setHovered] = useState<ParallelLine>()
  const { axes, lines, left } = useLines(facts, size)
  const step = (width - EDGE.left - EDGE.right) / Math.max(1, axes.length - 1)
  const rise = height - EDGE.top - EDGE.bottom
  const front = lines.filter(({ isFront }) => isFront)
  const at = front.findIndex(({ trial }) => trial === chosen)
  const marked = lines.find(({ trial }) => trial === chosen)
  const told = hovered ?? marked
  const find = ({ clientX, clientY, currentTarget }: MouseEvent<HTMLElement>) => {
    const box = currentTarget.getBoundingClientRect()
    const across = (clientX - box.left - EDGE.left) / step
    const share = (box.top + height - EDGE.bottom - clientY) / rise
    const most = axes.length - 1
    return findLine(lines, Math.min(most, Math.max(0, across)), share, REACH_PIXELS / rise)
  }
  function onKeyDown(event: KeyboardEvent): void {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (steps === undefined || front.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    chooseTrial(front[at === -1 ? 0 : (at + steps + front.length) % front.length]!.trial)
  }
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
        aria-valuetext={told === undefined ? 'no trial is chosen' : `trial ${told.trial}`}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => setHovered(find(event))}
        onPointerLeave={() => setHovered(undefined)}
        onClick={(event) => {
          const found = find(event)
          if (found !== undefined) chooseTrial(found.trial)
        }}
      >
        <Lines size={size} lines={lines} step={step} rise={rise} />
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
          {marked !== undefined && <path className="line-chosen" d={pathOf(marked)} />}
          {hovered !== undefined && <path className="line-hovered" d={pathOf(hovered)} />}
        </svg>
      </div>
      <p className="plot-read number" aria-hidden="true">
        {told === undefined
          ? `better is up, the front in color${left > 0 ? `; ${left} older trials are left out` : ''}`
          : `trial ${told.trial}${told.isFront ? ', front' : ''}`}
      </p>
    </>
  )
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
  readonly step: number
  readonly rise: number
}

/** All lines, drawn once. */
function Lines({ size: { width, height }, lines, step, rise }: LinesProps) {
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
    for (const { isFront, heights } of lines) {
      context.strokeStyle = isFront ? outlineColor : color
      // Many lie over each other.
      context.globalAlpha = isFront ? 0.85 : Math.max(0.06, Math.min(0.4, 40 / behind))
      context.beginPath()
      for (const [i, share] of heights.entries()) {
        if (share === undefined) continue
        const [x, y] = [EDGE.left + i * step, height - EDGE.bottom - share * rise]
        if (heights[i - 1] === undefined) context.moveTo(x, y)
        else context.lineTo(x, y)
      }
      context.stroke()
    }
  }, [width, height, lines, step, rise, theme])
  return <canvas ref={canvas} className="marks lines" style={{ width, height }} />
}
