/** How each objective went from trial to trial. */
import { type PointerEvent, useMemo, useRef } from 'react'
import { linearScale } from '../../../engine/qa/plot/scale.ts'
import type { StudyFacts } from '../../../engine/worker/search-api.ts'
import { hoverTrial, pickTrial, useStudyStore } from '../../state/study-store.ts'
import { Axes } from './axes.tsx'
import { ChosenMarks } from './front-marks.tsx'
import { type FrontPoint, findNearest, frame, listPoints } from './front-points.ts'
import { MarksCanvas } from './marks-canvas.tsx'
import { useKept } from './use-kept.ts'
import { type PixelSize, useSize } from './use-size.ts'

const REACH_PIXELS = 14

export function HistoryView({ facts }: { readonly facts: StudyFacts }) {
  return (
    <>
      {facts.objectives.map(({ name }, place) => (
        <div key={name} className="progress-part" data-history={name}>
          <header className="plot-head">
            <h4 className="cut" title={name}>
              {name} over trials
            </h4>
          </header>
          <History facts={facts} objective={place} />
        </div>
      ))}
    </>
  )
}

function History(props: { readonly facts: StudyFacts; readonly objective: number }) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  return (
    <div ref={box} className="plot">
      {size !== undefined && size.width > 80 && size.height > 40 && <Plot {...props} size={size} />}
    </div>
  )
}

interface PlotProps {
  readonly facts: StudyFacts
  readonly objective: number
  readonly size: PixelSize
}

function Plot({ facts, objective, size }: PlotProps) {
  const trials = useStudyStore((state) => state.trials)
  const summary = useStudyStore((state) => state.summary)
  const kept = useKept(facts)
  const { width, height } = size
  const points = useMemo(
    () =>
      listPoints(trials, summary, [objective, objective]).map(
        (point): FrontPoint => ({ ...point, x: point.trial }),
      ),
    [trials, summary, objective],
  )
  const drawn = useMemo(() => {
    const box = { left: 52, right: width - 14, top: 8, bottom: height - 20 }
    const across = Math.max(2, Math.floor((box.right - box.left) / 56))
    const down = Math.max(2, Math.floor((box.bottom - box.top) / 36))
    const x = linearScale([0, Math.max(1, trials.length)], [box.left, box.right], across)
    const feasible = points.filter(({ kind }) => kind !== 'infeasible')
    const framing = (feasible.length > 0 ? feasible : points).map((point) => point.y)
    const y = linearScale(frame(framing), [box.bottom, box.top], down)
    const [low, high] = y.domain
    const inside = points.filter((point) => point.y >= low && point.y <= high)
    const passes = ({ trial }: FrontPoint) => kept === undefined || kept.has(trial)
    const shown = inside.filter(passes)
    const place = (point: FrontPoint) => [x.toPixel(point.x), y.toPixel(point.y)] as const
    const of = (isFront: boolean) =>
      shown.filter(({ kind }) => (kind === 'front') === isFront).map(place)
    const faint = inside.filter((point) => !passes(point)).map(place)
    return { box, x, y, shown, place, dots: of(false), fronts: of(true), faint }
  }, [points, kept, trials.length, width, height])
  const find = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>) => {
    const { left, top } = currentTarget.getBoundingClientRect()
    const at = [clientX - left, clientY - top] as const
    return findNearest(drawn.shown, at, drawn.place, REACH_PIXELS)
  }
  const { name } = facts.objectives[objective]!
  return (
    <div
      className="history-plot"
      role="img"
      aria-label={`${name} of ${drawn.shown.length} trials, in the order in which they were proposed`}
      onPointerMove={(event) => hoverTrial(find(event)?.trial)}
      onPointerLeave={() => hoverTrial(undefined)}
      onPointerUp={(event) => {
        const found = find(event)
        if (found !== undefined) pickTrial(found.trial, event)
      }}
    >
      <svg width={width} height={height} aria-hidden="true">
        <Axes box={drawn.box} x={drawn.x} y={drawn.y} />
      </svg>
      <MarksCanvas size={size} dots={drawn.dots} faint={drawn.faint} fronts={drawn.fronts} />
      <ChosenMarks points={points} scales={drawn} size={size} />
    </div>
  )
}
