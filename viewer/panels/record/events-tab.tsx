/** The stream of events on record: filtered, paused, and each in full. */
import { Pause, Play } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { isNamedError } from '../../../engine/named-error.ts'
import type { LiveEvent } from '../../../engine/protocol/live-api.ts'
import { parseTopicPattern } from '../../../engine/telemetry/topic-pattern.ts'
import { formatExact } from '../../design/format-number.ts'
import { formatWhen } from '../../design/format-when.ts'
import { showEntry, showLineage } from '../../state/record-store.ts'
import { CopyButton } from '../copy-button.tsx'
import { Json } from './json.tsx'
import { nodeOfEvent } from './node-of-event.ts'
import { RowList } from './row-list.tsx'
import { MAX_KEPT, useLiveEvents } from './use-live-events.ts'

const ALL = '#'

export function EventsTab() {
  const [pattern, setPattern] = useState(ALL)
  const [type, setType] = useState('')
  const [frozen, setFrozen] = useState<readonly LiveEvent[]>()
  const [chosen, setChosen] = useState<number>()
  const { events, isLive, failure } = useLiveEvents(pattern)
  const types = [...new Set((events ?? []).map((event) => event.type))].toSorted()
  const all = frozen ?? events
  const shown = all?.filter((event) => type === '' || event.type === type)
  const event = all?.find(({ seq }) => seq === chosen)
  const waiting = frozen === undefined ? 0 : countNewer(events ?? [], frozen)
  return (
    <div className="record-columns two">
      <section className="list-column" aria-label="Events">
        <div className="list-tools">
          <PatternField
            pattern={pattern}
            onChange={(next) => {
              setFrozen(undefined)
              setPattern(next)
            }}
          />
          <select
            className="select type-filter"
            aria-label="Type of event"
            value={type}
            onChange={({ target }) => setType(target.value)}
          >
            <option value="">all types</option>
            {/* The one that is chosen stays, though none of it has come yet. */}
            {[...new Set(type === '' ? types : [type, ...types])].map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
          <span className="spring" />
          <span className="live-standing quiet" data-live={isLive}>
            <span className="dot" data-tone={isLive ? 'good' : 'quiet'} />
            {frozen === undefined ? (isLive ? 'live' : 'not live') : `paused, ${waiting} new`}
          </span>
          <button
            type="button"
            className="button"
            data-action="pause-events"
            aria-pressed={frozen !== undefined}
            disabled={events === undefined}
            onClick={() => setFrozen(frozen === undefined ? events : undefined)}
          >
            {frozen === undefined ? (
              <Pause size={13} aria-hidden="true" />
            ) : (
              <Play size={13} aria-hidden="true" />
            )}
            {frozen === undefined ? 'Pause' : 'Go on'}
          </button>
        </div>
        <RowList
          label="Events on record, the newest first"
          items={shown}
          keyOf={({ seq }) => String(seq)}
          chosen={chosen === undefined ? undefined : String(chosen)}
          onChoose={({ seq }) => setChosen(seq)}
          columns="minmax(36px, max-content) minmax(0, 1.3fr) minmax(0, 1fr) max-content"
          empty={
            pattern === ALL && type === ''
              ? 'Nothing is on record yet. Start a run: what happens to it is told here.'
              : 'No event on record is of this pattern and type. New ones appear by themselves.'
          }
          failure={failure}
          renderRow={(each) => <EventRow event={each} />}
        />
        {(all?.length ?? 0) >= MAX_KEPT && (
          <p className="quiet list-foot">The newest {MAX_KEPT}; the ledger has them all.</p>
        )}
      </section>
      <section className="details-column scrolled" aria-label="The event">
        {event === undefined ? (
          <p className="quiet record-note">Choose an event to see it in full.</p>
        ) : (
          <EventDetails event={event} />
        )}
      </section>
    </div>
  )
}

function countNewer(events: readonly LiveEvent[], frozen: readonly LiveEvent[]): number {
  const newest = frozen[0]?.seq ?? -1
  return events.filter(({ seq }) => seq > newest).length
}

interface PatternFieldProps {
  readonly pattern: string
  readonly onChange: (pattern: string) => void
}

function PatternField({ pattern, onChange }: PatternFieldProps) {
  const [text, setText] = useState(pattern)
  const [problem, setProblem] = useState('')
  const problemId = useId()
  function apply(event: FormEvent): void {
    event.preventDefault()
    const wanted = text.trim() === '' ? ALL : text.trim()
    try {
      parseTopicPattern(wanted)
      setProblem('')
      setText(wanted)
      // To leave the field is not to choose: a paused list stays as it is.
      if (wanted !== pattern) onChange(wanted)
    } catch (thrown) {
      if (!isNamedError(thrown)) throw thrown
      setProblem(thrown.message)
    }
  }
  return (
    <form className="pattern-form" onSubmit={apply}>
      <input
        className="input number"
        aria-label="Pattern of topics"
        aria-invalid={problem !== ''}
        aria-describedby={problem === '' ? undefined : problemId}
        title="zone.event.agent: + is any one level, # the rest, as in +.ca.run.#  (Enter applies it)"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={apply}
      />
      {problem !== '' && (
        <p id={problemId} className="record-problem pattern-problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  )
}

function EventRow({ event }: { readonly event: LiveEvent }) {
  const { seq, type, subject = '', time } = event
  return (
    <>
      <span className="number quiet">{formatExact(seq)}</span>
      <span className="cut">{type}</span>
      <span className="cut quiet number" title={subject}>
        {subject}
      </span>
      <span className="number quiet">{time && formatWhen(Date.parse(time), Date.now())}</span>
    </>
  )
}

function EventDetails({ event }: { readonly event: LiveEvent }) {
  const node = nodeOfEvent(event)
  const text = JSON.stringify(event, null, 2)
  return (
    <article className="details" aria-label={`Event ${event.seq}`}>
      <header className="details-head">
        <h3>{event.type}</h3>
        <CopyButton text={text} label="Copy" />
      </header>
      <div className="button-row">
        <button type="button" className="button" onClick={() => showEntry(event.seq)}>
          Ledger entry {formatExact(event.seq)}
        </button>
        {node !== undefined && (
          <button type="button" className="button" onClick={() => showLineage(node)}>
            Lineage
          </button>
        )}
      </div>
      <Json text={text} />
    </article>
  )
}
