/**
 * What the selected bit or zone told of late, the newest first.
 *
 * The list itself is not read out, since a run at full speed would never stop talking: what has
 * changed a bit is, once a second at the most.
 */
import { useEffect, useState } from 'react'
import type { BitEvent } from '../../engine/bits/bit-events.ts'
import type { BitReport } from '../../engine/protocol/inspect-api.ts'
import { formatExact } from '../design/format-number.ts'
import { useToolStore } from '../state/tool-store.ts'
import {
  describeAmongOthers,
  describeEvent,
  describeOlder,
  type EventWords,
  isOfTick,
} from './describe-event.ts'
import './event-list.css'

interface EventListProps {
  /** What there is to say where nothing was told yet; absent, nothing. */
  readonly hint?: string | undefined
  /** The bit that they are of; absent where there is none, or several. */
  readonly bit?: Pick<BitReport, 'id' | 'insertedAt'> | undefined
  /** Whether events of several bits stand in it. */
  readonly isOfMany?: boolean
}

export function EventList({ hint, bit, isOfMany = false }: EventListProps) {
  const describe = isOfMany ? describeAmongOthers : describeEvent
  const events = useToolStore((state) => state.events)
  const [hidesTicks, setHidesTicks] = useState(false)
  const shown = hidesTicks ? events.filter((event) => !isOfTick(event)) : events
  const older = bit && describeOlder(events, bit)
  return (
    <div className="events">
      <div className="events-head">
        <h3 id="events-title">Events</h3>
        <label className="check small" title="Show too that a bit was ticked">
          <input
            type="checkbox"
            checked={!hidesTicks}
            onChange={({ target }) => setHidesTicks(!target.checked)}
          />
          of ticks too
        </label>
      </div>
      {shown.length === 0 ? (
        (events.length > 0 || hint !== undefined) && (
          <p className="quiet">{events.length === 0 ? hint : 'Nothing but ticks.'}</p>
        )
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key
        <ol className="event-list" aria-labelledby="events-title" tabIndex={0}>
          {shown.map((event, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no state of their own
            <EventRow key={i} event={event} words={describe(event)} />
          ))}
        </ol>
      )}
      {older !== undefined && <p className="quiet">{older}</p>}
      <Announcement newest={events.find((event) => !isOfTick(event))} />
    </div>
  )
}

interface EventRowProps {
  readonly event: BitEvent
  readonly words: EventWords
}

function EventRow({ event, words: { what, detail } }: EventRowProps) {
  return (
    <li data-event={event.type}>
      <span className="number quiet">{formatExact(event.tick)}</span>
      <span className="event-words">
        <strong>{what}</strong> <span title={detail}>{detail}</span>
      </span>
    </li>
  )
}

const ANNOUNCE_EVERY_MS = 1000

function Announcement({ newest }: { readonly newest: BitEvent | undefined }) {
  const text = newest === undefined ? '' : sentenceOf(newest)
  const [said, setSaid] = useState(text)
  useEffect(() => {
    if (text === said) return undefined
    const timer = setTimeout(() => setSaid(text), ANNOUNCE_EVERY_MS)
    return () => clearTimeout(timer)
  }, [text, said])
  return (
    <p className="screen-reader-only" aria-live="polite" data-announces="event">
      {said}
    </p>
  )
}

function sentenceOf(event: BitEvent): string {
  const { what, detail } = describeEvent(event)
  return `Tick ${event.tick}: ${what} ${detail}`
}
