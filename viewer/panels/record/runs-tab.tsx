/** Runs of the server: what they are, where they stand, and what can be done with them. */
import { useState } from 'react'
import type { AutomataRun } from '../../../engine/resources/automata-run.ts'
import { RUN_STATES, type RunState } from '../../../engine/resources/automata-run.ts'
import { RUNS_GET, RUNS_LIST } from '../../../engine/resources/operations/run-operations.ts'
import { formatShort } from '../../design/format-number.ts'
import { formatWhen } from '../../design/format-when.ts'
import { setRecord, useRecordStore } from '../../state/record-store.ts'
import { RowList } from './row-list.tsx'
import { RunDetails } from './run-details.tsx'
import { StartRunForm } from './start-run-form.tsx'
import { useAnswer, usePages } from './use-answer.ts'

/** Runs that go on change by themselves. */
const EVERY_MS = 2000

const keyOf = ({ run_id: runId }: AutomataRun) => runId

export function RunsTab() {
  const [state, setState] = useState<RunState | 'all'>('all')
  const chosen = useRecordStore(({ runId }) => runId)
  const runs = usePages(RUNS_LIST, state === 'all' ? {} : { state }, keyOf, EVERY_MS)
  const listed = runs.items?.find(({ run_id: runId }) => runId === chosen)
  // A link may lead to one that is not in the list, or of another state.
  const isElsewhere = chosen !== undefined && runs.items !== undefined && listed === undefined
  const other = useAnswer(RUNS_GET, isElsewhere ? { run_id: chosen } : undefined, EVERY_MS)
  const run = listed ?? (isElsewhere ? other.value : undefined)
  return (
    <div className="record-columns two">
      <section className="list-column" aria-label="Runs">
        <div className="list-tools">
          <select
            className="select state-filter"
            aria-label="Which runs"
            value={state}
            onChange={({ target }) => setState(target.value as RunState | 'all')}
          >
            <option value="all">all states</option>
            {RUN_STATES.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
          <span className="spring" />
          <StartRunForm />
        </div>
        <RowList
          label="Runs of the server, the newest first"
          items={runs.items}
          keyOf={keyOf}
          chosen={chosen}
          onChoose={({ run_id: runId }) => setRecord({ runId })}
          columns="78px minmax(0, 1.6fr) 104px minmax(0, 0.8fr) 74px"
          empty={
            state === 'all'
              ? 'The server has no runs yet. "Run on the server" starts what is open here.'
              : `No run is ${state}.`
          }
          failure={runs.failure}
          onRetry={runs.reload}
          hasMore={runs.hasMore}
          onMore={runs.loadMore}
          renderRow={(each) => <RunRow run={each} />}
        />
      </section>
      <section className="details-column scrolled" aria-label="The run">
        {run === undefined ? (
          <p className="quiet record-note">
            Choose a run to watch it, verify it or follow its lineage.
          </p>
        ) : (
          <RunDetails run={run} onChange={runs.reload} />
        )}
      </section>
    </div>
  )
}

function RunRow({ run }: { readonly run: AutomataRun }) {
  const { state, title, ticks, ticks_done: done, created_by: by, created_at_ms: atMs } = run
  return (
    <>
      <span className="state" data-state={state}>
        {state}
      </span>
      <span className="cut" title={title}>
        {title}
      </span>
      <span
        className="number quiet"
        title={state === 'queued' ? `to tick ${ticks}` : `${done} of ${ticks} ticks`}
      >
        {state !== 'queued' && `${formatShort(Number(done))} / `}
        {formatShort(Number(ticks))}
      </span>
      <span
        className="cut quiet"
        title={by === null ? 'Who asked for it is not told to this token' : `Asked for by ${by}`}
      >
        {by ?? '—'}
      </span>
      <span className="number quiet" title={new Date(atMs).toISOString()}>
        {formatWhen(atMs, Date.now())}
      </span>
    </>
  )
}
