/** The stream of events on record: filtered, followed or paused, and each in full. */
import { Pause, Play, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { LiveEvent } from '../../../engine/protocol/live-api.ts'
import { formatExact } from '../../design/format-number.ts'
import { formatWhen } from '../../design/format-when.ts'
import { IconButton } from '../icon-button.tsx'
import { EventDetails } from './event-details.tsx'
import { buildEventFilter, type EventFilter, MAX_KEPT } from './event-window.ts'
import { ALL_TOPICS, PatternField } from './pattern-field.tsx'
import { RowList } from './row-list.tsx'
import { type EventStream, useLiveEvents } from './use-live-events.ts'

/** How far back, by name; milliseconds. */
const SPANS = [
  { text: 'any time', spanMs: undefined },
  { text: 'last minute', spanMs: 60_000 },
  { text: 'last hour', spanMs: 3_600_000 },
  { text: 'last day', spanMs: 86_400_000 },
] as const

const NO_FILTER: EventFilter = { type: '', text: '', sinceMs: undefined }
const NO_EVENTS: readonly LiveEvent[] = []

export function EventsTab() {
  const [pattern, setPattern] = useState(ALL_TOPICS)
  const [filter, setFilter] = useState(NO_FILTER)
  const [frozen, setFrozen] = useState<readonly LiveEvent[]>()
  const [event, setEvent] = useState<LiveEvent>()
  const stream = useLiveEvents(pattern)
  const { events, failure, hasOlder, isLoadingOlder } = stream
  const all = frozen ?? events
  const isWanted = useMemo(() => buildEventFilter(filter), [filter])
  const shown = useMemo(() => all?.filter(isWanted), [all, isWanted])
  const isFiltered = filter !== NO_FILTER
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
          <Filters filter={filter} events={events ?? NO_EVENTS} onChange={setFilter} />
          <span className="spring" />
          <Following
            stream={stream}
            frozen={frozen}
            onChange={() => setFrozen(frozen === undefined ? events : undefined)}
          />
        </div>
        <RowList
          label="Events on record, the newest first"
          items={shown}
          keyOf={keyOf}
          chosen={event && keyOf(event)}
          onChoose={setEvent}
          columns="minmax(36px, max-content) minmax(0, 1.3fr) minmax(0, 1fr) 62px"
          empty={
            pattern === ALL_TOPICS && !isFiltered
              ? 'Nothing is on record yet. Start a run: what happens to it is told here.'
              : sayNone(hasOlder, all?.length ?? 0)
          }
          failure={failure}
          hasMore={hasOlder && frozen === undefined}
          isLoading={isLoadingOlder}
          moreText={isLoadingOlder ? 'Looking…' : isFiltered ? 'Look further back' : 'Older'}
          onMore={() => stream.loadOlder(isWanted)}
          renderRow={(each) => <EventRow event={each} />}
        />
        <p className="quiet list-foot" role="status">
          {describeCount(shown?.length ?? 0, all?.length ?? 0)}
        </p>
      </section>
      <section className="details-column scrolled" aria-label="The event">
        {event === undefined ? (
          <p className="quiet record-note">Choose an event to see it in full.</p>
        ) : (
          <EventDetails
            key={event.seq}
            event={event}
            others={all ?? NO_EVENTS}
            onChoose={setEvent}
            onFind={(text) => setFilter({ ...NO_FILTER, text })}
          />
        )}
      </section>
    </div>
  )
}

const keyOf = ({ seq }: LiveEvent) => String(seq)

function sayNone(hasOlder: boolean, count: number): string {
  const beyond = hasOlder ? ' Older ones have not been looked at yet.' : ''
  return `None of the ${formatExact(count)} events that are here is such.${beyond} New ones appear by themselves.`
}

function describeCount(shown: number, all: number): string {
  const kept = all >= MAX_KEPT ? ' of the newest; the ledger has them all' : ''
  if (shown === all) return `${formatExact(all)} ${all === 1 ? 'event' : 'events'}${kept}`
  return `${formatExact(shown)} of ${formatExact(all)} events${kept}`
}

interface FiltersProps {
  readonly filter: EventFilter
  readonly events: readonly LiveEvent[]
  readonly onChange: (filter: EventFilter) => void
}

function Filters({ filter, events, onChange }: FiltersProps) {
  const [span, setSpan] = useState<string>(SPANS[0].text)
  const { type, text } = filter
  const types = useMemo(() => {
    const found = new Set(events.map((event) => event.type))
    // The one that is chosen stays, though none of it has come yet.
    if (type !== '') found.add(type)
    return [...found].toSorted()
  }, [events, type])
  function change(part: Partial<EventFilter>): void {
    const next = { ...filter, ...part }
    const isNone = next.type === '' && next.text === '' && next.sinceMs === undefined
    onChange(isNone ? NO_FILTER : next)
  }
  function chooseSpan(name: string): void {
    const { spanMs } = SPANS.find((each) => each.text === name)!
    setSpan(name)
    change({ sinceMs: spanMs === undefined ? undefined : Date.now() - spanMs })
  }
  return (
    <>
      <select
        className="select type-filter"
        aria-label="Type of event"
        value={type}
        onChange={({ target }) => change({ type: target.value })}
      >
        <option value="">all types</option>
        {types.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
      <input
        className="input number find-filter"
        type="search"
        aria-label="Find by subject, run, request, cause or trace"
        title="Part of a subject, a run's id, a correlation id, a causation id or a trace id"
        placeholder="run, request, trace"
        spellCheck={false}
        value={text}
        onChange={({ target }) => change({ text: target.value })}
      />
      <select
        className="select"
        aria-label="How far back"
        value={span}
        onChange={({ target }) => chooseSpan(target.value)}
      >
        {SPANS.map((each) => (
          <option key={each.text}>{each.text}</option>
        ))}
      </select>
      {filter !== NO_FILTER && (
        <IconButton
          icon={X}
          label="Take the filters away"
          onPress={() => {
            setSpan(SPANS[0].text)
            onChange(NO_FILTER)
          }}
        />
      )}
    </>
  )
}

interface FollowingProps {
  readonly stream: EventStream
  /** What stood there when it was paused; undefined while it is followed. */
  readonly frozen: readonly LiveEvent[] | undefined
  readonly onChange: () => void
}

function Following({ stream: { events, isLive }, frozen, onChange }: FollowingProps) {
  const isPaused = frozen !== undefined
  const newest = frozen?.[0]?.seq ?? -1
  const waiting = isPaused ? (events ?? []).filter(({ seq }) => seq > newest).length : 0
  const Icon = isPaused ? Play : Pause
  return (
    <>
      <span className="live-standing quiet" data-live={isLive}>
        <span className="dot" data-tone={isLive ? 'good' : 'quiet'} />
        {isPaused ? `paused, ${formatExact(waiting)} new` : isLive ? 'live' : 'not live'}
      </span>
      <button
        type="button"
        className="button"
        data-action="pause-events"
        aria-pressed={isPaused}
        disabled={events === undefined}
        onClick={onChange}
      >
        <Icon size={13} aria-hidden="true" />
        {isPaused ? 'Follow' : 'Pause'}
      </button>
    </>
  )
}

function EventRow({ event }: { readonly event: LiveEvent }) {
  const { seq, type, subject = '', time } = event
  return (
    <>
      <span className="number quiet">{formatExact(seq)}</span>
      <span className="cut">{type}</span>
      <span className="cut quiet number" title={subject.slice(0, 200)}>
        {subject}
      </span>
      <span className="number quiet" title={time}>
        {time && formatWhen(Date.parse(time), Date.now())}
      </span>
    </>
  )
}
