/** Events that a consumer could not take, what was tried, and the way to have them heard again. */
import { Redo2 } from 'lucide-react'
import { useState } from 'react'
import type { OutputOf } from '../../../engine/resources/operation.ts'
import {
  DEAD_LETTERS_LIST,
  DEAD_LETTERS_REDRIVE,
} from '../../../engine/resources/operations/event-operations.ts'
import { formatExact } from '../../design/format-number.ts'
import { formatWhen } from '../../design/format-when.ts'
import { attempt } from '../../state/attempt.ts'
import { showNews } from '../../state/notice-store.ts'
import { showEntry } from '../../state/record-store.ts'
import { askServer } from '../../state/server-desk.ts'
import { RowList } from './row-list.tsx'
import { usePages } from './use-answer.ts'

type DeadLetter = OutputOf<typeof DEAD_LETTERS_LIST>['items'][number]

const keyOf = ({ consumer, seq }: DeadLetter) => `${consumer}-${seq}`
const EVERY_MS = 10_000

export function DeadLettersTab() {
  const letters = usePages(DEAD_LETTERS_LIST, {}, keyOf, EVERY_MS)
  const [chosen, setChosen] = useState<string>()
  const letter = letters.items?.find((each) => keyOf(each) === chosen)
  return (
    <div className="record-columns two">
      <section className="list-column" aria-label="Dead letters">
        <RowList
          label="Dead letters"
          items={letters.items}
          keyOf={keyOf}
          chosen={chosen}
          onChoose={(each) => setChosen(keyOf(each))}
          columns="minmax(0, 1fr) minmax(36px, max-content) minmax(0, 1.4fr) 74px"
          empty="No consumer has given up on an event. What one cannot take after several tries is kept here."
          failure={letters.failure}
          onRetry={letters.reload}
          hasMore={letters.hasMore}
          onMore={letters.loadMore}
          renderRow={({ consumer, seq, type, state }) => (
            <>
              <span className="cut">{consumer}</span>
              <span className="number quiet">{formatExact(seq)}</span>
              <span className="cut">{type}</span>
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
          <LetterDetails letter={letter} onDone={letters.reload} />
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
  async function redrive(): Promise<void> {
    setIsBusy(true)
    const done = await attempt('It was not redriven', () =>
      askServer(DEAD_LETTERS_REDRIVE, { consumer, seq: String(seq) }),
    )
    setIsBusy(false)
    if (done !== undefined) {
      const text = done.is_redriven ? 'heard it' : 'had no such dead letter any more'
      showNews('Redriven', `${consumer} ${text}: event ${formatExact(seq)}.`)
    }
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
          disabled={isBusy || state !== 'dead'}
          title="Has the consumer hear it again, once"
          onClick={() => void redrive()}
        >
          <Redo2 size={14} aria-hidden="true" />
          Redrive
        </button>
        <button type="button" className="button" onClick={() => showEntry(seq)}>
          Ledger entry
        </button>
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
