/** The trials of a study, of which those that are seen are there. */
import { useMemo, useState } from 'react'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import type { StudyFacts, TrialRow } from '../../../engine/worker/search-api.ts'
import { chooseTrial, useStudyStore } from '../../state/study-store.ts'
import { RowList } from '../record/row-list.tsx'
import { formatChoice } from './format-choice.ts'
import { listTrials, type TrialFilter, type TrialOrder } from './list-trials.ts'

/** Objectives that have a column; what is chosen is told of whole. */
const MAX_COLUMNS = 4

export function TrialTable({ facts }: { readonly facts: StudyFacts }) {
  const trials = useStudyStore((state) => state.trials)
  const summary = useStudyStore((state) => state.summary)
  const chosen = useStudyStore((state) => state.chosen)
  const [filter, setFilter] = useState<TrialFilter>('all')
  const [order, setOrder] = useState<TrialOrder>('newest')
  const listed = useMemo(
    () => listTrials(trials, facts, summary, { filter, order }),
    [trials, facts, summary, filter, order],
  )
  const front = useMemo(() => new Set(summary?.best), [summary])
  const bestWord = facts.objectives.length === 1 ? 'best' : 'front'
  const shown = facts.objectives.slice(0, MAX_COLUMNS)
  const columns = `36px 78px ${shown.map(() => '64px').join(' ')} minmax(0, 1fr)`
  return (
    <div className="trial-table">
      <div className="trial-tools">
        <select
          className="select"
          aria-label="Show"
          value={filter}
          onChange={({ target }) => setFilter(target.value as TrialFilter)}
        >
          <option value="all">all trials</option>
          <option value="front">{bestWord === 'best' ? 'the best' : 'the front'}</option>
          <option value="feasible">feasible</option>
          <option value="failed">failed</option>
        </select>
        <select
          className="select"
          aria-label="Order"
          value={order}
          onChange={({ target: { value } }) =>
            setOrder(value === 'newest' ? 'newest' : Number(value))
          }
        >
          <option value="newest">newest first</option>
          {facts.objectives.map(({ name }, place) => (
            <option key={name} value={place}>
              best {name} first
            </option>
          ))}
        </select>
        <span className="spring" />
        <span className="number quiet">{listed.length}</span>
      </div>
      <div className="trial-head quiet" style={{ gridTemplateColumns: columns }} aria-hidden="true">
        <span>Trial</span>
        <span />
        {shown.map(({ name, direction }) => (
          <span key={name} className="cut" title={name}>
            {direction === 'minimize' ? '↓' : '↑'} {name}
          </span>
        ))}
        <span>Parameters</span>
      </div>
      <RowList
        label="Trials"
        items={listed}
        keyOf={({ number }) => String(number)}
        chosen={chosen === undefined ? undefined : String(chosen)}
        onChoose={({ number }) => chooseTrial(number)}
        columns={columns}
        empty={
          trials.length === 0
            ? 'Trials come in here as they are proposed.'
            : 'No trial is of this kind.'
        }
        renderRow={(trial) => (
          <>
            <span className="number">{trial.number}</span>
            <State trial={trial} best={front.has(trial.number) ? bestWord : undefined} />
            {shown.map(({ name }, place) => (
              <span key={name} className="number">
                {formatNumber(trial.values?.[place])}
              </span>
            ))}
            <span className="number quiet cut">{describeParams(trial)}</span>
          </>
        )}
      />
    </div>
  )
}

interface StateProps {
  readonly trial: TrialRow
  /** What it is called where no other is better; undefined where one is. */
  readonly best: string | undefined
}

function State({ trial, best }: StateProps) {
  const { state, isFeasible } = trial
  const plain = state !== 'complete' ? state : isFeasible ? '' : 'not feasible'
  const word = best ?? plain
  return (
    <span
      className="trial-state cut"
      data-state={best === undefined ? state : 'front'}
      title={word}
    >
      {word}
    </span>
  )
}

const describeParams = ({ params }: TrialRow) =>
  Object.entries(params)
    .map(([name, value]) => `${name} ${formatChoice(value)}`)
    .join(', ')
