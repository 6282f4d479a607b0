/** An event in full, and the ways on from it: its entry, its lineage, its trace, and what brought it about. */
import { useCallback, useMemo, useState } from 'react'
import type { LiveEvent } from '../../../engine/protocol/live-api.ts'
import { EVENTS_LIST } from '../../../engine/resources/operations/event-operations.ts'
import { formatExact } from '../../design/format-number.ts'
import { attempt } from '../../state/attempt.ts'
import { showEntry, showLineage, showVerdict } from '../../state/record-store.ts'
import { askServer } from '../../state/server-desk.ts'
import { CopyButton } from '../copy-button.tsx'
import { isVerdictId, traceCauses, traceOf } from './event-window.ts'
import { FullText } from './full-text.tsx'
import { Json } from './json.tsx'
import { nodeOfEvent } from './node-of-event.ts'

interface EventDetailsProps {
  readonly event: LiveEvent
  /** Events that are there already. */
  readonly others: readonly LiveEvent[]
  readonly onChoose: (event: LiveEvent) => void
  /** Is asked to show what has this among its words. */
  readonly onFind: (text: string) => void
}

export function EventDetails({ event, others, onChoose, onFind }: EventDetailsProps) {
  const { seq, type, correlation_id: correlation } = event
  const node = nodeOfEvent(event)
  const trace = traceOf(event)
  const text = useMemo(() => JSON.stringify(event, null, 2), [event])
  return (
    <article className="details" aria-label={`Event ${seq}`}>
      <header className="details-head">
        <h3>{type}</h3>
        <CopyButton text={text} label="Copy" />
      </header>
      <div className="button-row">
        <button type="button" className="button" onClick={() => showEntry(seq)}>
          Ledger entry {formatExact(seq)}
        </button>
        {node !== undefined && (
          <button type="button" className="button" onClick={() => showLineage(node)}>
            Lineage
          </button>
        )}
        {correlation !== undefined && (
          <button
            type="button"
            className="button"
            title={`All events of ${correlation}`}
            onClick={() => onFind(correlation)}
          >
            Same request
          </button>
        )}
      </div>
      <Causes event={event} others={others} onChoose={onChoose} />
      {trace !== undefined && (
        <div className="trace-line">
          <FullText text={trace} label="Trace" />
          <button type="button" className="button" onClick={() => onFind(trace)}>
            Same trace
          </button>
        </div>
      )}
      <Json text={text} />
    </article>
  )
}

type CausesProps = Omit<EventDetailsProps, 'onFind'>

/** So many questions go back for a cause that is not there; it mostly is a few entries before. */
const MAX_QUESTIONS = 5

function Causes({ event, others, onChoose }: CausesProps) {
  const [fetched, setFetched] = useState<readonly LiveEvent[]>([])
  const known = useMemo(
    () => new Map([...fetched, ...others].map((each) => [each.id, each])),
    [fetched, others],
  )
  const { causes, missing } = useMemo(() => traceCauses(event, known), [event, known])
  const effects = useMemo(
    () => others.filter(({ causation_id: cause }) => cause === event.id).toReversed(),
    [others, event],
  )
  const oldest = causes.at(-1) ?? event
  const onFetched = useCallback((found: LiveEvent) => setFetched((last) => [...last, found]), [])
  if (missing === undefined && causes.length === 0 && effects.length === 0) return null
  return (
    <section className="causes" aria-label="Causes and effects">
      {(causes.length > 0 || missing !== undefined) && <h4>Brought about by</h4>}
      {causes.map((cause) => (
        <EventLink key={cause.id} event={cause} onChoose={onChoose} />
      ))}
      {missing !== undefined && (
        <MissingCause key={missing} id={missing} before={oldest.seq} onFetched={onFetched} />
      )}
      {effects.length > 0 && <h4>Brought about</h4>}
      {effects.slice(0, 20).map((effect) => (
        <EventLink key={effect.id} event={effect} onChoose={onChoose} />
      ))}
      {effects.length > 20 && <p className="quiet">and {formatExact(effects.length - 20)} more</p>}
    </section>
  )
}

interface EventLinkProps {
  readonly event: LiveEvent
  readonly onChoose: (event: LiveEvent) => void
}

function EventLink({ event, onChoose }: EventLinkProps) {
  return (
    <button type="button" className="event-link" onClick={() => onChoose(event)}>
      <span className="number quiet">{formatExact(event.seq)}</span>
      <span className="cut">{event.type}</span>
    </button>
  )
}

interface MissingCauseProps {
  readonly id: string
  /** The entry before which it stands. */
  readonly before: number
  readonly onFetched: (event: LiveEvent) => void
}

function MissingCause({ id, before, onFetched }: MissingCauseProps) {
  const [place, setPlace] = useState<string | undefined>(String(before))
  const [isLooking, setIsLooking] = useState(false)
  if (isVerdictId(id)) {
    return (
      <button type="button" className="event-link" onClick={() => showVerdict(id)}>
        <span className="quiet">verdict</span>
        <span className="cut number">{id}</span>
      </button>
    )
  }
  async function look(): Promise<void> {
    if (isLooking) return
    setIsLooking(true)
    await attempt('The cause was not found', async () => {
      let after = place
      for (let asked = 0; asked < MAX_QUESTIONS && after !== undefined; asked++) {
        const page = await askServer(EVENTS_LIST, { order: 'newest', limit: '200', after })
        const found = page.items.find((each) => each.id === id)
        if (found !== undefined) return onFetched(found)
        after = page.next
      }
      setPlace(after)
    })
    setIsLooking(false)
  }
  return (
    <div className="trace-line">
      <FullText text={id} label={place === undefined ? 'It is not on record' : 'Event'} />
      {place !== undefined && (
        <button
          type="button"
          className="button"
          aria-disabled={isLooking}
          onClick={() => void look()}
        >
          {isLooking ? 'Looking…' : place === String(before) ? 'Find it' : 'Look further'}
        </button>
      )}
    </div>
  )
}
