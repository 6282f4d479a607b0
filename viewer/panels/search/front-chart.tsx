/** Trials in the plane of two objectives: the front with its knee, and those behind it. Kinds differ in shape too. */
import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from 'react'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import { linearScale, logScale, type Scale } from '../../../engine/qa/plot/scale.ts'
import type { StudyObjective } from '../../../engine/studies/study-plan.ts'
import { Axes } from './axes.tsx'
import { AxisTitle } from './axis-title.tsx'
import { canBeLog, type FrontPoint, findNearest, frame, frameLog } from './front-points.ts'
import { MarksCanvas } from './marks-canvas.tsx'
import { type PixelSize, useSize } from './use-size.ts'

interface FrontChartProps {
  /** Those of the front last. */
  readonly points: readonly FrontPoint[]
  readonly objectives: readonly [x: StudyObjective, y: StudyObjective]
  /** Whether the front is all of what is wanted, so that a line through it means something. */
  readonly isStaircase: boolean
  readonly knee: number | undefined
  readonly chosen: number | undefined
  readonly onChoose: (trial: number) => void
}

/** The word beside the knee, and what is between. */
const KNEE_PIXELS = 34
/** How far from a point a pointer may be. */
const REACH_PIXELS = 14

export function FrontChart(props: FrontChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  return (
    <div ref={box} className="plot">
      {size !== undefined && size.width > 80 && size.height > 60 && <Plot {...props} size={size} />}
    </div>
  )
}

function Plot(props: FrontChartProps & { readonly size: PixelSize }) {
  const { points, objectives, isStaircase, knee, chosen, onChoose, size } = props
  const [hovered, setHovered] = useState<FrontPoint>()
  const [isLog, setIsLog] = useState<readonly [x: boolean, y: boolean]>([false, false])
  const { box, x, y, can } = useScales(points, size, isLog)
  const at = (point: FrontPoint) => [x.toPixel(point.x), y.toPixel(point.y)] as const
  const shapes = useMemo(() => {
    const place = (point: FrontPoint) => [x.toPixel(point.x), y.toPixel(point.y)] as const
    const inside = points.filter((each) => isInside(x.domain, each.x) && isInside(y.domain, each.y))
    const of = (kind: FrontPoint['kind']) => inside.filter((each) => each.kind === kind)
    return {
      feasible: of('feasible').map(place),
      infeasible: of('infeasible').map(place),
      front: of('front'),
      all: inside,
    }
  }, [points, x, y])
  const front = shapes.front.toSorted((a, b) => a.x - b.x || a.y - b.y)
  const find = (event: MouseEvent<HTMLElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const place = [event.clientX - left, event.clientY - top] as const
    return findNearest(shapes.all, place, at, REACH_PIXELS)
  }
  function onKeyDown(event: KeyboardEvent): void {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (steps === undefined || front.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    const now = front.findIndex(({ trial }) => trial === chosen)
    const goal = now === -1 ? 0 : (now + steps + front.length) % front.length
    onChoose(front[goal]!.trial)
  }
  const marked = points.find(({ trial }) => trial === chosen)
  const ringed = front.find(({ trial }) => trial === knee)
  const told = hovered ?? marked
  return (
    <>
      <div
        className="front-plot"
        role="slider"
        tabIndex={0}
        aria-label={`${objectives[1].name} over ${objectives[0].name}, along the front: ${front.length} of ${points.length} complete trials`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, front.length - 1)}
        aria-valuenow={Math.max(
          0,
          front.findIndex(({ trial }) => trial === chosen),
        )}
        aria-valuetext={told === undefined ? 'no trial is chosen' : readOut(told, objectives)}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => setHovered(find(event))}
        onPointerLeave={() => setHovered(undefined)}
        onClick={(event) => {
          const found = find(event)
          if (found !== undefined) onChoose(found.trial)
        }}
      >
        <svg width={size.width} height={size.height} aria-hidden="true">
          <Axes box={box} x={x} y={y} />
        </svg>
        <MarksCanvas size={size} dots={shapes.feasible} crosses={shapes.infeasible} />
        <svg width={size.width} height={size.height} aria-hidden="true">
          {isStaircase && <path className="staircase" d={staircase(front, objectives, at)} />}
          {front.map((point) => (
            <circle
              key={point.trial}
              className="mark-front"
              cx={at(point)[0]}
              cy={at(point)[1]}
              r={4}
            />
          ))}
          {ringed !== undefined && (
            <g className="mark-knee">
              <circle cx={at(ringed)[0]} cy={at(ringed)[1]} r={8} />
              <text
                {...(at(ringed)[0] < box.right - KNEE_PIXELS
                  ? { x: at(ringed)[0] + 11 }
                  : { x: at(ringed)[0] - 11, textAnchor: 'end' })}
                y={at(ringed)[1] + 4}
              >
                knee
              </text>
            </g>
          )}
          {marked !== undefined && isInside(x.domain, marked.x) && isInside(y.domain, marked.y) && (
            <circle className="mark-chosen" cx={at(marked)[0]} cy={at(marked)[1]} r={6.5} />
          )}
          {hovered !== undefined && (
            <circle className="mark-hovered" cx={at(hovered)[0]} cy={at(hovered)[1]} r={6.5} />
          )}
        </svg>
      </div>
      <AxisTitle
        objective={objectives[1]}
        axis="y"
        isLog={can[1] ? isLog[1] : undefined}
        onLog={(wish) => setIsLog([isLog[0], wish])}
      />
      <AxisTitle
        objective={objectives[0]}
        axis="x"
        isLog={can[0] ? isLog[0] : undefined}
        onLog={(wish) => setIsLog([wish, isLog[1]])}
      />
      <p className="plot-read number" aria-hidden="true">
        {told === undefined ? <Legend shapes={shapes} /> : readOut(told, objectives)}
      </p>
    </>
  )
}

type Shapes = Readonly<Record<'front' | 'feasible' | 'infeasible', { readonly length: number }>>

/** What the marks mean, of those that there are; what is read stands in its place. */
function Legend({ shapes }: { readonly shapes: Shapes }) {
  return (
    <>
      {KINDS.filter(([kind]) => shapes[kind].length > 0).map(([kind, mark, text]) => (
        <span key={kind} className="mark-key" data-kind={kind}>
          <span className="mark-sign">{mark}</span> {text}
        </span>
      ))}
    </>
  )
}

const KINDS = [
  ['front', '●', 'front'],
  ['feasible', '•', 'feasible'],
  ['infeasible', '×', 'not feasible'],
] as const

function readOut(
  { trial, note, x, y }: FrontPoint,
  [first, second]: FrontChartProps['objectives'],
): string {
  const which = [`trial ${trial}`, ...(note === '' ? [] : [note])].join(', ')
  return `${which}: ${first.name} ${formatNumber(x)}, ${second.name} ${formatNumber(y)}`
}

/** What is not feasible may lie anywhere, and is drawn as far as it lies among the others. */
function useScales(
  points: readonly FrontPoint[],
  { width, height }: PixelSize,
  [isLogX, isLogY]: readonly [x: boolean, y: boolean],
) {
  return useMemo(() => {
    const feasible = points.filter(({ kind }) => kind !== 'infeasible')
    const framing = feasible.length > 0 ? feasible : points
    const box = { left: 52, right: width - 14, top: 48, bottom: height - 42 }
    const across = Math.max(2, Math.floor((box.right - box.left) / 56))
    const down = Math.max(2, Math.floor((box.bottom - box.top) / 36))
    const [xs, ys] = [framing.map((each) => each.x), framing.map((each) => each.y)]
    const can = [canBeLog(xs), canBeLog(ys)] as const
    const scale = (
      values: readonly number[],
      pixels: readonly [number, number],
      ticks: number,
      isLog: boolean,
    ): Scale =>
      isLog ? logScale(frameLog(values), pixels) : linearScale(frame(values), pixels, ticks)
    return {
      ...{ box, can },
      x: scale(xs, [box.left, box.right], across, isLogX && can[0]),
      y: scale(ys, [box.bottom, box.top], down, isLogY && can[1]),
    }
  }, [points, width, height, isLogX, isLogY])
}

const isInside = ([low, high]: readonly [number, number], value: number) =>
  value >= low && value <= high

const tenth = (value: number) => Math.round(10 * value) / 10

/** The border of what is dominated: along the front, each step to the worse side of both points. */
function staircase(
  front: readonly FrontPoint[],
  [first]: readonly [StudyObjective, StudyObjective],
  at: (point: FrontPoint) => readonly [number, number],
): string {
  return front
    .map((point, i) => {
      const [x, y] = at(point)
      if (i === 0) return `M${tenth(x)} ${tenth(y)}`
      // Less is better: a point reaches to the right, as far as the next. More: to the left.
      return first.direction === 'minimize'
        ? `H${tenth(x)}V${tenth(y)}`
        : `V${tenth(y)}H${tenth(x)}`
    })
    .join('')
}
