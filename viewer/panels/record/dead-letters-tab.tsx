/** Events that a consumer could not take, what was tried, and the way to have them heard again. */
import { Redo2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { DEAD_LETTERS_LIST } from '../../../engine/resources/operations/event-operations.ts'
import { formatExact } from '../../design/format-number.ts'
import { formatWhen } from '../../design/format-when.ts'
import { showEntry } from '../../state/record-store.ts'
import {
  type DeadLetter,
  OutcomeText,
  RedriveAll,
  type RedriveOutcome,
  redriveOne,
} from './redrive.tsx'
import { RowList } from './row-list.tsx'
import { usePages } from './use-answer.ts'

const keyOf = ({ consumer, seq }: DeadLetter) => `${consumer}-${seq}`
const EVERY_MS = 10_000

export function DeadLettersTab() {
  const letters = usePages(DEAD_LETTERS_LIST, {}, keyOf, EVERY_MS)
  const [chosen, setChosen] = useState<string>()
  const [onlyDead, setOnlyDead] = useState(false)
  const { items } = letters
  const shown = useMemo(
    () => items?.filter(({ state }) => !onlyDead || state === 'dead'),
    [items, onlyDead],
  )
  const letter = items?.find((each) => keyOf(each) === chosen)
  return (
    <div className="record-columns two">
      <section className="list-column" aria-label="Dead letters">
        <div className="list-tools">
          <label className="check">
            <input
              type="checkbox"
              checked={onlyDead}
              onChange={({ target }) => setOnlyDead(target.checked)}
            />
            only those that are dead
          </label>
          <span className="spring" />
          <RedriveAll letters={items ?? []} hasMore={letters.hasMore} onDone={letters.reload} />
        </div>
        <RowList
          label="Dead letters"
          items={shown}
          keyOf={keyOf}
          chosen={chosen}
          onChoose={(each) => setChosen(keyOf(each))}
          columns="minmax(0, 1fr) minmax(36px, max-content) minmax(0, 1.4fr) minmax(0, 1.4fr) 74px"
          empty={
            onlyDead && (items?.length ?? 0) > 0
              ? 'None of these is dead any more: each was heard since.'
              : 'No consumer has given up on an event. What one cannot take after several tries is kept here.'
          }
          failure={letters.failure}
          onRetry={letters.reload}
          hasMore={letters.hasMore}
          isLoading={letters.isLoading}
          onMore={letters.loadMore}
          renderRow={({ consumer, seq, type, state, failures }) => (
            <>
              <span className="cut" title={consumer}>
                {consumer}
              </span>
              <span className="number quiet">{formatExact(seq)}</span>
              <span className="cut">{type}</span>
              <span className="cut quiet">{failures.at(-1)?.problem}</span>
              <span className="state" data-state={state}>
                {state}
              </span>
            </>
          )}
        />
      </section>
      <section className="details-column scrolled" aria-label="The dead letter">
        {letter === undefined ? (
          <p className="quiet record-note">Choose a dead letter to see what was tried.</p>
        ) : (
          <LetterDetails key={keyOf(letter)} letter={letter} onDone={letters.reload} />
        )}
      </section>
    </div>
  )
}

interface LetterDetailsProps {
  readonly letter: DeadLetter
  readonly onDone: () => void
}

function LetterDetails({ letter, onDone }: LetterDetailsProps) {
  const { consumer, seq, type, state, failures } = letter
  const [isBusy, setIsBusy] = useState(false)
  const [outcome, setOutcome] = useState<RedriveOutcome>()
  const isDead = state === 'dead'
  async function redrive(): Promise<void> {
    if (isBusy || !isDead) return
    setIsBusy(true)
    setOutcome(await redriveOne(letter))
    setIsBusy(false)
    onDone()
  }
  return (
    <article className="details" aria-label={`Dead letter ${seq} of ${consumer}`}>
      <header className="details-head">
        <h3>{type}</h3>
        <span className="state" data-state={state}>
          {state}
        </span>
      </header>
      <p className="quiet">
        {consumer} could not take event {formatExact(seq)}.
      </p>
      <div className="button-row">
        <button
          type="button"
          className="button primary"
          data-action="redrive"
          aria-disabled={isBusy || !isDead}
          title="Has the consumer hear it again, once"
          onClick={() => void redrive()}
        >
          <Redo2 size={14} aria-hidden="true" />
          {isBusy ? 'Redriving…' : 'Redrive'}
        </button>
        <button type="button" className="button" onClick={() => showEntry(seq)}>
          Ledger entry
        </button>
      </div>
      <div role="status">
        {outcome !== undefined && <OutcomeText outcome={outcome} consumer={consumer} />}
      </div>
      <h4>What was tried</h4>
      <ol className="tries">
        {failures.map(({ attempt: number, at_ms: atMs, problem }) => (
          <li key={number}>
            <span className="number quiet">{number}</span>
            <span className="number quiet" title={new Date(atMs).toISOString()}>
              {formatWhen(atMs, Date.now())}
            </span>
            <span>{problem}</span>
          </li>
        ))}
      </ol>
    </article>
  )
}
