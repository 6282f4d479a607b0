/** Trials in the plane of two objectives: the front with its knee, and those behind it. Kinds differ in shape too. */
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import type { StudyObjective } from '../../../engine/studies/study-plan.ts'
import { chooseTrial, toggleTrial, useStudyStore } from '../../state/study-store.ts'
import { AxisTitle } from './axis-title.tsx'
import { ChosenMarks, FrontMarks, type FrontShapes, sortPoints } from './front-marks.tsx'
import type { FrontPoint } from './front-points.ts'
import { type FrontScales, scaleFront, WHOLE, zoomStretch } from './front-scales.ts'
import { HoverWorld } from './hover-world.tsx'
import { useFrontPointer } from './use-front-pointer.ts'
import { type PixelSize, useSize } from './use-size.ts'

interface FrontChartProps {
  /** Those of the front last. */
  readonly points: readonly FrontPoint[]
  readonly objectives: readonly [x: StudyObjective, y: StudyObjective]
  /** Whether the front is all of what is wanted, so that a line through it means something. */
  readonly isStaircase: boolean
  readonly knee: number | undefined
  /** The trials that the filters leave; undefined where all are. */
  readonly kept: ReadonlySet<number> | undefined
  /** Whether its trials have worlds that can be looked at. */
  readonly hasWorlds: boolean
}

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
  const { points, objectives, isStaircase, knee, kept, hasWorlds, size } = props
  const chosen = useStudyStore((state) => state.chosen)
  const [isLog, setIsLog] = useState<readonly [x: boolean, y: boolean]>([false, false])
  const [shown, setShown] = useState(WHOLE)
  const scales = useMemo(() => scaleFront(points, size, isLog, shown), [points, size, isLog, shown])
  const { can } = scales
  const shapes = useMemo(() => sortPoints(points, scales, kept), [points, scales, kept])
  const { front } = shapes
  const tools = useFrontPointer({ scales, objectives, points: shapes.all, setShown })
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && chosen !== undefined) toggleTrial(chosen)
    else if (event.key === '+' || event.key === '=') zoomBy(0.8)
    else if (event.key === '-') zoomBy(1.25)
    else if (event.key === '0') setShown(WHOLE)
    else if (!walk(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
  const zoomBy = (factor: number) =>
    setShown((now) => [zoomStretch(now[0], 0.5, factor), zoomStretch(now[1], 0.5, factor)])
  function walk({ key, shiftKey }: KeyboardEvent): boolean {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[key]
    if (steps === undefined || front.length === 0) return false
    const now = front.findIndex(({ trial }) => trial === chosen)
    const goal = front[now === -1 ? 0 : (now + steps + front.length) % front.length]!
    // Who comes back over what was taken in takes it away.
    if (shiftKey && now !== -1) toggleTrial(goal.trial)
    else chooseTrial(goal.trial)
    // Who has come by a pointer is here with keys now.
    tools.setIsFocused(true)
    return true
  }
  const marked = points.find(({ trial }) => trial === chosen)
  const isCut = shown !== WHOLE
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
        aria-valuetext={marked === undefined ? 'no trial is chosen' : readOut(marked, objectives)}
        title="Drag a box to filter, hold Ctrl or Shift to compare, turn the wheel to zoom, drag with Alt to move, press 0 to see all"
        onKeyDown={onKeyDown}
        onFocus={({ target }) => tools.setIsFocused(target.matches(':focus-visible'))}
        onBlur={() => tools.setIsFocused(false)}
        {...tools.handlers}
      >
        <FrontMarks
          {...{ shapes, scales, objectives, isStaircase, size }}
          knee={front.find(({ trial }) => trial === knee)}
        />
        <ChosenMarks points={points} scales={scales} size={size} drawn={tools.drawn} />
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
      <ReadOut shapes={shapes} points={points} objectives={objectives} />
      {isCut && (
        <button type="button" className="button plot-whole" onClick={() => setShown(WHOLE)}>
          See all
        </button>
      )}
      {hasWorlds && <RestingWorld points={points} isFocused={tools.isFocused} scales={scales} />}
    </>
  )
}

interface ReadOutProps {
  readonly shapes: FrontShapes
  readonly points: readonly FrontPoint[]
  readonly objectives: FrontChartProps['objectives']
}

/** What is under the pointer or chosen; else what the marks mean. */
function ReadOut({ shapes, points, objectives }: ReadOutProps) {
  const trial = useStudyStore(({ hovered, chosen }) => hovered ?? chosen)
  const told = trial === undefined ? undefined : points.find((point) => point.trial === trial)
  return (
    <p className="plot-read number" aria-hidden="true">
      {told === undefined ? <Legend shapes={shapes} /> : readOut(told, objectives)}
    </p>
  )
}

interface RestingWorldProps {
  readonly points: readonly FrontPoint[]
  readonly isFocused: boolean
  readonly scales: FrontScales
}

/** The world of what the pointer is on, or of what is chosen while the keys are here. */
function RestingWorld({ points, isFocused, scales: { x, box } }: RestingWorldProps) {
  const trial = useStudyStore(({ hovered, chosen, compared }) =>
    compared.length > 0 ? undefined : (hovered ?? (isFocused ? chosen : undefined)),
  )
  const point = trial === undefined ? undefined : points.find((each) => each.trial === trial)
  if (point === undefined) return null
  const side = x.toPixel(point.x) < (box.left + box.right) / 2 ? 'left' : 'right'
  return <HoverWorld trial={point.trial} side={side} />
}

/** What the marks mean, of those that there are; what is read stands in its place. */
function Legend({ shapes }: { readonly shapes: FrontShapes }) {
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
