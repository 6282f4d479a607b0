/** The marks of the front's plane: those that stand, drawn once, and above them those of what is chosen or pointed at. */
import { memo } from 'react'
import type { StudyObjective } from '../../../engine/studies/study-plan.ts'
import { useStudyStore } from '../../state/study-store.ts'
import { Axes } from './axes.tsx'
import type { FrontPoint } from './front-points.ts'
import type { FrontScales } from './front-scales.ts'
import { MarksCanvas } from './marks-canvas.tsx'
import type { PixelSize } from './use-size.ts'

/** The word beside the knee, and what is between. */
const KNEE_PIXELS = 34

type Place = readonly [x: number, y: number]

/** Points by what they are drawn as: those within the axes alone. */
export interface FrontShapes {
  readonly feasible: readonly Place[]
  readonly infeasible: readonly Place[]
  /** What the filters leave out. */
  readonly faint: readonly Place[]
  /** Along the horizontal axis. */
  readonly front: readonly FrontPoint[]
  /** All that can be pointed at. */
  readonly all: readonly FrontPoint[]
}

export const isInside = ({ domain: [low, high] }: FrontScales['x'], value: number) =>
  value >= low && value <= high

/** Sorts points by how they are drawn. @param kept the trials that the filters leave. */
export function sortPoints(
  points: readonly FrontPoint[],
  { x, y }: FrontScales,
  kept: ReadonlySet<number> | undefined,
): FrontShapes {
  const inside = points.filter((each) => isInside(x, each.x) && isInside(y, each.y))
  const left = kept === undefined ? inside : inside.filter(({ trial }) => kept.has(trial))
  const of = (kind: FrontPoint['kind']) => left.filter((each) => each.kind === kind)
  const place = (point: FrontPoint) => [x.toPixel(point.x), y.toPixel(point.y)] as const
  return {
    feasible: of('feasible').map(place),
    infeasible: of('infeasible').map(place),
    faint: kept === undefined ? [] : inside.filter(({ trial }) => !kept.has(trial)).map(place),
    front: of('front').toSorted((a, b) => a.x - b.x || a.y - b.y),
    all: left,
  }
}

interface FrontMarksProps {
  readonly shapes: FrontShapes
  readonly scales: FrontScales
  readonly objectives: readonly [x: StudyObjective, y: StudyObjective]
  readonly isStaircase: boolean
  readonly knee: FrontPoint | undefined
  readonly size: PixelSize
}

/** Nothing that a pointer does draws them anew, but moving the axes. */
export const FrontMarks = memo(function FrontMarks(props: FrontMarksProps) {
  const { shapes, scales, objectives, isStaircase, knee, size } = props
  const { box, x, y } = scales
  const at = (point: FrontPoint) => [x.toPixel(point.x), y.toPixel(point.y)] as const
  return (
    <>
      <svg width={size.width} height={size.height} aria-hidden="true">
        <Axes box={box} x={x} y={y} />
      </svg>
      <MarksCanvas
        size={size}
        dots={shapes.feasible}
        crosses={shapes.infeasible}
        faint={shapes.faint}
      />
      <svg width={size.width} height={size.height} aria-hidden="true">
        {isStaircase && <path className="staircase" d={staircase(shapes.front, objectives, at)} />}
        {shapes.front.map((point) => (
          <circle
            key={point.trial}
            className="mark-front"
            cx={tenth(at(point)[0])}
            cy={tenth(at(point)[1])}
            r={4}
          />
        ))}
        {knee !== undefined && (
          <g className="mark-knee">
            <circle cx={at(knee)[0]} cy={at(knee)[1]} r={8} />
            <text
              {...(at(knee)[0] < box.right - KNEE_PIXELS
                ? { x: at(knee)[0] + 11 }
                : { x: at(knee)[0] - 11, textAnchor: 'end' })}
              y={at(knee)[1] + 4}
            >
              knee
            </text>
          </g>
        )}
      </svg>
    </>
  )
})

interface ChosenMarksProps {
  readonly points: readonly FrontPoint[]
  readonly scales: Pick<FrontScales, 'x' | 'y'>
  readonly size: PixelSize
  /** A box that is being drawn, pixels. */
  readonly drawn?: readonly [from: Place, to: Place] | undefined
}

/** Rings around what is chosen, held beside each other or pointed at, wherever it was pointed at. */
export function ChosenMarks({ points, scales: { x, y }, size, drawn }: ChosenMarksProps) {
  const chosen = useStudyStore((state) => state.chosen)
  const compared = useStudyStore((state) => state.compared)
  const hovered = useStudyStore((state) => state.hovered)
  const ringed = compared.length > 0 ? compared : chosen === undefined ? [] : [chosen]
  const ring = (trial: number, className: string) => {
    const point = points.find((each) => each.trial === trial)
    if (point === undefined || !isInside(x, point.x) || !isInside(y, point.y)) return null
    return (
      <circle
        key={`${className} ${trial}`}
        className={className}
        data-trial={trial}
        cx={x.toPixel(point.x)}
        cy={y.toPixel(point.y)}
        r={6.5}
      />
    )
  }
  return (
    <svg width={size.width} height={size.height} aria-hidden="true">
      {ringed.map((trial) => ring(trial, 'mark-chosen'))}
      {hovered !== undefined && ring(hovered, 'mark-hovered')}
      {drawn !== undefined && (
        <rect
          className="drawn-box"
          x={Math.min(drawn[0][0], drawn[1][0])}
          y={Math.min(drawn[0][1], drawn[1][1])}
          width={Math.abs(drawn[1][0] - drawn[0][0])}
          height={Math.abs(drawn[1][1] - drawn[0][1])}
        />
      )}
    </svg>
  )
}

const tenth = (value: number) => Math.round(10 * value) / 10

/** The border of what is dominated: along the front, each step to the worse side of both points. */
function staircase(
  front: readonly FrontPoint[],
  [first]: readonly [StudyObjective, StudyObjective],
  at: (point: FrontPoint) => Place,
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
