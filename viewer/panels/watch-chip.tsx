/** Says that the scene shows a run of the server, how far it is, and gives the scene back. */
import { RadioTower, RotateCw, Undo2 } from 'lucide-react'
import { formatExact } from '../design/format-number.ts'
import { useRunStore } from '../state/run-store.ts'
import { useWatchStore, type WatchedRun } from '../state/watch-store.ts'
import { useRun } from './run-context.ts'
import './watch-chip.css'

export function WatchChip() {
  const run = useRun()
  const watched = useWatchStore((state) => state.watched)
  const tick = useRunStore((state) => state.tick)
  if (watched === undefined) return null
  const { title, ticks, problem } = watched
  return (
    <section className="watch-chip" aria-label="Watching a server run">
      <RadioTower size={14} aria-hidden="true" />
      <span className="watch-words">
        <strong>Watching a server run</strong>
        <span className="quiet" title={title}>
          {title}
        </span>
        {problem === undefined ? (
          <span className="number quiet">
            <span role="status">{sayState(watched)}</span>, tick {formatExact(tick)}
            {ticks !== undefined && ` of ${formatExact(ticks)}`}
          </span>
        ) : (
          <span className="watch-problem" role="alert" title={problem}>
            {problem}
          </span>
        )}
      </span>
      {problem !== undefined && (
        <button
          type="button"
          className="button"
          data-action="watch-again"
          onClick={() => run.watch.onRetry()}
        >
          <RotateCw size={13} aria-hidden="true" />
          Try again
        </button>
      )}
      <button
        type="button"
        className="button"
        data-action="detach"
        title="Back to your own run, as it was"
        onClick={() => void run.takeBack()}
      >
        <Undo2 size={14} aria-hidden="true" />
        Detach
      </button>
    </section>
  )
}

/** A run that is over is told no more, connected or not. */
function sayState({ state, isConnected }: WatchedRun): string {
  if (isConnected || (state !== 'running' && state !== 'queued')) return state
  return 'no connection, trying again…'
}
