/** The trials of a study, of which those that are seen are there. */
import { useMemo, useState } from 'react'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import type { StudyFacts, TrialRow } from '../../../engine/worker/search-api.ts'
import { chooseTrial, hoverTrial, toggleTrial, useStudyStore } from '../../state/study-store.ts'
import { RowList } from '../record/row-list.tsx'
import { ABOUT_CLAIMS, describeState } from './describe-state.ts'
import { describeParams, listTrials, type TrialFilter, type TrialOrder } from './list-trials.ts'
import { useKept } from './use-kept.ts'

/** Objectives that have a column; what is chosen is told of whole. */
const MAX_COLUMNS = 4

export function TrialTable({ facts }: { readonly facts: StudyFacts }) {
  const trials = useStudyStore((state) => state.trials)
  const summary = useStudyStore((state) => state.summary)
  const chosen = useStudyStore((state) => state.chosen)
  const hovered = useStudyStore((state) => state.hovered)
  const compared = useStudyStore((state) => state.compared)
  const comparedKeys = useMemo(() => new Set(compared.map(String)), [compared])
  const [filter, setFilter] = useState<TrialFilter>('all')
  const [order, setOrder] = useState<TrialOrder>('newest')
  const [text, setText] = useState('')
  const kept = useKept(facts)
  const listed = useMemo(
    () => listTrials(trials, facts, summary, { filter, order, text, kept }),
    [trials, facts, summary, filter, order, text, kept],
  )
  const front = useMemo(() => new Set(summary?.best), [summary])
  const bestWord = facts.objectives.length === 1 ? 'best' : 'front'
  const shown = facts.objectives.slice(0, MAX_COLUMNS)
  const hasClaims = useMemo(() => trials.some(({ claim }) => claim !== undefined), [trials])
  const columns = `36px ${hasClaims ? 126 : 78}px ${shown.map(() => 'minmax(64px, 3fr)').join(' ')} minmax(0, 10fr)`
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
          value={nameOrder(order)}
          onChange={({ target: { value } }) => setOrder(readOrder(value))}
        >
          <option value="newest">newest first</option>
          {facts.objectives.map(({ name }, place) => (
            <option key={name} value={place}>
              best {name} first
            </option>
          ))}
          {facts.parameters.map(({ name }) => (
            <option key={`of ${name}`} value={nameOrder({ param: name })}>
              by {name}
            </option>
          ))}
        </select>
        <input
          className="input"
          type="search"
          aria-label="Only rows that say"
          placeholder={SAMPLE}
          title="Words between commas, all of which a row has to say of its parameters or its failure"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <span className="number quiet">{listed.length}</span>
      </div>
      <div className="trial-head quiet" style={{ gridTemplateColumns: columns }}>
        <OrderButton
          text="Trial"
          about="The newest first"
          isPressed={order === 'newest'}
          onPress={() => setOrder('newest')}
        />
        <span />
        {shown.map(({ name, direction }, place) => (
          <OrderButton
            key={name}
            text={`${direction === 'minimize' ? '↓' : '↑'} ${name}`}
            about={`The best ${name} first`}
            isPressed={order === place}
            onPress={() => setOrder(place)}
          />
        ))}
        <span>Parameters</span>
      </div>
      <RowList
        label="Trials"
        items={listed}
        keyOf={({ number }) => String(number)}
        chosen={chosen === undefined ? undefined : String(chosen)}
        onChoose={({ number }) => chooseTrial(number)}
        marks={{
          marked: comparedKeys,
          onMark: ({ number }) => toggleTrial(number),
          hovered: hovered === undefined ? undefined : String(hovered),
          onHover: (trial) => hoverTrial(trial?.number),
        }}
        columns={columns}
        empty={
          trials.length === 0
            ? 'Trials come in here as they are proposed.'
            : 'No trial is of this kind, or passes the filters.'
        }
        renderRow={(trial) => (
          <>
            <span className="number">{trial.number}</span>
            <State
              trial={trial}
              best={trial.state === 'complete' && front.has(trial.number) ? bestWord : undefined}
            />
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

/** What can be written between the commas. */
const SAMPLE = 'only rows that say…'

const nameOrder = (order: TrialOrder) =>
  typeof order === 'object' ? `by:${order.param}` : String(order)

function readOrder(value: string): TrialOrder {
  if (value.startsWith('by:')) return { param: value.slice('by:'.length) }
  return value === 'newest' ? value : Number(value)
}

interface OrderButtonProps {
  readonly text: string
  readonly about: string
  readonly isPressed: boolean
  readonly onPress: () => void
}

/** The head of a column, which puts the table in its order. */
function OrderButton({ text, about, isPressed, onPress }: OrderButtonProps) {
  return (
    <button
      type="button"
      className="order-button cut"
      aria-pressed={isPressed}
      title={about}
      onClick={onPress}
    >
      {text}
    </button>
  )
}

interface StateProps {
  readonly trial: TrialRow
  /** What it is called where no other is better; undefined where one is. */
  readonly best: string | undefined
}

function State({ trial, best }: StateProps) {
  const { state, claim } = trial
  const word = describeState(trial, best)
  return (
    <span
      className="trial-state cut"
      data-state={best === undefined ? state : 'front'}
      title={claim === undefined ? word : `${word}: ${ABOUT_CLAIMS[claim]}`}
    >
      {word}
    </span>
  )
}
