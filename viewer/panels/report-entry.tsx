/** Why an entry of a report has not passed, and the way to the tick where it went wrong. */
import { useRef } from 'react'
import type { EntryReport } from '../../engine/qa/report-schema.ts'
import { formatExact } from '../design/format-number.ts'
import { completeEntry } from '../state/report-desk.ts'
import { useReportStore } from '../state/report-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { describeBreach } from './describe-breach.ts'
import { ReportDifference } from './report-difference.tsx'
import { useRun } from './run-context.ts'

/** The first ones tell what is wrong; a run that has gone astray breaks every one after them. */
const MAX_BREACHES = 6

interface ReportEntryProps {
  readonly entry: EntryReport
  /** Its place in the report. */
  readonly place: number
  /** Whether it is what runs. */
  readonly isChosen: boolean
}

export function ReportEntry({ entry, place, isChosen }: ReportEntryProps) {
  const { message, breaches, divergence } = entry
  return (
    <div className="report-facts">
      <Lack place={place} />
      {message !== null && (
        <p className={message.includes('\n') ? 'number lines' : ''}>{message}</p>
      )}
      {isChosen && <Seeking />}
      {isChosen && divergence?.first && <ReportDifference first={divergence.first} />}
      <ul>
        {breaches.slice(0, MAX_BREACHES).map((breach, number) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list of a report never changes
          <li key={number} className="number">
            {describeBreach(breach)}
          </li>
        ))}
      </ul>
      {breaches.length > MAX_BREACHES && (
        <p className="quiet">{breaches.length - MAX_BREACHES} more breaches</p>
      )}
      {divergence !== null && (
        <p className="quiet">
          Divergence {divergence.kind}
          {divergence.reason === null ? '' : `: ${divergence.reason}`}
        </p>
      )}
    </div>
  )
}

/** Which files the entry lacks, and the way to hand them in. */
function Lack({ place }: { readonly place: number }) {
  const run = useRun()
  const input = useRef<HTMLInputElement>(null)
  const lack = useReportStore((state) => (state.lack?.place === place ? state.lack : undefined))
  if (lack === undefined) return null
  return (
    <div className="report-lack" role="alert">
      <p>{lack.message}</p>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        Open its files…
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-input="entry"
        onChange={({ target }) => void completeEntry(run, place, [...(target.files ?? [])])}
      />
    </div>
  )
}

/** How far a run is on its way to a far tick, and what stops it. */
function Seeking() {
  const run = useRun()
  const now = useRunStore((state) => state.tick)
  const target = useRunStore((state) => state.targetTick)
  if (target === undefined) return null
  return (
    <div className="report-seeking">
      <progress value={now} max={Math.max(1, target)} aria-label="On the way to the tick" />
      <span className="number quiet">
        {formatExact(now)} of {formatExact(target)}
      </span>
      <button type="button" className="button" onClick={() => void run.cancel()}>
        Cancel
      </button>
    </div>
  )
}
