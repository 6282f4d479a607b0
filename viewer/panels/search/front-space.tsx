/**
 * The front over three objectives, turned by a drag or by keys. Fetched when it is first asked for. Points are all that it
 * draws: a flat canvas does that without a second graphics context beside the scene's, of which browsers have few.
 */
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react'
import { linearScale } from '../../../engine/qa/plot/scale.ts'
import type { StudyFacts, TrialRow } from '../../../engine/worker/search-api.ts'
import {
  chooseTrial,
  hoverTrial,
  pickTrial,
  toggleTrial,
  useStudyStore,
} from '../../state/study-store.ts'
import { ChosenMarks } from './front-marks.tsx'
import { type FrontPoint, findNearest, frame, listPoints } from './front-points.ts'
import { HoverWorld } from './hover-world.tsx'
import { MarksCanvas } from './marks-canvas.tsx'
import { CUBE_EDGES, type Triple, type Turn, turnPoint } from './turn-space.ts'
import { useKept } from './use-kept.ts'
import { type PixelSize, useSize } from './use-size.ts'

const REACH_PIXELS = 12
const MIN_DRAG_PIXELS = 4
const TURN_PER_PIXEL = 0.01
const TURN_PER_KEY = 0.15
const MAX_TOWARD = Math.PI / 2
const START: Turn = { around: 0.6, toward: 0.45 }
/** The names of its axes stand where they end. */
const NAME_AT: readonly Triple[] = [
  [1.06, 0, 0],
  [0, 1.06, 0],
  [0, 0, 1.06],
]

export function FrontSpace({ facts }: { readonly facts: StudyFacts }) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  return (
    <div ref={box} className="plot space">
      {size !== undefined && size.width > 120 && size.height > 100 && (
        <Plot facts={facts} size={size} />
      )}
    </div>
  )
}

/** The complete trials in the cube of the first three axes, of the feasible ones; those far from them are left out. */
function useCube(facts: StudyFacts) {
  const trials = useStudyStore((state) => state.trials)
  const summary = useStudyStore((state) => state.summary)
  const [a, b] = useStudyStore((state) => state.axes)
  const c = facts.objectives.findIndex((_, place) => place !== a && place !== b)
  return useMemo(() => {
    const points = listPoints(trials, summary, [a, b])
    const feasible = points.filter(({ kind }) => kind !== 'infeasible')
    const framing = feasible.length > 0 ? feasible : points
    const valuesOf = (trial: TrialRow) => [a, b, c].map((place) => trial.values![place]!)
    const scales = [0, 1, 2].map((axis) =>
      linearScale(frame(framing.map(({ trial }) => valuesOf(trials[trial]!)[axis]!)), [0, 1]),
    )
    const places = points.map((point) => {
      const values = valuesOf(trials[point.trial]!)
      return { point, at: values.map((value, i) => scales[i]!.toPixel(value)) }
    })
    const isIn = (at: readonly number[]) => at.every((share) => share >= 0 && share <= 1)
    return {
      places: places.filter(({ at }) => isIn(at)),
      axes: [a, b, c].map((place) => facts.objectives[place]!),
    }
  }, [facts, trials, summary, a, b, c])
}

function Plot({ facts, size }: { readonly facts: StudyFacts; readonly size: PixelSize }) {
  const { width, height } = size
  const { places, axes } = useCube(facts)
  const kept = useKept(facts)
  const chosen = useStudyStore((state) => state.chosen)
  const [turn, setTurn] = useState(START)
  const drag = useRef<{ x: number; y: number; isTurn: boolean }>(undefined)
  const span = 0.58 * Math.min(width, height - 40)
  const seen = useMemo(() => {
    const pixel = (at: Triple) => {
      const { right, up } = turnPoint(at, turn)
      return [width / 2 + span * right, (height + 16) / 2 - span * up] as const
    }
    // As the plane has it: where a point is seen is where it lies.
    const points = places.map(({ point, at }): FrontPoint => {
      const [x, y] = pixel(at as unknown as Triple)
      return { ...point, x, y }
    })
    const passes = ({ trial }: FrontPoint) => kept === undefined || kept.has(trial)
    const shown = points.filter(passes)
    const of = (kind: FrontPoint['kind']) => shown.filter((each) => each.kind === kind).map(where)
    return {
      pixel,
      points,
      shown,
      front: shown.filter(({ kind }) => kind === 'front').toSorted((p, q) => p.trial - q.trial),
      ...{ dots: of('feasible'), crosses: of('infeasible'), fronts: of('front') },
      faint: points.filter((point) => !passes(point)).map(where),
    }
  }, [places, kept, turn, span, width, height])
  const scales = useMemo(
    () => ({ x: linearScale([0, width], [0, width]), y: linearScale([0, height], [0, height]) }),
    [width, height],
  )
  const find = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>) => {
    const { left, top } = currentTarget.getBoundingClientRect()
    return findNearest(seen.shown, [clientX - left, clientY - top], where, REACH_PIXELS)
  }
  const turnBy = (around: number, toward: number) =>
    setTurn((now) => ({
      around: now.around + around,
      toward: Math.max(-MAX_TOWARD, Math.min(MAX_TOWARD, now.toward + toward)),
    }))
  function onKeyDown(event: KeyboardEvent): void {
    const { key } = event
    const [right, up] = ARROWS[key] ?? [0, 0]
    const step = { ']': 1, '[': -1 }[key] ?? 0
    if (key === '0') setTurn(START)
    else if (key === 'Enter' && chosen !== undefined) toggleTrial(chosen)
    else if (step !== 0 && seen.front.length > 0) {
      const at = seen.front.findIndex(({ trial }) => trial === chosen)
      const count = seen.front.length
      chooseTrial(seen.front[at === -1 ? 0 : (at + step + count) % count]!.trial)
    } else if (right !== 0 || up !== 0) turnBy(right * TURN_PER_KEY, up * TURN_PER_KEY)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <div
        className="front-plot"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is turned by keys, as an application is
        tabIndex={0}
        aria-label={`The front over ${axes.map(({ name }) => name).join(', ')}: ${seen.front.length} of ${seen.shown.length} trials. Arrows turn it, brackets go along the front, Enter compares.`}
        title="Drag or use the arrows to turn, [ and ] go along the front, 0 turns back"
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, y: event.clientY, isTurn: false }
          event.currentTarget.setPointerCapture(event.pointerId)
        }}
        onPointerMove={(event) => {
          const { current } = drag
          if (current === undefined) {
            hoverTrial(find(event)?.trial)
            return
          }
          const [x, y] = [event.clientX - current.x, event.clientY - current.y]
          if (!current.isTurn && Math.hypot(x, y) < MIN_DRAG_PIXELS) return
          drag.current = { x: event.clientX, y: event.clientY, isTurn: true }
          hoverTrial(undefined)
          turnBy(x * TURN_PER_PIXEL, y * TURN_PER_PIXEL)
        }}
        onPointerUp={(event) => {
          const wasTurn = drag.current?.isTurn
          drag.current = undefined
          const found = wasTurn === true ? undefined : find(event)
          if (found !== undefined) pickTrial(found.trial, event)
        }}
        onPointerCancel={() => {
          drag.current = undefined
        }}
        onPointerLeave={() => hoverTrial(undefined)}
      >
        <svg width={width} height={height} aria-hidden="true" className="axes">
          {CUBE_EDGES.map(([from, to]) => (
            <Edge key={`${from} ${to}`} from={seen.pixel(from)} to={seen.pixel(to)} />
          ))}
          {axes.map(({ name, direction }, i) => {
            const [x, y] = seen.pixel(NAME_AT[i]!)
            return (
              <text key={name} x={x} y={y} textAnchor="middle">
                {name} {direction === 'minimize' ? '↓' : '↑'}
              </text>
            )
          })}
        </svg>
        <MarksCanvas
          size={size}
          dots={seen.dots}
          crosses={seen.crosses}
          faint={seen.faint}
          fronts={seen.fronts}
        />
        <ChosenMarks points={seen.points} scales={scales} size={size} />
      </div>
      {facts.runs > 0 && <PointedWorld points={seen.points} middle={width / 2} />}
    </>
  )
}

const ARROWS: Readonly<Record<string, readonly [right: number, up: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

const where = ({ x, y }: FrontPoint) => [x, y] as const

type Pixel = readonly [x: number, y: number]

function Edge({ from, to }: { readonly from: Pixel; readonly to: Pixel }) {
  return <line x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} />
}

interface PointedWorldProps {
  readonly points: readonly FrontPoint[]
  readonly middle: number
}

function PointedWorld({ points, middle }: PointedWorldProps) {
  const trial = useStudyStore(({ hovered, compared }) =>
    compared.length > 0 ? undefined : hovered,
  )
  const point = trial === undefined ? undefined : points.find((each) => each.trial === trial)
  if (point === undefined) return null
  return <HoverWorld trial={point.trial} side={point.x < middle ? 'left' : 'right'} />
}
