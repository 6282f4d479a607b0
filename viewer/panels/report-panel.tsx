/** A report of the quality gate: its entries, and where each departs from its baseline. */
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { SuiteReport } from '../../engine/qa/report-schema.ts'
import { chooseEntry } from '../state/report-desk.ts'
import { closeReport, useReportStore } from '../state/report-store.ts'
import { IconButton } from './icon-button.tsx'
import { countOutcomes, listEntries, type Outcome } from './list-entries.ts'
import { ReportEntry } from './report-entry.tsx'
import './report-panel.css'
import { useRun } from './run-context.ts'

/** More are hard to read; the filter finds the others. */
const MAX_LISTED = 300

export function ReportPanel({ report }: { readonly report: SuiteReport }) {
  const panel = useRef<HTMLElement>(null)
  const [outcome, setOutcome] = useState<Outcome | 'all'>('all')
  useEffect(() => panel.current?.focus(), [])
  const { suite, scenarios, problems, engine, passed } = report
  return (
    <section
      ref={panel}
      className="report scrolled"
      aria-label={`Report of the suite ${suite}`}
      tabIndex={-1}
      onKeyDown={({ key }) => key === 'Escape' && closeReport()}
    >
      <div className="report-head">
        <h2>Report: {suite}</h2>
        <IconButton icon={X} label="Close the report" shortcut="Esc" onPress={closeReport} />
      </div>
      <p className="quiet">
        {passed ? 'Passed' : 'Not passed'}, entries: {scenarios.length}, Thunderline {engine}
      </p>
      {problems.slice(0, 20).map((problem) => (
        <p key={problem} className="report-problem">
          {problem}
        </p>
      ))}
      <label className="report-filter">
        Show
        <select
          className="select"
          value={outcome}
          onChange={({ target }) => setOutcome(target.value as Outcome | 'all')}
        >
          <option value="all">all {scenarios.length}</option>
          {countOutcomes(report).map((each) => (
            <option key={each.outcome} value={each.outcome}>
              {each.outcome} {each.count}
            </option>
          ))}
        </select>
      </label>
      <EntryList report={report} outcome={outcome} />
    </section>
  )
}

function EntryList(props: { readonly report: SuiteReport; readonly outcome: Outcome | 'all' }) {
  const run = useRun()
  const chosen = useReportStore((state) => state.chosen)
  const lacking = useReportStore((state) => state.lack?.place)
  const shown = useRef<HTMLLIElement>(null)
  // What an entry opens to is looked at whole, as far as there is room.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another entry is another place
  useEffect(() => {
    const bottom = shown.current?.closest('.report')?.getBoundingClientRect().bottom ?? 0
    const isCut = (shown.current?.getBoundingClientRect().bottom ?? 0) > bottom
    if (isCut) shown.current?.scrollIntoView({ block: 'start' })
  }, [chosen])
  const listed = listEntries(props.report, props.outcome)
  if (listed.length === 0) return <p className="quiet">No entry has this outcome.</p>
  return (
    <ul className="report-entries" aria-label="Entries">
      {listed.slice(0, MAX_LISTED).map(({ place, entry }) => (
        <li key={place} ref={place === chosen ? shown : undefined}>
          <button
            type="button"
            className="report-entry"
            aria-current={place === chosen}
            data-entry={entry.name}
            onClick={() => void chooseEntry(run, place)}
          >
            <span>{entry.name}</span>
            <span className="report-outcome" data-outcome={entry.outcome}>
              {entry.outcome}
            </span>
          </button>
          {(place === chosen || place === lacking || entry.outcome !== 'passed') && (
            <ReportEntry entry={entry} place={place} isChosen={place === chosen} />
          )}
        </li>
      ))}
      {listed.length > MAX_LISTED && <li className="quiet">{listed.length - MAX_LISTED} more</li>}
    </ul>
  )
}
