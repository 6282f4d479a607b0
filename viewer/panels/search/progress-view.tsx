/** How a study came to where it is: the hypervolume over trials, and which parameters matter. */
import { useMemo, useState } from 'react'
import { formatNumber, formatShare } from '../../../engine/qa/plot/format-number.ts'
import type { StudyFacts } from '../../../engine/worker/search-api.ts'
import { useStudyStore } from '../../state/study-store.ts'
import { Segments } from '../segments.tsx'
import { HistoryView } from './history-view.tsx'
import { StepChart } from './step-chart.tsx'

/** Parameters that are shown; the least important are left out. */
const MAX_SHOWN = 24

/** With fewer complete trials nothing is told of importance. */
const MIN_WEIGHED = 20

export function ProgressView({ facts }: { readonly facts: StudyFacts }) {
  const isSingle = facts.objectives.length === 1
  const isServed = useStudyStore(({ served }) => served !== undefined)
  const [shown, setShown] = useState<'progress' | 'history'>('progress')
  return (
    <section className="study-progress-charts" aria-label="How it came there">
      <Segments label="What is told" options={TOLD} value={shown} onChange={setShown} />
      {shown === 'history' ? (
        <HistoryView facts={facts} />
      ) : (
        <>
          {!isSingle && <Volume />}
          {/* A server tells nothing of it: where there is something else, that has the room. */}
          {(isSingle || !isServed) && <Importances />}
        </>
      )}
    </section>
  )
}

const TOLD = [
  { value: 'progress', text: 'Progress' },
  { value: 'history', text: 'History' },
] as const

function Volume() {
  const trials = useStudyStore((state) => state.trials)
  const hypervolume = useStudyStore(({ summary }) => summary?.hypervolume)
  const steps = useMemo(
    () => (hypervolume?.trials ?? []).map((at, i) => ({ at, value: hypervolume!.volumes[i]! })),
    [hypervolume],
  )
  return (
    <div className="progress-part">
      <header className="plot-head">
        <h4
          title={
            hypervolume &&
            `What the front dominates up to ${hypervolume.reference.map(formatNumber).join(', ')}, in the units of the objectives`
          }
        >
          Hypervolume over trials
        </h4>
        <span className="spring" />
        {steps.length > 0 && (
          <span
            className="number quiet"
            data-readout="hypervolume"
            title={String(steps.at(-1)!.value)}
          >
            {formatNumber(steps.at(-1)!.value)}
          </span>
        )}
      </header>
      {steps.length === 0 ? (
        <p className="quiet search-note">
          Once a trial is complete and feasible, what the front dominates is drawn here.
        </p>
      ) : (
        <StepChart
          label={`Hypervolume over trials: ${formatNumber(steps.at(-1)!.value)} after trial ${steps.at(-1)!.at}`}
          steps={steps}
          until={trials.length}
          from={0}
        />
      )}
    </div>
  )
}

function Importances() {
  const summary = useStudyStore((state) => state.summary)
  const isServed = useStudyStore(({ served }) => served !== undefined)
  const importance = summary?.importance ?? []
  const complete = (summary?.counts.complete ?? 0) - (summary?.infeasible ?? 0)
  const most = Math.max(...importance.map(({ share }) => share), 1e-9)
  return (
    <div className="progress-part">
      <header className="plot-head">
        <h4 title="How much of being among the best a tenth each parameter explains alone">
          Which parameters matter
        </h4>
      </header>
      {importance.length === 0 ? (
        <p className="quiet search-note">
          {isServed
            ? 'Told of studies of this browser alone.'
            : complete < MIN_WEIGHED
              ? `Told of ${MIN_WEIGHED} complete trials and more; there are ${complete}.`
              : 'Nothing can be told yet.'}
        </p>
      ) : (
        <ul className="importances scrolled">
          {importance.slice(0, MAX_SHOWN).map(({ name, share }) => (
            <li key={name}>
              <span className="cut" title={name}>
                {name}
              </span>
              <span className="bar" style={{ inlineSize: `${(100 * share) / most}%` }} />
              <span className="number quiet">{formatShare(share)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
