/** Starts what is open in the page as a run of the server. */
import { CloudUpload } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useRunStore } from '../../state/run-store.ts'
import { startOnServer } from '../../state/server-runs.ts'
import { findObstacle, useWatchStore } from '../../state/watch-store.ts'
import { useRun } from '../run-context.ts'

/** Where a scenario says nothing, and for those who only look. */
const DEFAULT_TICKS = 1000
const MAX_TICKS = 1e12
/** A pace that one can follow. */
const WATCHED_TICKS_PER_SECOND = 30

export function StartRunForm() {
  const run = useRun()
  const suggested = useRunStore(({ info }) => info?.suggestedTicks ?? DEFAULT_TICKS)
  const title = useRunStore(({ info }) => info?.title)
  const obstacle = useWatchStore(findObstacle)
  const [ticks, setTicks] = useState<number>()
  const [isPaced, setIsPaced] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  async function start(event: FormEvent): Promise<void> {
    event.preventDefault()
    setIsBusy(true)
    const ticksPerSecond = isPaced ? WATCHED_TICKS_PER_SECOND : undefined
    await startOnServer(run, { ticks: ticks ?? suggested, ticksPerSecond })
    setIsBusy(false)
  }
  return (
    <form className="start-run" onSubmit={(event) => void start(event)}>
      <label>
        <span className="quiet">to tick</span>
        <input
          className="input number"
          type="number"
          min={1}
          max={MAX_TICKS}
          step={1}
          required
          aria-label="Ticks of the run"
          value={ticks ?? suggested}
          onChange={({ target }) => setTicks(target.valueAsNumber || undefined)}
        />
      </label>
      <label
        className="check"
        title={`${WATCHED_TICKS_PER_SECOND} ticks/s; else as fast as it can`}
      >
        <input
          type="checkbox"
          checked={isPaced}
          onChange={({ target }) => setIsPaced(target.checked)}
        />
        slowly
      </label>
      <button
        type="submit"
        className="button primary"
        data-action="start-on-server"
        disabled={isBusy || title === undefined || obstacle !== undefined}
        title={obstacle ?? `Starts "${title ?? 'what is open'}" on the server, edits included`}
      >
        <CloudUpload size={14} aria-hidden="true" />
        Run on the server
      </button>
    </form>
  )
}
