/** One run of the server in full: watched, ended, opened here, verified here, followed back. */
import { FileText, FolderOpen, RadioTower, Square, Waypoints } from 'lucide-react'
import { useState } from 'react'
import { AUTOMATA_RUN_MACHINE, type AutomataRun } from '../../../engine/resources/automata-run.ts'
import { RUNS_CANCEL } from '../../../engine/resources/operations/run-operations.ts'
import { isTerminal } from '../../../engine/resources/state-machine.ts'
import { formatExact } from '../../design/format-number.ts'
import { formatDuration, formatWhen } from '../../design/format-when.ts'
import { fragmentOfRun } from '../../session/run-link.ts'
import { attempt } from '../../state/attempt.ts'
import { showLineage } from '../../state/record-store.ts'
import { askServer } from '../../state/server-desk.ts'
import { openHere } from '../../state/server-runs.ts'
import { watchRun } from '../../state/server-watch.ts'
import { useWatchStore } from '../../state/watch-store.ts'
import { CopyButton } from '../copy-button.tsx'
import { Fact } from '../fact.tsx'
import { useRun } from '../run-context.ts'
import { RunCheck } from './run-check.tsx'

interface RunDetailsProps {
  readonly run: AutomataRun
  readonly onChange: () => void
}

export function RunDetails({ run, onChange }: RunDetailsProps) {
  const { run_id: runId, title, state, error, reason } = run
  return (
    <article className="details" aria-label={`Run ${title}`} data-run={runId}>
      <header className="details-head">
        <h3>{title}</h3>
        <span className="state" data-state={state}>
          {state}
        </span>
      </header>
      <RunOrders run={run} onChange={onChange} />
      {error !== undefined && (
        <p className="record-problem" role="alert">
          {error.message} <span className="number quiet">{error.code}</span>
        </p>
      )}
      {typeof reason === 'string' && <p className="quiet">Cancelled: {reason}</p>}
      <RunFacts run={run} />
      {run.state_sha256 !== undefined && <RunCheck key={runId} run={run} />}
      {run.outputs.length > 0 && <RunOutputs run={run} />}
    </article>
  )
}

function RunOrders({ run, onChange }: RunDetailsProps) {
  const controller = useRun()
  const { run_id: runId, state } = run
  const isWatched = useWatchStore(({ watched }) => watched?.runId === runId)
  const [isBusy, setIsBusy] = useState(false)
  async function during(work: () => Promise<unknown>): Promise<void> {
    setIsBusy(true)
    await work()
    setIsBusy(false)
    onChange()
  }
  const cancel = () =>
    attempt('The run was not cancelled', () => askServer(RUNS_CANCEL, { run_id: runId }))
  return (
    <div className="button-row">
      {isTerminal(AUTOMATA_RUN_MACHINE, state) ? (
        <button
          type="button"
          className="button primary"
          data-action="open-here"
          disabled={isBusy}
          title="Runs it again in this page, to its last tick"
          onClick={() => void during(() => openHere(controller, run))}
        >
          <FolderOpen size={14} aria-hidden="true" />
          Open here
        </button>
      ) : (
        <>
          <button
            type="button"
            className="button primary"
            data-action="watch"
            disabled={isBusy || isWatched}
            title="Shows it live in the scene; your own run waits meanwhile"
            onClick={() => void during(() => watchRun(controller, run))}
          >
            <RadioTower size={14} aria-hidden="true" />
            {isWatched ? 'Watching' : 'Watch live'}
          </button>
          <button
            type="button"
            className="button"
            data-action="cancel-run"
            disabled={isBusy}
            onClick={() => void during(cancel)}
          >
            <Square size={13} aria-hidden="true" />
            Cancel
          </button>
        </>
      )}
      <button
        type="button"
        className="button"
        data-action="lineage"
        onClick={() => showLineage(`run:${runId}`)}
      >
        <Waypoints size={14} aria-hidden="true" />
        Lineage
      </button>
      <CopyButton
        text={location.origin + location.pathname + fragmentOfRun(runId)}
        label="Copy link"
      />
    </div>
  )
}

/** What it has left, each of which leads to its lineage. */
function RunOutputs({ run: { outputs } }: { readonly run: AutomataRun }) {
  return (
    <div className="button-row">
      {outputs.map(({ role, sha256 }) => (
        <button
          key={role + sha256}
          type="button"
          className="button"
          title={`Artifact ${sha256}`}
          onClick={() => showLineage(`artifact:${sha256}`)}
        >
          <FileText size={14} aria-hidden="true" />
          {role}
        </button>
      ))}
    </div>
  )
}

function RunFacts({ run }: { readonly run: AutomataRun }) {
  const { ticks, ticks_done: done, seed, rule, backend, threads, worker, attempt: tries } = run
  const { created_by: by, created_at_ms: createdMs, duration_ms: durationMs } = run
  const speed =
    durationMs === undefined || durationMs === 0 ? undefined : (Number(done) / durationMs) * 1000
  const limit = run.ticks_per_second
  return (
    <dl className="facts">
      <Fact
        name="Ticks"
        value={`${run.state === 'queued' ? 'to ' : `${formatExact(Number(done))} of `}${formatExact(Number(ticks))}`}
        isNumber
      />
      {speed !== undefined && (
        <Fact
          name="Speed"
          value={`${speed < 10 ? speed.toFixed(1) : formatExact(speed)} ticks/s`}
          exact={limit === undefined ? 'As fast as it could' : `At most ${limit} ticks/s`}
          isNumber
        />
      )}
      {durationMs !== undefined && <Fact name="Took" value={formatDuration(durationMs)} isNumber />}
      <Fact
        name="Asked for"
        value={`${formatWhen(createdMs, Date.now())}${by === null ? '' : ` by ${by}`}`}
        exact={new Date(createdMs).toISOString()}
      />
      <Fact
        name="Rule"
        value={rule.length > 80 ? `${rule.slice(0, 80)}…` : rule}
        exact={rule}
        isNumber
      />
      <Fact name="Seed" value={seed} isNumber />
      <Fact name="Back end" value={threads === 1 ? backend : `${backend}, ${threads} threads`} />
      {limit !== undefined && <Fact name="Pace" value={`at most ${limit} ticks/s`} isNumber />}
      {worker !== undefined && (
        <Fact name="Worker" value={tries > 1 ? `${worker}, attempt ${tries}` : worker} isNumber />
      )}
    </dl>
  )
}
