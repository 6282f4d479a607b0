/** The front: trials as points of two objectives that are chosen, or of one objective its best so far. */
import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import type { StudyObjective } from '../../../engine/studies/study-plan.ts'
import type { StudyFacts } from '../../../engine/worker/search-api.ts'
import { useStudyStore } from '../../state/study-store.ts'
import { FrontChart } from './front-chart.tsx'
import { listPoints } from './front-points.ts'
import { StepChart } from './step-chart.tsx'
import { useKept } from './use-kept.ts'

const FrontSpace = lazy(async () => ({
  default: (await import('./front-space.tsx')).FrontSpace,
}))

interface FrontViewProps {
  readonly facts: StudyFacts
  /** Whether it is shown over three objectives. */
  readonly isSpace: boolean
  /** What stands at the end of its head. */
  readonly children?: ReactNode
}

export function FrontView({ facts, isSpace, children }: FrontViewProps) {
  const trials = useStudyStore((state) => state.trials)
  const summary = useStudyStore((state) => state.summary)
  const kept = useKept(facts)
  const axes = useStudyStore((state) => state.axes)
  const points = useMemo(() => listPoints(trials, summary, axes), [trials, summary, axes])
  const { objectives } = facts
  const isSingle = objectives.length === 1
  return (
    <section className="study-front" aria-label={isSingle ? 'Best so far' : 'Front'}>
      <header className="plot-head">
        {isSingle ? (
          <h4>Best {nameOf(objectives[0]!)} so far</h4>
        ) : (
          <>
            <AxisChoice objectives={objectives} axis={1} />
            <span className="quiet">over</span>
            <AxisChoice objectives={objectives} axis={0} />
          </>
        )}
        <span className="spring" />
        {!isSingle && summary !== undefined && summary.best.length > 0 && (
          <span
            className="number quiet plot-standing"
            data-readout="front"
            title={summary.knee === undefined ? NO_KNEE : `Its knee is trial ${summary.knee}`}
          >
            front {summary.best.length}
            {summary.bestUpTo !== undefined && '+'}
          </span>
        )}
        {children}
      </header>
      {points.length === 0 ? (
        <p className="quiet search-note">
          {trials.length === 0
            ? 'No trial yet. Run the study, and its trials come in here as they end.'
            : 'No trial is complete yet.'}
        </p>
      ) : isSingle ? (
        <BestChart facts={facts} />
      ) : isSpace ? (
        <Suspense fallback={<p className="quiet search-note">Opening…</p>}>
          <FrontSpace facts={facts} />
        </Suspense>
      ) : (
        <FrontChart
          points={points}
          objectives={[objectives[axes[0]]!, objectives[axes[1]]!]}
          isStaircase={objectives.length === 2}
          knee={summary?.knee}
          kept={kept}
          hasWorlds={facts.runs > 0}
        />
      )}
    </section>
  )
}

/** As `findKnees` has it. */
const NO_KNEE =
  'The front has no knee: it is straight or bends away, and no compromise is better than its ends'

interface AxisChoiceProps {
  readonly objectives: readonly StudyObjective[]
  readonly axis: 0 | 1
}

function AxisChoice({ objectives, axis }: AxisChoiceProps) {
  const axes = useStudyStore((state) => state.axes)
  const choose = (place: number) => {
    const other = axes[1 - axis]!
    // The same twice would be a line: they change places.
    const moved = place === other ? axes[axis] : other
    useStudyStore.setState({ axes: axis === 0 ? [place, moved] : [moved, place] })
  }
  return (
    <select
      className="select"
      aria-label={axis === 0 ? 'Horizontal axis' : 'Vertical axis'}
      value={axes[axis]}
      onChange={({ target }) => choose(Number(target.value))}
    >
      {objectives.map((objective, place) => (
        <option key={objective.name} value={place}>
          {nameOf(objective)} {objective.direction === 'minimize' ? '↓' : '↑'}
        </option>
      ))}
    </select>
  )
}

const nameOf = ({ name, unit }: StudyObjective) =>
  unit === undefined || unit === name ? name : `${name}, ${unit}`

/** Of one objective, the best so far and all others. */
function BestChart({ facts }: { readonly facts: StudyFacts }) {
  const trials = useStudyStore((state) => state.trials)
  const [objective] = facts.objectives
  const { points, steps } = useMemo(() => {
    const better = objective!.direction === 'minimize' ? Math.min : Math.max
    let best: number | undefined
    const seen = trials.flatMap(({ number, values }) =>
      values === undefined ? [] : [{ at: number, value: values[0]! }],
    )
    const bests = trials.flatMap(({ number, values, isFeasible }) => {
      if (values === undefined || isFeasible !== true) return []
      best = best === undefined ? values[0]! : better(best, values[0]!)
      return [{ at: number, value: best }]
    })
    return { points: seen, steps: bests }
  }, [trials, objective])
  return (
    <StepChart
      label={`The best ${objective!.name} so far, and each trial`}
      steps={steps}
      points={points}
      until={trials.length}
    />
  )
}
